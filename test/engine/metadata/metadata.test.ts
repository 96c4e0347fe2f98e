import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { chunks } from '../../../src/engine/formats/png';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { Outcome } from '../../../src/shared/run/run';
import { corpusFiles } from '../fixtures/corpus';
import { gradient, pngChunk, tiff, withPngChunks, write } from '../fixtures/images';
import { carryOut, longEdge, place, planOf, temporaryFolder } from '../fixtures/runs';

/** Metadata is kept, or its loss is noted in the report. */

interface Resized {
  readonly outcome: Outcome;
  readonly output: string;
}

/** Resizes one file by a plan and a task, like a run. */
async function resized(source: string, format?: 'png' | 'jpeg' | 'webp' | 'tiff'): Promise<Resized> {
  const output: Profile = { outputs: [{ folder: 'out', ...(format && { format }) }] };
  const { recipe, tasks } = await planOf(join(source, '..'), longEdge(16, output));
  const [outcome] = await carryOut(recipe, tasks);
  if (outcome?.status !== 'done') throw new Error(JSON.stringify(outcome));
  return { outcome, output: outcome.outputs[0]?.target as string };
}

function chunkTypes(png: Buffer): string[] {
  return [...chunks(png)].map(({ type }) => type);
}

describe('texts of a PNG', () => {
  const early = pngChunk('tEXt', Buffer.from('parameters\0a small cat, seed 42'));
  const compressed = pngChunk('zTXt', Buffer.from('Comment\0\0not looked into'));
  const late = pngChunk('iTXt', Buffer.from('Title\0\0\0\0\0späť'));
  const lateExif = pngChunk('eXIf', Buffer.from('II*\0\x08\0\0\0\0\0\0\0\0\0', 'latin1'));

  async function source(): Promise<string> {
    const png = withPngChunks(await gradient(64, 32).png().toBuffer(), early, compressed);
    const end = png.length - 12;
    return place(join(temporaryFolder(), 'a.png'), Buffer.concat([png.subarray(0, end), late, lateExif, png.subarray(end)]));
  }

  test('are kept byte for byte, before or after the pixels', async () => {
    const { outcome, output } = await resized(await source());
    const png = readFileSync(output);
    for (const chunk of [early, compressed, late, lateExif]) expect(png.includes(chunk)).toBe(true);
    const types = chunkTypes(png);
    const pixels = types.indexOf('IDAT');
    expect(types.slice(0, pixels)).toEqual(expect.arrayContaining(['tEXt', 'zTXt']));
    expect(types.slice(pixels)).toEqual(expect.arrayContaining(['iTXt', 'eXIf', 'IEND']));
    expect(outcome.notes).toBeUndefined();
    await expect(sharp(png).raw().toBuffer()).resolves.toHaveLength(16 * 8 * 3);
  });

  test('are noted as lost if the output format does not support them', async () => {
    const { outcome } = await resized(await source(), 'webp');
    expect(outcome.notes).toEqual([
      'Text comments were lost in the conversion to WebP.',
      'EXIF was lost: it comes after the pixels of the PNG.',
    ]);
  });
});

describe('comments of a JPEG', () => {
  const comment = Buffer.from('\xff\xfe\0\x0cmade by us', 'latin1');

  async function source(): Promise<string> {
    const jpeg = await gradient(64, 32).jpeg().toBuffer();
    return place(join(temporaryFolder(), 'a.jpg'), Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]));
  }

  test('are kept', async () => {
    const { outcome, output } = await resized(await source());
    expect(readFileSync(output).includes(comment)).toBe(true);
    expect(outcome.notes).toBeUndefined();
    expect(await sharp(output).metadata()).toMatchObject({ width: 16, height: 8 });
  });

  test('are noted as lost if the format does not support them', async () => {
    expect((await resized(await source(), 'webp')).outcome.notes).toEqual(['Text comments were lost in the conversion to WebP.']);
  });
});

