import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { estimateQuality } from '../../../src/engine/compress/jpegQuality';
import { readSourceEncoding } from '../../../src/engine/compress/sourceEncoding';
import { gif } from '../fixtures/gifs';
import { place, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

const fileOf = (bytes: Buffer) => place(join(temporaryFolder(), 'a'), bytes);
const jpegs = join(import.meta.dirname, '../fixtures/jpegs');

test.each([false, true])('the quality of a JPEG is estimated exactly; by mozjpeg: %s', async (mozjpeg) => {
  for (let quality = 10; quality <= 100; quality += 5) {
    const path = fileOf(await noise(16, 16).jpeg({ quality, mozjpeg }).toBuffer());
    expect(readSourceEncoding(path, 'jpeg').quality, String(quality)).toBe(quality);
  }
});

test('other quantization tables get the quality that quantizes about as strongly', () => {
  const flat = (value: number) => new Array<number>(64).fill(value);
  expect(estimateQuality(flat(1))).toBe(100);
  expect(estimateQuality(flat(255))).toBeLessThan(15);
  const estimates = [2, 5, 10, 20, 40, 80].map((value) => estimateQuality(flat(value)));
  expect(estimates).toEqual(estimates.toSorted((a, b) => b - a));
});

test.each([
  ['422.jpg', { chromaSubsampling: '4:4:4', quality: 85 }],
  ['440.jpg', { chromaSubsampling: '4:4:4', quality: 85 }],
  ['411.jpg', { chromaSubsampling: '4:4:4', quality: 85 }],
  ['restart.jpg', { chromaSubsampling: '4:2:0', quality: 85 }],
  ['progressive-restart.jpg', { chromaSubsampling: '4:2:0', quality: 85, progressive: true }],
] as const)('%s', (name, wanted) => {
  expect(readSourceEncoding(join(jpegs, name), 'jpeg')).toEqual(wanted);
});

test('a gray JPEG has no chroma, and stray bytes between segments are skipped', async () => {
  const gray = await noise(16, 16, 1).toColorspace('b-w').jpeg({ quality: 70 }).toBuffer();
  expect(readSourceEncoding(fileOf(gray), 'jpeg')).toEqual({ quality: 70 });
  const stray = Buffer.concat([gray.subarray(0, 2), Buffer.from([0, 1, 0xff, 0xff]), gray.subarray(2)]);
  expect(readSourceEncoding(fileOf(stray), 'jpeg')).toEqual({ quality: 70 });
  expect(readSourceEncoding(fileOf(gray.subarray(0, 20)), 'jpeg')).toEqual({});
});

test('PNG and GIF', async () => {
  const png = async (options: object) => readSourceEncoding(fileOf(await noise(16, 16).png(options).toBuffer()), 'png');
  expect(await png({})).toEqual({});
  expect(await png({ progressive: true, palette: true })).toEqual({ progressive: true, compact: 'palette' });
  const frame = { box: [0, 0, 2, 2], pixels: 1 } as const;
  expect(readSourceEncoding(fileOf(gif({ width: 2, height: 2 }, frame)), 'gif')).toEqual({});
  expect(readSourceEncoding(fileOf(gif({ width: 2, height: 2 }, { ...frame, isInterlaced: true })), 'gif')).toEqual({ progressive: true });
  expect(readSourceEncoding(fileOf(readFileSync(join(jpegs, '422.jpg'))), 'webp')).toEqual({});
});
