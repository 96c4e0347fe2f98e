import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ico } from '../../../src/engine/decoders/bitmaps/ico';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { hasImageMagick, imageMagick, reference } from '../fixtures/imageMagick';
import { decoded, largestDifference, raster } from '../fixtures/rasters';

/** An icon whose directory says that all images have 7 x 9 pixels and 1 bit. */
function file(images: readonly Buffer[], type = 1): Buffer {
  const head = Buffer.alloc(6 + images.length * 16);
  head.writeUInt16LE(type, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach((image, index) => {
    const at = 6 + index * 16;
    head.set([7, 9, 2, 0, 1, 0, 1, 0], at);
    head.writeUInt32LE(image.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += image.length;
  });
  return Buffer.concat([head, ...images]);
}

/** A bitmap whose height includes its mask. */
function dib(size: readonly [width: number, height: number], bits: number, bytes: readonly number[]): Buffer {
  const head = Buffer.alloc(40);
  head.writeUInt32LE(40, 0);
  head.writeInt32LE(size[0], 4);
  head.writeInt32LE(size[1] * 2, 8);
  head.writeUInt16LE(1, 12);
  head.writeUInt16LE(bits, 14);
  return Buffer.concat([head, Buffer.from(bytes)]);
}

const palette = [0, 0, 255, 0, 255, 0, 0, 0];
const oneBit = dib([2, 2], 1, [...palette, 0x40, 0, 0, 0, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0x40, 0, 0, 0]);
const masked = [0, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 255, 255];

test('a bitmap of one bit with its mask', async () => {
  const { header, image } = await decoded(ico, file([oneBit]));
  expect(header).toEqual({ width: 2, height: 2, bits: 8, space: 'rgb', alpha: true, pages: 1, metadata: {} });
  expect([...image.samples]).toEqual(masked);
});

test('a cursor', async () => {
  expect([...(await decoded(ico, file([oneBit], 2))).image.samples]).toEqual(masked);
});

test('the mask of 32 bits counts only if all alpha is 0', async () => {
  const mask = [0x80, 0, 0, 0];
  const transparent = dib([2, 1], 32, [1, 2, 3, 0, 4, 5, 6, 0, ...mask]);
  expect([...(await decoded(ico, file([transparent]))).image.samples]).toEqual([3, 2, 1, 0, 6, 5, 4, 255]);
  const visible = dib([2, 1], 32, [1, 2, 3, 0, 4, 5, 6, 7, ...mask]);
  expect([...(await decoded(ico, file([visible]))).image.samples]).toEqual([3, 2, 1, 0, 6, 5, 4, 7]);
  const opaque = dib([2, 1], 32, [1, 2, 3, 255, 4, 5, 6, 255, ...mask]);
  expect([...(await decoded(ico, file([opaque]))).image.samples]).toEqual([3, 2, 1, 255, 6, 5, 4, 255]);
});

test('images are sorted by area, then by their bits', async () => {
  const deep = dib([2, 2], 24, [1, 2, 3, 4, 5, 6, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const png = await sharp(Buffer.alloc(27), { raw: { width: 3, height: 3, channels: 3 } })
    .png()
    .toBuffer();
  const images = await ico.decode(file([dib([1, 1], 1, [...palette, ...Array<number>(8).fill(0)]), oneBit, deep, png]));
  expect(images.map(({ width }) => width)).toEqual([3, 2, 2, 1]);
  expect([...(images[1]?.samples.subarray(0, 4) ?? [])]).toEqual([3, 2, 1, 255]);
});

describe('PNGs inside', () => {
  const { samples, width, height } = raster(20, 30, 4);
  const image = () => sharp(Buffer.from(samples), { raw: { width, height, channels: 4 } });

  test.each([
    ['truecolor with alpha', () => image()],
    ['truecolor', () => image().removeAlpha()],
    ['palette', () => image().png({ palette: true, colors: 16 })],
    ['grayscale', () => image().removeAlpha().toColorspace('b-w')],
    ['grayscale with alpha', () => image().toColorspace('b-w')],
    ['16 bits', () => image().toColorspace('rgb16')],
    ['interlaced', () => image().png({ progressive: true })],
  ] as const)('%s', async (_, make) => {
    const png = await make().png({ force: true }).toBuffer();
    const expected = await sharp(png).toColorspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer();
    const { image: first } = await decoded(ico, file([png]));
    expect([first.width, first.height]).toEqual([20, 30]);
    expect(largestDifference(first.samples, expected)).toBe(0);
  });

  test('a damaged one, or one that claims a huge size, fails the file', async () => {
    const png = await image().png().toBuffer();
    const flipped = Buffer.from(png);
    flipped[60] = (flipped[60] as number) ^ 1;
    await expect(ico.decode(file([oneBit, flipped]))).rejects.toThrow('damaged');
    const huge = Buffer.from(png);
    huge.writeUInt32BE(16_000, 16);
    huge.writeUInt32BE(16_000, 20);
    await expect(ico.decode(file([huge]))).rejects.toThrow('too small');
  });
});

test('more pixels than any image may have are refused, in all images together', () => {
  // Long enough for their size, so that only the sum is wrong.
  const pngs = Array.from({ length: 3 }, () => {
    const png = Buffer.alloc(1 << 21);
    png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    png.writeUInt32BE(10_000, 16);
    png.writeUInt32BE(10_000, 20);
    png.set([1, 0], 24);
    return png;
  });
  expect(() => ico.readHeader(readableBuffer(file(pngs)))).toThrow('unsupported');
  expect(ico.readHeader(readableBuffer(file(pngs.slice(1))))).toMatchObject({ width: 10_000, pages: 2 });
});

test('images that overlap, are cut off, or miss their mask are refused', async () => {
  const twice = file([oneBit, oneBit]);
  twice.writeUInt32LE(twice.readUInt32LE(18), 18 + 16);
  await expect(ico.decode(twice)).rejects.toThrow('overlap');
  await expect(ico.decode(file([oneBit]).subarray(0, -1))).rejects.toThrow('truncated');
  await expect(ico.decode(file([oneBit.subarray(0, -4)]))).rejects.toThrow('mask');
  await expect(ico.decode(file([]))).rejects.toThrow('no image');
  await expect(ico.decode(file([oneBit], 3))).rejects.toThrow('damaged');
});

describe.skipIf(!hasImageMagick)('files of ImageMagick', () => {
  const { samples } = raster(256, 256, 4);
  const write = (...args: readonly string[]) => imageMagick(['-size', '256x256', '-depth', '8', 'rgba:-', ...args], Buffer.from(samples));

  test.each([
    ['32 bits', ['-resize', '48x48', 'ico:-']],
    ['24 bits', ['-alpha', 'off', '-resize', '48x48', 'ico:-']],
    ['8 bits', ['-alpha', 'off', '-resize', '33x48', '-colors', '100', 'ico:-']],
    ['4 bits with a mask', ['-resize', '48x33', '-channel', 'A', '-threshold', '50%', '+channel', '-colors', '9', 'ico:-']],
    ['cursor', ['-resize', '32x32', 'cur:-']],
    ['PNG', ['ico:-']],
  ] as const)('%s', async (_, args) => {
    const bytes = write(...args);
    const { image } = await decoded(ico, bytes);
    expect(largestDifference(image.samples, reference(bytes, 'ico', 'rgba'))).toBe(0);
  });

  test('several sizes', async () => {
    const { header } = await decoded(ico, write('-define', 'icon:auto-resize=16,64,32', 'ico:-'));
    expect([header.width, header.pages]).toEqual([64, 3]);
  });
});
