import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { filterJxl } from '../../../src/engine/containers/filterJxl';
import { apng } from '../../../src/engine/decoders/apng';
import { bmp } from '../../../src/engine/decoders/bitmaps/bmp';
import { jxl } from '../../../src/engine/decoders/jxl/jxl';
import { qoi } from '../../../src/engine/decoders/qoi';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { encodeApng } from '../../../src/engine/encoders/apng';
import { encodeJxl } from '../../../src/engine/encoders/jxl';
import { type TranscodedFormat, transcode } from '../../../src/engine/encoders/transcode';
import { isoBoxes } from '../../../src/engine/formats/isoBoxes';
import type { OutputRecipe } from '../../../src/shared/recipe/recipe';
import { has, png8, png16, pngSamples, referenceSamples } from '../fixtures/codecTools';
import { pngChunk, withPngChunks } from '../fixtures/images';
import { plantedExif, plantedXmp } from '../fixtures/plantedMetadata';
import { decoded, joined, largestDifference, randomNumbers, raster } from '../fixtures/rasters';
import { place, recipeOf, temporaryFolder } from '../fixtures/runs';

type Channels = 1 | 2 | 3 | 4;

const png = (channels: Channels, width = 61, height = 43) =>
  png8({ width, height, channels, data: raster(width, height, channels).samples });
const outputOf = (format: TranscodedFormat, rest: object = {}) => recipeOf({ outputs: [{ format, ...rest }] }).outputs[0] as OutputRecipe;

/** Samples in RGB with alpha. */
async function rgba(image: Buffer): Promise<Buffer> {
  return sharp(image).toColorspace('srgb').ensureAlpha().raw().toBuffer();
}

describe.each([
  ['bmp', bmp],
  ['qoi', qoi],
] as const)('a PNG becomes a %s', (format, decoder) => {
  test.each([1, 2, 3, 4] as const)('with %i channels', async (channels) => {
    const source = await png(channels);
    const { image } = await decoded(decoder, await transcode(source, format, { output: outputOf(format), pages: 1 }));
    expect(image.alpha).toBe(channels % 2 === 0);
    const raw = { width: 61, height: 43, channels: ((image.space === 'gray' ? 1 : 3) + (image.alpha ? 1 : 0)) as Channels };
    const shown = await sharp(image.samples, { raw }).png().toBuffer();
    expect(largestDifference(await rgba(shown), await rgba(source))).toBe(0);
  });

  test('with 16 bits', async () => {
    const source = await png16(61, 43);
    const { image } = await decoded(decoder, await transcode(source, format, { output: outputOf(format), pages: 1 }));
    expect(largestDifference(image.samples, await sharp(source).toColorspace('srgb').raw().toBuffer())).toBe(0);
  });
});

describe('JPEG XL', () => {
  const lossless = { lossless: true, quality: 100, effort: 3 };

  test.each([1, 2, 3, 4] as const)('%i channels without loss', async (channels) => {
    const file = await encodeJxl(await png(channels), lossless);
    const { header, image } = await decoded(jxl, file);
    // The encoder takes RGB with alpha only.
    expect(header).toMatchObject({ width: 61, height: 43, bits: 8, space: 'rgb', alpha: true, metadata: {}, remarks: [] });
    const raw = { width: 61, height: 43, channels: ((image.space === 'gray' ? 1 : 3) + (image.alpha ? 1 : 0)) as Channels };
    const shown = await sharp(image.samples, { raw }).png().toBuffer();
    expect(largestDifference(await rgba(shown), await rgba(await png(channels)))).toBe(0);
    if (!has.libjxl) return;
    const reference = await referenceSamples(file, 'jxl');
    expect(largestDifference(reference.data, image.samples)).toBe(0);
  });

  test.each([3, 4] as const)('16 bits in %i channels without loss', async (channels) => {
    const source = await png16(61, 43, channels);
    const { header, image } = await decoded(jxl, await encodeJxl(source, lossless));
    expect(header).toMatchObject({ bits: 16, alpha: true });
    const { data } = await pngSamples(source);
    const colorsOf = (samples: Uint8Array | Uint16Array, count: number) => Uint16Array.from(samples).filter((_, at) => at % count < 3);
    expect(largestDifference(colorsOf(image.samples, 4), colorsOf(data, channels))).toBe(0);
    // Of alpha, the encoder keeps 8 bits.
    if (channels === 4) expect(largestDifference(image.samples, data)).toBeLessThanOrEqual(129);
  });

  test('a higher quality is nearer, and larger', async () => {
    const source = await png(3, 200, 150);
    const results = await Promise.all(
      [30, 90].map(async (quality) => {
        const file = await transcode(source, 'jxl', { output: outputOf('jxl', { quality }), pages: 1 });
        const { image } = await decoded(jxl, file);
        const { samples } = raster(200, 150);
        const colors = Uint8Array.from(image.samples).filter((_, at) => at % 4 < 3);
        return {
          bytes: file.length,
          error: colors.reduce((sum, value, at) => sum + Math.abs(value - (samples[at] as number)), 0),
        };
      }),
    );
    const [low, high] = results;
    expect(low?.bytes).toBeLessThan(high?.bytes ?? 0);
    expect(low?.error).toBeGreaterThan(high?.error ?? 0);
    expect((high?.error ?? 0) / (200 * 150 * 3)).toBeLessThan(3);
  });

  const withMetadata = async () => {
    const text = Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0'), Buffer.from(plantedXmp)]);
    return encodeJxl(withPngChunks(await png(3), pngChunk('eXIf', plantedExif()), pngChunk('iTXt', text)), lossless);
  };

  test('EXIF and XMP are in boxes', async () => {
    const { metadata } = jxl.readHeader(readableBuffer(await withMetadata()));
    expect(metadata.exif).toEqual(plantedExif());
    expect(metadata.xmp?.toString()).toBe(plantedXmp);
  });

  test.skipIf(!has.exiftool)('exiftool reads EXIF and XMP', async () => {
    const path = place(join(temporaryFolder(), 'a.jxl'), await withMetadata());
    const { stdout } = spawnSync('exiftool', ['-Copyright', '-XMP:all', '-ImageWidth', path], { encoding: 'utf8' });
    expect(stdout).toContain('MARK-copyright-exif');
    expect(stdout).toContain('MARK-private-xmp');
    expect(stdout).toMatch(/Image Width\s*: 61/);
  });

  test.each([
    ['strip', /MARK-/],
    ['strip-gps', /MARK-(?:gps|preview)/],
    ['copyright-only', /MARK-(?:gps|preview|private)/],
    ['previews', /MARK-preview/],
  ] as const)('%s leaves the codestream as it is', async (removal, gone) => {
    const before = await withMetadata();
    const filtered = filterJxl(before, removal);
    if (!filtered) throw new Error('not filtered');
    const codestream = (file: Buffer) => {
      const box = isoBoxes(file, 0, file.length)?.find(({ type }) => type === 'jxlc');
      return box && file.subarray(box.dataAt, box.end);
    };
    expect(filtered.bytes.toString('latin1')).not.toMatch(gone);
    expect(codestream(filtered.bytes)).toEqual(codestream(before));
    if (removal === 'strip-gps') expect(filtered.bytes.toString('latin1')).toContain('MARK-private-xmp');
    expect((await decoded(jxl, filtered.bytes)).image.samples).toEqual((await decoded(jxl, before)).image.samples);
    // A second time there is nothing left to remove.
    expect(filterJxl(filtered.bytes, removal)?.bytes.equals(filtered.bytes)).toBe(true);
  });
});