describe('the density', () => {
  /** A JPEG with 300 dpi in its JFIF segment, and no EXIF. */
  async function jpegWithDensity(): Promise<string> {
    const jpeg = await gradient(64, 32).jpeg().toBuffer();
    const jfif = Buffer.from('\xff\xe0\0\x10JFIF\0\x01\x01\x01\x01\x2c\x01\x2c\0\0', 'latin1');
    return place(join(temporaryFolder(), 'a.jpg'), Buffer.concat([jpeg.subarray(0, 2), jfif, jpeg.subarray(2)]));
  }

  test('of a JPEG is kept without an EXIF block', async () => {
    const { outcome, output } = await resized(await jpegWithDensity());
    const { density, exif } = await sharp(output).metadata();
    expect({ density, exif }).toEqual({ density: 300, exif: undefined });
    expect(outcome.notes).toBeUndefined();
  });

  test.each(['png', 'tiff'] as const)('is kept in a %s', async (format) => {
    const { outcome, output } = await resized(await jpegWithDensity(), format);
    expect((await sharp(output).metadata()).density).toBe(300);
    expect(outcome.notes).toBeUndefined();
  });

  test('is noted as lost if the output format does not support it', async () => {
    const { outcome } = await resized(await jpegWithDensity(), 'webp');
    expect(outcome.notes).toEqual(['Not supported by WebP, so not kept: the resolution (300 dpi).']);
  });

  test.each([1, 3] as const)('of a PNG with %i channels is kept, but not a mere aspect ratio', async (channels) => {
    const png = await gradient(64, 32, channels)
      .toColorspace(channels === 1 ? 'b-w' : 'srgb')
      .png()
      .toBuffer();
    const own = png.indexOf('pHYs') - 4;
    const bare = Buffer.concat([png.subarray(0, own), png.subarray(own + 21)]);
    const words = (unit: number) => Buffer.from([0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, unit]); // 11811 a metre
    const notes = async (unit: number) => {
      const source = place(join(temporaryFolder(), 'a.png'), withPngChunks(bare, pngChunk('pHYs', words(unit))));
      if (unit === 1) expect((await sharp((await resized(source, 'jpeg')).output).metadata()).density).toBe(300);
      return (await resized(source, 'webp')).outcome.notes;
    };
    expect(await notes(1)).toEqual(['Not supported by WebP, so not kept: the resolution (300 dpi).']);
    expect(await notes(0)).toBeUndefined();
  });

  test('that has no meaning gets no note', async () => {
    const source = await write(join(temporaryFolder(), 'a.png'), gradient(64, 32).png());
    expect((await resized(source, 'webp')).outcome.notes).toBeUndefined();
  });
});

describe('samples that no output format supports', () => {
  test('floating point becomes 16 bits, with a note', async () => {
    const data = Buffer.from(Float32Array.from({ length: 64 * 32 * 3 }, (_, index) => index / (64 * 32 * 3)).buffer);
    const page = { width: 64, height: 32, samples: 3, photometric: 2, bits: 32, sampleFormat: 3, data };
    const source = place(join(temporaryFolder(), 'a.tiff'), tiff(page));
    expect(await sharp(source).metadata()).toMatchObject({ depth: 'float' });
    const { outcome, output } = await resized(source);
    expect(await sharp(output).metadata()).toMatchObject({ depth: 'ushort' });
    expect(outcome.notes).toEqual([
      'Floating-point samples became 16-bit samples: 0 is black, 1 is white, and values outside were clipped.',
    ]);
  });

  test('Lab becomes RGB, with a note', async () => {
    const data = Buffer.from(Int16Array.from({ length: 64 * 32 * 3 }, (_, index) => (index % 3 === 0 ? 16_000 : 3000)).buffer);
    const page = { width: 64, height: 32, samples: 3, photometric: 8, bits: 16, sampleFormat: 2, data };
    const source = place(join(temporaryFolder(), 'a.tiff'), tiff(page));
    const { outcome } = await resized(source);
    expect(outcome.notes).toContain('Lab became RGB.');
  });

  test.each([
    ['whole numbers of 32 bits', { bits: 32, sampleFormat: 1, photometric: 1, samples: 1, data: Buffer.alloc(64 * 32 * 4, 7) }],
    ['signed numbers', { bits: 16, sampleFormat: 2, photometric: 1, samples: 1, data: Buffer.alloc(64 * 32 * 2, 7) }],
  ])('%s, which sharp would misinterpret, are refused', async (_, page) => {
    const source = place(join(temporaryFolder(), 'a.tiff'), tiff({ width: 64, height: 32, ...page }));
    const { entries } = await planOf(join(source, '..'), longEdge(16));
    expect(entries).toMatchObject([{ status: 'failed', code: 'unsupported' }]);
  });
});

test.each(corpusFiles().filter((path) => /(gain-map|ultra-hdr)\.jpg$/.test(path)))(
  'the loss of the HDR gain map of %s is reported',
  async (path) => {
    const source = place(join(temporaryFolder(), 'a.jpg'), readFileSync(path));
    const { outcome } = await resized(source);
    expect(outcome.notes).toEqual(['The HDR gain map and its XMP were lost: the image is shown in standard dynamic range.']);
  },
);
