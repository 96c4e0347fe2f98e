import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { recompressPng } from '../../../src/engine/compress/recompressPng';
import { chunks } from '../../../src/engine/formats/png';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { formatBytes } from '../../../src/shared/values/formatQuantity';
import { animation, corners, fromRaw, gradient, grayProfile, pngChunk, withPngChunks, withProfile, write } from '../fixtures/images';
import { filesIn, runOn, temporaryFolder } from '../fixtures/runs';
import { differenceOf, noise, samplesOf } from '../fixtures/samples';

/** Optimizing makes the smallest file that looks the same, or keeps the source. */

type Output = NonNullable<Profile['outputs']>[number];

async function optimized(image: Sharp | Buffer, name: string, output: Output = {}, rest: Profile = {}) {
  const folder = temporaryFolder();
  const source = await write(join(folder, name), image);
  const before = readFileSync(source);
  const outcome = await runOn(source, { outputs: [{ optimize: true, ...output }], ...rest });
  return { ...outcome, folder, source, before };
}

function types(png: Buffer): string[] {
  return [...chunks(png)].map(({ type }) => type);
}

describe('PNG', () => {
  const flat = () => fromRaw(corners(120, 80)).png({ compressionLevel: 1 });

  test('an optimized PNG is smaller and identical to the bit', async () => {
    for (const image of [
      flat(),
      noise(90, 60, 4).png({ compressionLevel: 0 }),
      gradient(90, 60, 1).toColorspace('b-w').png({ compressionLevel: 0 }),
    ]) {
      const { status, source, target, before } = await optimized(image, 'a.png');
      expect(status).toBe('done');
      expect(readFileSync(target).length).toBeLessThan(before.length);
      const [a, b] = await Promise.all([source, target].map((path) => sharp(path).ensureAlpha().toColorspace('srgb').raw().toBuffer()));
      expect(b?.equals(a as Buffer)).toBe(true);
    }
  });

  test('an optimized PNG keeps 16 bits, texts and EXIF', async () => {
    const ramp = Uint16Array.from({ length: 90 * 60 * 3 }, (_, at) => at * 3);
    const deep = sharp(ramp, { raw: { width: 90, height: 60, channels: 3 } })
      .toColorspace('rgb16')
      .withExif({ IFD0: { Artist: 'Somebody' } });
    const text = pngChunk('tEXt', Buffer.from('Comment\0a small cat'));
    const { target, status, notes } = await optimized(withPngChunks(await deep.png({ compressionLevel: 0 }).toBuffer(), text), 'a.png');
    const written = readFileSync(target);
    expect({ status, notes }).toEqual({ status: 'done', notes: undefined });
    expect(types(written)).toEqual(expect.arrayContaining(['eXIf']));
    expect(written.includes(text)).toBe(true);
    const { depth, exif } = await sharp(target).metadata();
    expect(depth).toBe('ushort');
    expect(exif?.toString('latin1')).toContain('Somebody');
    const data = await sharp(target).toColorspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
    expect(data.equals(Buffer.from(ramp.buffer))).toBe(true);
  });

  test('an optimized PNG keeps the colors of transparent pixels', async () => {
    const data = Buffer.alloc(60 * 60 * 4, Buffer.from([200, 40, 90, 0, 1, 2, 3, 255]));
    const { source, target } = await optimized(fromRaw({ data, width: 60, height: 60, channels: 4 }).png({ compressionLevel: 0 }), 'a.png');
    expect(await samplesOf(target)).toEqual(await samplesOf(source));
  });

  test('a damaged PNG fails and nothing is written', async () => {
    const png = await noise(90, 60).png().toBuffer();
    png[png.length >> 1] = (png[png.length >> 1] as number) ^ 0xff;
    const { status, message, folder } = await optimized(png, 'a.png');
    expect(status).toBe('failed');
    expect(message).toMatch(/damaged|cut off|corrupt/i);
    expect(filesIn(folder)).toEqual(['a.png']);
  });
});

describe('recompressPng', () => {
  test('recompressing keeps an image with a color profile in color', async () => {
    // Only gray pixels in an RGB file: without the guard it would become a gray image with an RGB profile.
    const gray = await gradient(64, 64, 1).toColorspace('b-w').toColorspace('srgb').png({ compressionLevel: 0 }).toBuffer();
    const colored = await sharp(gray).toColorspace('srgb').withIccProfile('srgb').png({ compressionLevel: 0 }).toBuffer();
    expect(colored[25]).toBe(2);
    const small = recompressPng(colored);
    expect([2, 3, 6]).toContain(small[25]);
  });

  test('recompressing keeps an image with a gray profile gray', async () => {
    const gray = withProfile(await gradient(64, 64, 1).toColorspace('b-w').png({ compressionLevel: 0 }).toBuffer(), grayProfile(1));
    const small = recompressPng(gray);
    expect(small.length).toBeLessThan(gray.length);
    expect(small[25]).toBe(0);
    expect((await sharp(small).metadata()).icc).toEqual(grayProfile(1));
  });

  test('recompressing returns what it cannot shrink and throws on damaged input', async () => {
    const small = recompressPng(await noise(64, 64).png().toBuffer());
    expect(recompressPng(small)).toBe(small);
    expect(() => recompressPng(small.subarray(0, 200))).toThrow();
    // The failure does not affect the next image.
    expect(recompressPng(small)).toBe(small);
  });
});