/** Frames with parts that stay, others that move, and a last one that is like the one before. */
function frames(isOpaque: boolean) {
  const [width, height, pages] = [37, 23, 4];
  const random = randomNumbers(5);
  const first = Buffer.from(raster(width, height, 4).samples.map((sample, at) => (isOpaque && at % 4 === 3 ? 255 : sample)));
  const all = [first];
  for (let index = 1; index < pages; index += 1) {
    const next = Buffer.from(all[index - 1] as Buffer);
    if (index < pages - 1)
      for (let y = 5 * index; y < 5 * index + 4; y += 1)
        for (let x = 3; x < 20; x += 1) next.set([random() * 256, 9, x, isOpaque ? 255 : index * 60], (y * width + x) * 4);
    all.push(next);
  }
  return { data: Buffer.concat(all), width, height, pages, delays: [100, 40, 70_000, 20], loop: 3 };
}

describe('APNG', () => {
  test.each([true, false])('frames come back, opaque: %s', async (isOpaque) => {
    const given = frames(isOpaque);
    const file = await encodeApng(given);
    const header = apng.readHeader(readableBuffer(file));
    // A delay has 16 bits.
    expect(header).toMatchObject({ width: 37, height: 23, pages: 4, animation: { delays: [100, 40, 65_535, 20], loop: 3 } });
    const images = await apng.decode(file);
    expect(joined(images).equals(given.data)).toBe(true);
    // A viewer without animation shows the first frame.
    expect((await sharp(file).ensureAlpha().raw().toBuffer()).equals(given.data.subarray(0, 37 * 23 * 4))).toBe(true);
  });

  test('one frame, and one of a single pixel', async () => {
    for (const [width, height] of [
      [5, 4],
      [1, 1],
    ] as const) {
      const data = Buffer.from(raster(width, height, 4).samples);
      const file = await encodeApng({ data, width, height, pages: 1, delays: [100], loop: 0 });
      expect((await apng.decode(file)).map(({ samples }) => [...samples])).toEqual([[...data]]);
    }
  });

  test('transcoding takes the frames of a strip, and a loop of the recipe counts more', async () => {
    const given = frames(false);
    const strip = await sharp(given.data, { raw: { width: 37, height: 23 * 4, channels: 4 } })
      .png()
      .toBuffer();
    const timing = { delay: [10, 20, 30, 40], loop: 7 };
    const made = async (output: OutputRecipe) =>
      apng.readHeader(readableBuffer(await transcode(strip, 'apng', { output, pages: 4, timing })));
    expect((await made(outputOf('apng'))).animation).toEqual({ delays: [10, 20, 30, 40], loop: 7 });
    expect((await made(outputOf('apng', { loop: 0 }))).animation?.loop).toBe(0);
  });
});
