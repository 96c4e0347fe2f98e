import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkIco, type IcoImage, packIco, unpackIco } from '../../../src/engine/formats/ico';
import { claimSize, gradient } from '../fixtures/images';

async function image(width: number, height = width): Promise<IcoImage> {
  return { width, height, png: await gradient(width, height, 4).png().toBuffer() };
}

const sides = [16, 32, 48, 256];
const images = await Promise.all(sides.map((side) => image(side)));
const ico = packIco(images);
const sizes = sides.map((side) => ({ width: side, height: side }));

/** A copy of the ICO with one byte set. */
function withByte(place: number, value: number): Buffer {
  const copy = Buffer.from(ico);
  copy[place] = value;
  return copy;
}

/** Expects an Error itself, not a subclass such as the RangeError of a read past the end. */
async function expectPlainError(check: () => unknown, message?: RegExp): Promise<void> {
  const error = await Promise.resolve()
    .then(check)
    .catch((thrown: unknown) => thrown);
  expect((error as Error | undefined)?.constructor).toBe(Error);
  if (message) expect((error as Error).message).toMatch(message);
}

describe('packing', () => {
  test('writes the header and the directory', () => {
    expect(ico.subarray(0, 6).toString('hex')).toBe('000001000400');
    const first = ico.subarray(6, 22);
    expect(first.subarray(0, 8).toString('hex')).toBe('1010000001002000');
    expect(first.readUInt32LE(8)).toBe(images[0]?.png.length);
    expect(first.readUInt32LE(12)).toBe(6 + 4 * 16);
    // 256 does not fit into a byte.
    expect(ico.subarray(54, 62).toString('hex')).toBe('0000000001002000');
    expect(ico.length).toBe(images.reduce((sum, { png }) => sum + png.length, 6 + 4 * 16));
  });

  test('keeps the given order', () => {
    const backwards = unpackIco(packIco([...images].reverse()));
    expect(backwards.map(({ width }) => width)).toEqual([...sides].reverse());
  });

  test('refuses an empty list', () => {
    expect(() => packIco([])).toThrow(RangeError);
  });

  test.each([
    [257, 16],
    [16, 257],
    [0, 16],
    [16, 0],
    [-1, 16],
    [16.5, 16],
    [Number.NaN, 16],
  ])('refuses an image of %d x %d pixels', (width, height) => {
    expect(() => packIco([...images, { width, height, png: Buffer.alloc(1) }])).toThrow(RangeError);
  });
});

describe('unpacking', () => {
  test('returns what was packed, to the pixel', async () => {
    const entries = unpackIco(ico);
    expect(entries.map(({ width, height }) => ({ width, height }))).toEqual(sizes);
    for (const [index, { width, height, data }] of entries.entries()) {
      const pixels = await sharp(data).raw().toBuffer();
      expect(pixels.equals(await gradient(width, height, 4).raw().toBuffer())).toBe(true);
      expect(data.equals(images[index]?.png as Buffer)).toBe(true);
    }
  });

  test('returns sides that differ', async () => {
    const [entry] = unpackIco(packIco([await image(256, 1)]));
    expect(entry).toMatchObject({ width: 256, height: 1 });
  });

  test('refuses a file truncated at any byte', async () => {
    for (let length = 0; length < ico.length; length += length < 100 ? 1 : 97)
      await expectPlainError(() => unpackIco(ico.subarray(0, length)));
    await expectPlainError(() => unpackIco(ico.subarray(0, -1)), /image 4 .* outside/);
  });

  test('refuses files that are not icons', async () => {
    await expectPlainError(() => unpackIco(images[0]?.png as Buffer), /not an ICO/);
    await expectPlainError(() => unpackIco(withByte(2, 2)), /not an ICO/); // a cursor
    await expectPlainError(() => unpackIco(withByte(4, 0)), /not an ICO/);
  });

  test('refuses entries outside the file', async () => {
    await expectPlainError(() => unpackIco(withByte(6 + 11, 0xff)), /image 1 .* outside/); // length
    await expectPlainError(() => unpackIco(withByte(6 + 15, 0xff)), /image 1 .* outside/); // offset
    await expectPlainError(() => unpackIco(withByte(6 + 12, 0)), /image 1 .* outside/); // within the directory
  });
});

describe('checking', () => {
  test('accepts a whole icon', async () => {
    expect(await checkIco(ico)).toEqual(sizes);
  });

  test('refuses a wrong size in the directory', async () => {
    await expectPlainError(() => checkIco(withByte(6, 17)), /is 16 x 16, but its directory says 17 x 16/);
    await expectPlainError(() => checkIco(withByte(6 + 3 * 16 + 1, 255)), /is 256 x 256, but its directory says 256 x 255/);
  });

  test('refuses a truncated file', async () => {
    await expectPlainError(() => checkIco(ico.subarray(0, -1)));
  });

  test('refuses a broken image', async () => {
    const whole = await image(48);
    const pixelsAt = whole.png.indexOf('IDAT');
    const damaged = Buffer.from(whole.png);
    damaged.fill(0, pixelsAt + 40, pixelsAt + 60);
    await expectPlainError(() => checkIco(packIco([...images, { ...whole, png: damaged }])));
    const half = whole.png.subarray(0, whole.png.length / 2);
    await expectPlainError(() => checkIco(packIco([...images, { ...whole, png: half }])));
    // The header says more rows than there are.
    await expectPlainError(() => checkIco(packIco([{ width: 48, height: 96, png: claimSize(whole.png, 48, 96) }])));
  });

  test('refuses a header that claims a huge size', async () => {
    const [small] = images as [IcoImage];
    await expectPlainError(() => checkIco(packIco([{ ...small, png: claimSize(small.png, 16000, 16000) }])), /16000 x 16000/);
  });

  test('refuses an image in another format', async () => {
    const jpeg = await gradient(16, 16).jpeg().toBuffer();
    await expectPlainError(() => checkIco(packIco([{ width: 16, height: 16, png: jpeg }])), /jpeg, not PNG/);
    await expectPlainError(() => checkIco(packIco([{ width: 16, height: 16, png: Buffer.alloc(100) }])));
  });
});
