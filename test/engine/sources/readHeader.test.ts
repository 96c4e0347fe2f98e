import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodedBytes, readHeader } from '../../../src/engine/sources/readHeader';
import type { SourceHeader } from '../../../src/shared/run/run';
import { animation, cmykTiff, gradient, oriented, tiff } from '../fixtures/images';
import { place, temporaryFolder } from '../fixtures/runs';

async function headerOf(bytes: Buffer | string, name = 'a.png'): Promise<SourceHeader> {
  return readHeader(place(join(temporaryFolder(), name), bytes));
}

const plain = { pages: 1, bits: 8, channels: 3, alpha: false, space: 'srgb', metadata: [] };

test('the format is determined by the content, whatever the name', async () => {
  for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const) {
    const header = await headerOf(await gradient(60, 40).toFormat(format).toBuffer(), 'a.txt');
    // Only of a PNG it is told whether it contains anything but its pixels.
    expect(header).toEqual({ ...plain, format, width: 60, height: 40, ...(format === 'png' && { bare: true }) });
  }
  expect(await headerOf('<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"/>')).toMatchObject({
    format: 'svg',
    width: 60,
    height: 40,
  });
});

test('the size of an animation is that of one frame', async () => {
  for (const format of ['gif', 'webp'] as const) {
    const header = await headerOf(await animation(['red', 'blue', 'green'], { format, width: 60, height: 40 }));
    expect(header).toMatchObject({ format, width: 60, height: 40, pages: 3 });
  }
});

test('the size is that after the EXIF orientation', async () => {
  expect(await headerOf(await oriented(1, 60, 40))).toMatchObject({ width: 60, height: 40 });
  expect(await headerOf(await oriented(6, 60, 40))).toMatchObject({ width: 60, height: 40 });
});

test('bits, alpha and color space are read', async () => {
  expect(await headerOf(await gradient(9, 9, 4).toColorspace('rgb16').png().toBuffer())).toMatchObject({
    bits: 16,
    alpha: true,
    space: 'rgb16',
  });
  expect(await headerOf(await gradient(9, 9, 1).toColorspace('b-w').png().toBuffer())).toMatchObject({ channels: 1, space: 'b-w' });
  expect(await headerOf(cmykTiff(9, 9, [0, 0, 0, 9]))).toMatchObject({ channels: 4, alpha: false, space: 'cmyk' });
});

test('the pages of a TIFF are counted', async () => {
  const page = { width: 9, height: 5, samples: 1, photometric: 1, data: Buffer.alloc(45) };
  expect(await headerOf(tiff(page, page, page))).toMatchObject({ format: 'tiff', width: 9, height: 5, pages: 3 });
});

test('metadata is listed by kind', async () => {
  const tagged = gradient(9, 9)
    .withExif({ IFD0: { Artist: 'A' } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
  expect((await headerOf(await tagged.jpeg().toBuffer())).metadata).toEqual(['exif', 'xmp']);
  expect((await headerOf(await gradient(9, 9).withIccProfile('p3').webp().toBuffer())).metadata).toEqual(['icc']);
});

test('the memory of the decoded image includes all frames', () => {
  const header: SourceHeader = { ...plain, format: 'gif', width: 10, height: 20, pages: 3 };
  expect(decodedBytes(header)).toBe(10 * 20 * 3 * 3);
  expect(decodedBytes({ ...header, bits: 16, channels: 4, pages: 1 })).toBe(10 * 20 * 4 * 2);
});
