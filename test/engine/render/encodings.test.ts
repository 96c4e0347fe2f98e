import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { OutputFormat } from '../../../src/shared/values/formats';
import { animation, fromRaw, gradient, write } from '../fixtures/images';
import { runOn, temporaryFolder } from '../fixtures/runs';
import { differenceOf, noise, samplesOf, tiffTags } from '../fixtures/samples';

/** Every encoding option reaches the written file. */

type Options = Omit<NonNullable<Profile['outputs']>[number], 'format'>;

const photo = () => noise(160, 120).png();

async function made(format: OutputFormat, options: Options = {}, state = photo()) {
  const source = await write(join(temporaryFolder(), 'a.png'), state);
  // Another format than the source, or a step, so that the source is not copied.
  const steps = format === 'png' ? [{ operation: 'resize' as const, width: 150 }] : [];
  const { target, status, message, notes } = await runOn(source, { steps, outputs: [{ format, ...options }] });
  expect({ status, message }).toEqual({ status: 'done' });
  const bytes = readFileSync(target);
  return { source, target, bytes, notes, metadata: await sharp(target).metadata() };
}

/** Position of the marker that starts the frame of a JPEG: baseline or progressive. */
function frameMarker(jpeg: Buffer): number {
  let at = 2;
  while (![0xc0, 0xc1, 0xc2].includes(jpeg[at + 1] as number)) at += 2 + jpeg.readUInt16BE(at + 2);
  return jpeg[at + 1] as number;
}

describe('JPEG', () => {
  test('a JPEG can be progressive', async () => {
    expect(frameMarker((await made('jpeg')).bytes)).toBe(0xc0);
    expect(frameMarker((await made('jpeg', { progressive: true })).bytes)).toBe(0xc2);
  });

  test('mozjpeg makes a JPEG smaller, and a lower quality smaller still', async () => {
    const [plain, moz, low] = [
      await made('jpeg'),
      await made('jpeg', { mozjpeg: true }),
      await made('jpeg', { mozjpeg: true, quality: 30 }),
    ];
    expect(moz.bytes.length).toBeLessThan(plain.bytes.length);
    expect(low.bytes.length).toBeLessThan(moz.bytes.length);
  });

  test.each(['4:4:4', '4:2:0'] as const)('a JPEG is written with chroma subsampling %s', async (chromaSubsampling) => {
    expect((await made('jpeg', { chromaSubsampling })).metadata.chromaSubsampling).toBe(chromaSubsampling);
  });
});

describe('PNG', () => {
  test('compressionLevel changes the size of a PNG', async () => {
    const [none, best] = [await made('png', { compressionLevel: 0 }), await made('png', { compressionLevel: 9 })];
    expect(best.bytes.length).toBeLessThan(none.bytes.length);
    expect(await samplesOf(best.target)).toEqual(await samplesOf(none.target));
  });

  test('a PNG can be progressive, also with optimize', async () => {
    expect((await made('png')).metadata.isProgressive).toBe(false);
    expect((await made('png', { progressive: true })).metadata.isProgressive).toBe(true);
    expect((await made('png', { progressive: true, optimize: true })).metadata.isProgressive).toBe(true);
  });

  const colorsOf = async (path: string) => {
    const { data } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return new Set(Array.from({ length: data.length / 3 }, (_, at) => data.readUIntBE(at * 3, 3))).size;
  };

  test('palette, colors and dither make a PNG with a palette', async () => {
    expect((await made('png')).metadata.isPalette).toBe(false);
    const full = await made('png', { palette: true });
    expect(full.metadata.isPalette).toBe(true);
    expect(await colorsOf(full.target)).toBeGreaterThan(16);
    // libvips writes palettes of 2, 4, 16 and 256 colors.
    const few = await made('png', { colors: 16, dither: 0 });
    expect(few.metadata.isPalette).toBe(true);
    expect(await colorsOf(few.target)).toBeLessThanOrEqual(16);
    expect(few.bytes).not.toEqual((await made('png', { colors: 16, dither: 1 })).bytes);
  });

  test('effort, quality and dither alone do not make a palette', async () => {
    for (const options of [{ effort: 5 }, { quality: 50 }, { dither: 0.5 }])
      expect((await made('png', options)).metadata.isPalette, JSON.stringify(options)).toBe(false);
  });
});

describe('WebP', () => {
  test('a lossless WebP is exact to the bit, also in transparent pixels', async () => {
    const clear = fromRaw({
      data: Buffer.alloc(90 * 70 * 4, Buffer.from([200, 40, 90, 0, 1, 2, 3, 255])),
      width: 90,
      height: 70,
      channels: 4,
    });
    for (const state of [gradient(90, 70).png(), clear.png()]) {
      const { source, target } = await made('webp', { lossless: true }, state);
      expect(await samplesOf(target)).toEqual(await samplesOf(source));
    }
  });

  test('nearLossless is close to the source, depending on the quality', async () => {
    const { source, target, bytes } = await made('webp', { nearLossless: true, quality: 60 });
    const difference = await differenceOf(source, target);
    expect(difference.most).toBeGreaterThan(0);
    expect(difference.most).toBeLessThan(16);
    expect(bytes.length).toBeLessThan((await made('webp', { lossless: true })).bytes.length);
  });

  test('alphaQuality changes the size of a WebP', async () => {
    const clear = () => noise(160, 120, 4).png();
    const [low, high] = [await made('webp', { alphaQuality: 0 }, clear()), await made('webp', { alphaQuality: 100 }, clear())];
    expect(low.bytes.length).toBeLessThan(high.bytes.length);
  });

  test('effort and quality change the size of a WebP', async () => {
    const [quick, slow] = [await made('webp', { effort: 0 }), await made('webp', { effort: 6 })];
    expect(slow.bytes.length).toBeLessThan(quick.bytes.length);
    expect((await made('webp', { quality: 20 })).bytes.length).toBeLessThan(slow.bytes.length);
  });
});

