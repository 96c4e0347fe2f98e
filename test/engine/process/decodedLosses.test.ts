import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { heic } from '../../../src/engine/decoders/heic';
import { jxl } from '../../../src/engine/decoders/jxl/jxl';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { packIco } from '../../../src/engine/formats/ico';
import { isoBox } from '../../../src/engine/formats/isoBoxes';
import { exifTags } from '../../../src/engine/metadata/exif';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { doneOn, toolFile } from '../fixtures/decodedRuns';
import { animation, gradient, solid } from '../fixtures/images';
import { withSecondImage } from '../fixtures/multiPicture';
import { place, run, runOn, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** What a detour by a format that libvips does not know must not change, and what is told of the rest. */

const convert = (format: 'jpeg' | 'png' | 'webp' | 'jxl' | 'apng' | 'bmp', more: object = {}): Profile => ({
  outputs: [{ format, ...more }],
});

describe('transparency', () => {
  test('is not told of an image whose alpha channel is opaque', async () => {
    const { target: written } = await doneOn('a.png', await gradient(30, 20).png().toBuffer(), convert('jxl'));
    const { notes } = await doneOn('a.jxl', readFileSync(written), convert('jpeg'));
    expect(notes?.join() ?? '').not.toContain('Transparent');
    const { target } = await doneOn('a.jxl', readFileSync(written), convert('png'));
    expect((await sharp(target).metadata()).hasAlpha).toBe(false);
  });

  test('of icons is kept where there is any', async () => {
    const icon = async (alpha: number) =>
      packIco([{ width: 16, height: 16, png: await gradient(16, 16).ensureAlpha(alpha).png().toBuffer() }]);
    expect((await sharp((await doneOn('a.ico', await icon(1), convert('png'))).target).metadata()).hasAlpha).toBe(false);
    expect((await sharp((await doneOn('a.ico', await icon(0.5), convert('png'))).target).metadata()).hasAlpha).toBe(true);
  });
});

describe('a still APNG', () => {
  test('has the profile and the metadata of a PNG', async () => {
    const photo = await gradient(30, 20)
      .withIccProfile('p3')
      .withExif({ IFD0: { Artist: 'Ada' } })
      .jpeg()
      .toBuffer();
    const { target, notes } = await doneOn('a.jpg', photo, convert('apng'));
    const { target: plain } = await doneOn('a.jpg', photo, convert('png'));
    const [made, wanted] = [await sharp(target).metadata(), await sharp(plain).metadata()];
    expect(made.icc?.equals(wanted.icc as Buffer)).toBe(true);
    expect(made.exif?.includes('Ada')).toBe(true);
    expect(notes ?? []).toEqual([]);
    expect(
      (await sharp(target).toColorspace('srgb').raw().toBuffer()).equals(await sharp(plain).toColorspace('srgb').raw().toBuffer()),
    ).toBe(true);
  });

  test('with a single frame keeps the bits of a PNG', async () => {
    const { target: still } = await doneOn('a.png', await gradient(30, 20).toColorspace('rgb16').png().toBuffer(), convert('apng'));
    const { notes = [] } = await doneOn('b.png', readFileSync(still), convert('png', { compressionLevel: 9 }));
    expect(notes).toEqual([]);
  });
});

test('an MPO is a JPEG with several images: it keeps its name, and what is lost is told', async () => {
  const both = withSecondImage(await noise(60, 40).jpeg().toBuffer(), await noise(10, 10).jpeg().toBuffer());
  const kept = await doneOn('a.mpo', both, { metadata: 'strip-gps', replace: true });
  expect(kept.target).toBe(kept.source);
  const { target, notes } = await doneOn('a.mpo', both, { steps: [{ operation: 'resize', width: 20 }], outputs: [{ folder: 'out' }] });
  expect([basename(target), (await sharp(target).metadata()).width]).toEqual(['a.mpo', 20]);
  expect(notes).toContain('Other images in the file, such as a preview, were lost.');
});

test('each image of an icon has its own size in its name', async () => {
  const images = [16, 64, 32].map(async (side) => ({ width: side, height: side, png: await gradient(side, side, 4).png().toBuffer() }));
  const output = { format: 'png', frames: 'all', folder: 'out', name: '{name}-{width}' } as const;
  const { outputs } = await doneOn('a.ico', packIco(await Promise.all(images)), { outputs: [output] });
  expect(outputs.map(({ target, width }) => [basename(target), width])).toEqual([
    ['a-64.png', 64],
    ['a-32.png', 32],
    ['a-16.png', 16],
  ]);
});

test('an animated PNG becomes a lossy WebP like any other animation', async () => {
  const gif = await animation(['red', 'lime']);
  const { target: moving } = await doneOn('a.gif', gif, convert('apng'));
  const { target } = await doneOn('a.png', readFileSync(moving), convert('webp'));
  const webp = readFileSync(target);
  expect([webp.includes('VP8 '), webp.includes('VP8L')]).toEqual([true, false]);
});

test('a HEIC is no lossless source, so that its best format is none, either', async () => {
  const { notes = [] } = await doneOn('a.heic', toolFile('location.heic'), { outputs: [{ format: 'best' }] });
  expect(notes.join()).not.toContain('PNG');
});

test('boxes that inflate to much more than metadata need are not read', () => {
  const bomb = isoBox('brob', Buffer.from('free'), brotliCompressSync(Buffer.alloc(1 << 25)));
  const file = toolFile('from-jpeg.jxl');
  const bombs = Buffer.concat([file.subarray(0, 32), ...Array.from({ length: 200 }, () => bomb), file.subarray(32)]);
  expect(jxl.readHeader(readableBuffer(bombs))).toMatchObject({ pages: 1 });
});

test('a JPEG XL of more pixels than WebAssembly can hold is refused with a sentence', async () => {
  const source = place(join(temporaryFolder(), 'a.png'), await solid(10_000, 9000, 'red').png().toBuffer());
  const { status, code, message } = await runOn(source, convert('jxl'));
  expect({ status, code }).toEqual({ status: 'failed', code: 'too-large' });
  expect(message).toContain('at most 80 million');
});

describe('metadata alone', () => {
  test.each(['strip', 'strip-gps', 'copyright-only'] as const)(
    'of a HEIC is removed by %s, and it remains one with the same pixels',
    async (metadata) => {
      const bytes = toolFile('location.heic');
      const { target, source, notes = [] } = await doneOn('a.heic', bytes, { metadata, replace: true });
      expect(target).toBe(source);
      const written = readFileSync(target);
      const [before, after] = [heic.readHeader(readableBuffer(bytes)).metadata, heic.readHeader(readableBuffer(written)).metadata];
      expect(before.exif && exifTags(before.exif)?.has(0x8825)).toBe(true);
      expect(after.exif && exifTags(after.exif)?.has(0x8825)).toBeFalsy();
      if (metadata === 'strip') expect(after).not.toHaveProperty('exif');
      if (metadata === 'strip') expect(after).not.toHaveProperty('xmp');
      expect(written.includes('GPSLatitude')).toBe(false);
      expect((await heic.decode(written))[0]?.samples).toEqual((await heic.decode(bytes))[0]?.samples);
      expect(notes.join()).not.toContain('encoded again');
    },
  );

  test('of a file that is only read fails, since it would stay; one that has none is left out', async () => {
    const psd = Buffer.concat([
      Buffer.from('8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x01\0\0\0\x01\0\x08\0\x03', 'latin1'),
      ...[Buffer.alloc(12), Buffer.from([0, 0, 255, 0, 0])],
    ]);
    const endOf = async (name: string, bytes: Buffer) => {
      const source = place(join(temporaryFolder(), name), bytes);
      const { entries } = await run(dirname(source), { metadata: 'strip', replace: true }, { selection: [source] });
      expect(readFileSync(source).equals(bytes)).toBe(true);
      return entries[0];
    };
    expect(await endOf('a.psd', psd)).toMatchObject({
      status: 'failed',
      message: 'The metadata of Photoshop files cannot be removed. Choose an output format.',
    });
    expect(await endOf('a.ppm', Buffer.from('P6 2 1 255 abcdef'))).toMatchObject({ status: 'skipped', message: 'No metadata to remove.' });
  });
});

test('a lossless JPEG XL remains lossless when it is optimized at a quality', async () => {
  const png = await gradient(40, 30).png().toBuffer();
  const { target: lossless } = await doneOn('a.png', png, convert('jxl', { lossless: true }));
  const { target } = await doneOn('b.jxl', readFileSync(lossless), {
    steps: [{ operation: 'flip' }],
    outputs: [{ quality: 'auto', optimize: true, folder: 'out' }],
  });
  const [image] = await jxl.decode(readFileSync(target));
  const flipped = await sharp(png).flip().ensureAlpha().raw().toBuffer();
  expect(Buffer.from(image?.samples as Uint8Array).equals(flipped)).toBe(true);
});
