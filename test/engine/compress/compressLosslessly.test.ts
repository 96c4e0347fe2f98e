import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { compressLosslessly } from '../../../src/engine/compress/compressLosslessly';
import { sampleDigest } from '../../../src/engine/compress/sampleDigest';
import { readHeader } from '../../../src/engine/sources/readHeader';
import type { SourceFormat } from '../../../src/shared/values/formats';
import { corpusFiles } from '../fixtures/corpus';
import { place, runOn, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** Optimizing without a quality keeps every decoded sample. */

const careless: Readonly<Record<string, () => Promise<Buffer>>> = {
  jpeg: () => noise(64, 48).jpeg({ quality: 90 }).toBuffer(),
  png: () => noise(64, 48).png({ compressionLevel: 0 }).toBuffer(),
  webp: () => noise(64, 48, 4).webp({ lossless: true, exact: true, effort: 0 }).toBuffer(),
};

test.each(['jpeg', 'png', 'webp'] as const)('an optimized %s has the same samples and metadata in fewer bytes', async (format) => {
  const bytes = await sharp(await (careless[format] as () => Promise<Buffer>)())
    .keepMetadata()
    .withExif({ IFD0: { Artist: 'Somebody' } })
    [format](format === 'webp' ? { lossless: true, effort: 0 } : format === 'jpeg' ? { quality: 90 } : { compressionLevel: 0 })
    .toBuffer();
  const path = place(join(temporaryFolder(), `a.${format}`), bytes);
  const { status, target, notes } = await runOn(path, { outputs: [{ optimize: true }] });
  expect({ status, notes }).toEqual({ status: 'done', notes: undefined });
  const smaller = readFileSync(target);
  expect(smaller.length).toBeLessThan(bytes.length);
  expect(await sampleDigest(smaller)).toBe(await sampleDigest(bytes));
  expect((await sharp(smaller).metadata()).exif).toEqual((await sharp(bytes).metadata()).exif);
});

test('the lossless frames of an animated WebP become smaller, one by one', async () => {
  const frames = await Promise.all([1, 2, 3].map((seed) => noise(40, 30, 4, seed).png().toBuffer()));
  const bytes = await sharp(frames, { join: { animated: true } })
    .webp({ lossless: true, effort: 0, delay: [40, 50, 60] })
    .toBuffer();
  const smaller = await compressLosslessly(bytes, 'webp');
  expect(smaller.length).toBeLessThan(bytes.length);
  expect(await sampleDigest(smaller)).toBe(await sampleDigest(bytes));
});

test.each([
  ['webp', { quality: 60 }],
  ['avif', { quality: 40 }],
] as const)('a lossy %s is kept, with a way to make it smaller', async (format, options) => {
  const path = place(join(temporaryFolder(), `a.${format}`), await noise(64, 48)[format](options).toBuffer());
  expect(await runOn(path, { outputs: [{ optimize: true }] })).toMatchObject({
    status: 'kept',
    message: 'The source was kept: no smaller file without loss was found. Set a quality for a smaller one.',
  });
});

describe('TIFF', () => {
  const kinds: Readonly<Record<string, () => Sharp>> = {
    '8 bits': () => noise(64, 48),
    gray: () => noise(64, 48, 1).toColorspace('b-w'),
    '16 bits': () => noise(64, 48).toColorspace('rgb16'),
    'a profile': () => noise(64, 48).withIccProfile('p3'),
  };

  test.each(Object.keys(kinds))('%s', async (kind) => {
    const bytes = await (kinds[kind] as () => Sharp)()
      .tiff({ compression: 'none', xres: 300 / 25.4, yres: 300 / 25.4 })
      .toBuffer();
    const smaller = await compressLosslessly(bytes, 'tiff');
    expect(smaller.length).toBeLessThan(bytes.length);
    expect(await sampleDigest(smaller)).toBe(await sampleDigest(bytes));
    const [before, after] = await Promise.all([bytes, smaller].map((each) => sharp(each).metadata()));
    for (const key of ['density', 'icc', 'space', 'depth'] as const) expect(after?.[key]).toEqual(before?.[key]);
  });

  test('one with metadata, transparency or an orientation is kept', async () => {
    const careful = [
      noise(64, 48).withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'),
      noise(64, 48, 4),
      noise(64, 48).withMetadata({ orientation: 6 }),
    ];
    for (const image of careful) {
      const bytes = await image.tiff({ compression: 'none' }).toBuffer();
      expect(await compressLosslessly(bytes, 'tiff')).toBe(bytes);
    }
  });
});

test('an optimized photo keeps its orientation and its size as displayed', async () => {
  const jpeg = await noise(64, 48).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer();
  const path = place(join(temporaryFolder(), 'a.jpg'), jpeg);
  const { status, target, outputs } = await runOn(path, { outputs: [{ optimize: true }] });
  expect({ status, ...outputs[0] }).toMatchObject({ status: 'done', width: 48, height: 64 });
  expect(await sharp(target).metadata()).toMatchObject({ width: 64, height: 48, orientation: 6 });
});

test('a limit of bytes is met without loss where possible', async () => {
  const jpeg = await noise(64, 48).jpeg({ quality: 90 }).toBuffer();
  const path = place(join(temporaryFolder(), 'a.jpg'), jpeg);
  const roomy = await runOn(path, { outputs: [{ optimize: true, maxBytes: jpeg.length, name: 'roomy' }] });
  expect(await sampleDigest(readFileSync(roomy.target))).toBe(await sampleDigest(jpeg));
  const tight = await runOn(path, { outputs: [{ optimize: true, maxBytes: jpeg.length >> 1, name: 'tight' }] });
  expect(readFileSync(tight.target).length).toBeLessThanOrEqual(jpeg.length >> 1);
});

test('a damaged image fails', async () => {
  for (const name of ['damaged.jpg', 'truncated.gif']) {
    const path = corpusFiles().find((file) => basename(file) === name) as string;
    const copy = place(join(temporaryFolder(), name), readFileSync(path));
    expect((await runOn(copy, { outputs: [{ optimize: true }] })).status, name).toBe('failed');
  }
});

/** How a JPEG is stored says nothing about its samples: of nine photos of one scene, an upright and a turned one are enough. */
const isFurtherOrientation = (path: string) => /(?:Landscape|Portrait)_[0234578]\.jpg$/.test(path);

test('every image of the corpora keeps its samples', async () => {
  for (const path of corpusFiles().filter((each) => !isFurtherOrientation(each))) {
    const format = await readHeader(path).then(
      (header): SourceFormat => header.format,
      () => undefined,
    );
    if (format === undefined || format === 'svg') continue;
    const bytes = readFileSync(path);
    const samples = await sampleDigest(bytes).catch(() => undefined);
    if (samples === undefined) continue;
    const smaller = await compressLosslessly(bytes, format);
    expect(smaller.length, path).toBeLessThanOrEqual(bytes.length);
    expect(await sampleDigest(smaller), path).toBe(samples);
  }
});