/** Whether the colors of an AVIF are stored at half the size: `chroma_subsampling_x` of the box av1C (AV1 in ISOBMFF, 2.3.3). */
function isHalved(avif: Buffer): boolean {
  return ((avif[avif.indexOf('av1C') + 6] as number) & 0x08) !== 0;
}

describe('AVIF', () => {
  test('a lossless AVIF is exact to the bit', async () => {
    const { source, target } = await made('avif', { lossless: true }, gradient(90, 70).png());
    expect(await samplesOf(target)).toEqual(await samplesOf(source));
  });

  test.each([8, 10, 12] as const)('an AVIF is written with bitDepth %i from 8 and 16 bits', async (bitDepth) => {
    const deep = () => gradient(90, 70).toColorspace('rgb16').png();
    expect((await made('avif', { bitDepth })).metadata.bitsPerSample).toBe(bitDepth);
    const { metadata, notes } = await made('avif', { bitDepth }, deep());
    expect(metadata.bitsPerSample).toBe(bitDepth);
    expect(notes).toEqual([`16-bit samples became ${bitDepth}-bit samples: AVIF is written with ${bitDepth} bits.`]);
  });

  test('16 bits are written to AVIF with a precision of 12 by default', async () => {
    // A ramp so flat that 8 bits have two steps of it and 12 bits about thirty.
    const ramp = Uint16Array.from({ length: 64 * 64 * 3 }, (_, at) => 30_000 + (Math.floor(at / 3) % 64) * 8);
    const source = () =>
      sharp(ramp, { raw: { width: 64, height: 64, channels: 3 } })
        .toColorspace('rgb16')
        .png();
    const levels = async (options: Options) => {
      const { target } = await made('avif', { quality: 100, chromaSubsampling: '4:4:4', ...options }, source());
      const data = await sharp(target).toColorspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
      return new Set(new Uint16Array(data.buffer, data.byteOffset, data.length / 2)).size;
    };
    const [deep, plain] = [await levels({}), await levels({ bitDepth: 8 })];
    expect(deep).toBeGreaterThan(3 * plain);
  });

  test('effort, quality and chroma subsampling reach an AVIF', async () => {
    const full = await made('avif', { chromaSubsampling: '4:4:4' });
    expect(isHalved(full.bytes)).toBe(false);
    const half = await made('avif', { chromaSubsampling: '4:2:0' });
    expect(isHalved(half.bytes)).toBe(true);
    expect((await made('avif', { quality: 20 })).bytes.length).toBeLessThan(full.bytes.length);
    expect((await made('avif', { effort: 0 })).bytes).not.toEqual((await made('avif', { effort: 6 })).bytes);
  });
});

describe('GIF', () => {
  test('colors limits the palette of a GIF', async () => {
    const [few, many] = [await made('gif', { colors: 4 }), await made('gif')];
    expect(few.bytes.length).toBeLessThan(many.bytes.length / 2);
  });

  test('loop sets how often a GIF plays', async () => {
    const source = await write(join(temporaryFolder(), 'a.gif'), await animation(['red', 'lime'], { loop: 3 }));
    for (const format of ['gif', 'webp'] as const)
      for (const loop of [undefined, 0, 7]) {
        const { target } = await runOn(source, { outputs: [{ format, ...(loop !== undefined && { loop }), frames: 'keep', effort: 3 }] });
        expect((await sharp(target, { animated: true }).metadata()).loop, `${format} ${loop}`).toBe(loop ?? 3);
      }
  });
});

describe('TIFF', () => {
  const codes = { none: 1, lzw: 5, jpeg: 7, deflate: 8, packbits: 32_773, webp: 50_001 } as const;

  test.each(Object.entries(codes))('a TIFF is written with compression %s', async (compression, code) => {
    const { bytes } = await made('tiff', { compression: compression as keyof typeof codes });
    expect(tiffTags(bytes).get(259)).toBe(code);
  });

  test.each([
    [{}, codes.deflate],
    [{ quality: 80 }, codes.jpeg],
  ] as const)('a TIFF with %j gets its default compression', async (options, code) => {
    expect(tiffTags((await made('tiff', options)).bytes).get(259)).toBe(code);
  });

  test.each([
    ['none', 1],
    ['horizontal', 2],
  ] as const)('a TIFF is written with predictor %s and decodes to the same pixels', async (predictor, code) => {
    const { source, target, bytes } = await made('tiff', { compression: 'lzw', predictor });
    expect(tiffTags(bytes).get(317) ?? 1).toBe(code);
    expect(await samplesOf(target)).toEqual(await samplesOf(source));
  });

  test('tileSize sets the tiles of a TIFF', async () => {
    const tags = tiffTags((await made('tiff', { tileSize: 48 })).bytes);
    expect([tags.get(322), tags.get(323)]).toEqual([48, 48]);
    expect(tiffTags((await made('tiff', { tile: true })).bytes).get(322)).toBe(256);
    expect(tiffTags((await made('tiff')).bytes).get(322)).toBeUndefined();
  });

  test('a pyramid passes the check, and each level is half of the one above', async () => {
    const { target, metadata } = await made('tiff', { pyramid: true, tileSize: 32 }, noise(300, 200).png());
    expect(metadata).toMatchObject({ pages: 5, width: 300, height: 200 });
    expect(await sharp(target, { page: 1 }).metadata()).toMatchObject({ width: 150, height: 100 });
    expect(await sharp(target, { page: 4 }).metadata()).toMatchObject({ width: 18, height: 12 });
  });
});