test('a JPEG that is optimized at a quality is written by mozjpeg', async () => {
  const { status, target, before } = await optimized(noise(160, 120).jpeg({ quality: 90 }), 'a.jpg', { quality: 80 });
  expect(status).toBe('done');
  expect(readFileSync(target).length).toBeLessThan(before.length);
  expect((await sharp(target).metadata()).isProgressive).toBe(true);
});

describe('WebP', () => {
  test('an optimized WebP is lossless when that is smaller', async () => {
    const { source, target } = await optimized(fromRaw(corners(120, 80)).png(), 'a.png', { format: 'webp' });
    expect(readFileSync(target).includes('VP8L')).toBe(true);
    expect(await samplesOf(target)).toEqual(await samplesOf(source));
  });

  test('an optimized WebP is lossy for a photo and for a lossy source', async () => {
    for (const [image, name] of [
      [noise(160, 120).png(), 'a.png'],
      [fromRaw(corners(120, 80)).jpeg({ quality: 100 }), 'a.jpg'],
    ] as const) {
      const { target } = await optimized(image, name, { format: 'webp' });
      expect(readFileSync(target).includes('VP8 '), name).toBe(true);
    }
  });

  test('optimizing respects the quality', async () => {
    const [low, high] = await Promise.all(
      [20, 95].map((quality) => optimized(noise(160, 120).jpeg({ quality: 100 }), 'a.jpg', { format: 'webp', quality })),
    );
    expect(low?.outputs[0]?.bytes ?? 0).toBeLessThan(high?.outputs[0]?.bytes ?? 0);
  });
});

test('an optimized GIF is smaller and keeps its frames and colors', async () => {
  const gif = await animation(['red', 'lime', 'blue', 'blue'], { width: 90, height: 60, delay: [50, 60, 70, 80], loop: 2 });
  // With comment blocks, as careless programs write it.
  const comment = Buffer.concat([Buffer.from([0x21, 0xfe, 255]), Buffer.alloc(255, 65), Buffer.from([0])]);
  const { status, target, source } = await optimized(Buffer.concat([gif.subarray(0, -1), comment, comment, Buffer.from([0x3b])]), 'a.gif');
  expect(status).toBe('done');
  expect((await sharp(target, { animated: true }).metadata()).delay).toEqual([50, 60, 70, 80]);
  expect((await differenceOf(source, target)).most).toBeLessThan(4);
});

describe('outputs that save too little', () => {
  const best = async () => recompressPng(await fromRaw(corners(8, 8)).png({ compressionLevel: 9 }).toBuffer());

  test('a source that cannot be optimized is kept, with the reason in the message', async () => {
    const { status, code, message, folder, source, before, outputs } = await optimized(await best(), 'a.png');
    expect({ status, code, outputs }).toEqual({ status: 'kept', code: 'larger', outputs: [] });
    expect(message).toBe('The source was kept: no smaller file without loss was found.');
    expect(filesIn(folder)).toEqual(['a.png']);
    expect(readFileSync(source)).toEqual(before);
  });

  test('the message says by how many bytes an output would be larger', async () => {
    const tiny = await sharp(await gradient(40, 30).jpeg({ quality: 5, mozjpeg: true }).toBuffer()).toBuffer();
    const source = await write(join(temporaryFolder(), 'a.jpg'), tiny);
    const { target } = await runOn(source, { outputs: [{ mozjpeg: true, quality: 95 }] });
    const larger = readFileSync(target).length - tiny.length;
    expect(larger).toBeGreaterThan(0);
    const kept = await optimized(tiny, 'a.jpg', { quality: 95 });
    expect(kept.message).toBe(`The source was kept: the output would be ${formatBytes(larger)} larger.`);
  });

  test.each([
    [{ percent: 1 }, 'done'],
    [{ percent: 99 }, 'kept'],
    [{ bytes: 1 }, 'done'],
    [{ bytes: 1_000_000 }, 'kept'],
  ] as const)('with minSavings %j the source is %s', async (minSavings, wanted) => {
    const { status, message } = await optimized(noise(90, 60).png({ compressionLevel: 0 }), 'a.png', { minSavings });
    expect(status).toBe(wanted);
    if (wanted === 'kept') expect(message).toMatch(/^The source was kept: the output would be only [\d.]+ K?B smaller\.$/);
  });

  test.each(['source', 'webp'] as const)('copyKept copies the unchanged source into the folder: %s', async (format) => {
    const output = { format, folder: 'out', copyKept: true, minSavings: { percent: 90 } };
    const { folder, before, status, outputs } = await optimized(await best(), 'a.png', output);
    expect(status).toBe('kept');
    expect(outputs).toMatchObject([{ format: 'png', bytes: before.length, width: 8, height: 8 }]);
    expect(filesIn(folder)).toEqual(['a.png', 'out/a.png']);
    expect(readFileSync(join(folder, 'out/a.png'))).toEqual(before);
  });
});
