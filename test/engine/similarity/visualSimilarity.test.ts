import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { structuralSimilarity } from '../../../src/engine/similarity/structuralSimilarity';
import { comparedImage, type DecodedImage, visualSimilarity } from '../../../src/engine/similarity/visualSimilarity';
import { noise } from '../fixtures/samples';

function image(width: number, height: number, color: (x: number, y: number) => readonly number[]): DecodedImage {
  const pixels = Array.from({ length: width * height }, (_, at) => color(at % width, Math.floor(at / width)));
  return { data: Uint8Array.from(pixels.flat()), width, height, channels: pixels[0]?.length ?? 0 };
}

async function jpegAt(quality: number, source: DecodedImage): Promise<DecodedImage> {
  const { data, width, height } = source;
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  return { ...source, data: await sharp(jpeg).raw().toBuffer() };
}

function likeness(a: DecodedImage, b: DecodedImage, isOpaque = true): number {
  return visualSimilarity(comparedImage(a, isOpaque), comparedImage(b, isOpaque));
}

async function photo(): Promise<DecodedImage> {
  return { data: await noise(161, 121).raw().toBuffer(), width: 161, height: 121, channels: 3 };
}

describe('visualSimilarity', () => {
  test('of equal images is 1, whatever their channels and size', async () => {
    const colors = [[7], [7, 130], [7, 90, 200], [7, 90, 200, 60]];
    for (const color of colors)
      for (const side of [1, 2, 9]) {
        const same = image(side, side + 1, (x, y) => color.map((value) => value + x + y));
        expect(likeness(same, same, false)).toBe(1);
      }
  });

  test('rises with the quality of a photo', async () => {
    const before = await photo();
    const found: number[] = [];
    for (const quality of [10, 40, 70, 90, 100]) found.push(likeness(before, await jpegAt(quality, before)));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found[0]).toBeLessThan(0.85);
    expect(found.at(-1)).toBeGreaterThan(0.97);
  });

  test('tells of one ruined word on a white page, which a mean hides', () => {
    const isWord = (x: number, y: number) => x >= 600 && x < 640 && y >= 300 && y < 312;
    const page = (ruined: boolean) => image(800, 600, (x, y) => [0, 0, 0].fill(isWord(x, y) ? (ruined ? 128 : (x % 3) * 127) : 255));
    const [before, after] = [comparedImage(page(false), true), comparedImage(page(true), true)];
    expect(structuralSimilarity(before[0]?.[0] as never, after[0]?.[0] as never)).toBeGreaterThan(0.99);
    expect(visualSimilarity(before, after)).toBeLessThan(0.9);
  });

  test('tells of colors of the same brightness', () => {
    // 0.299 * 200 = 0.114 * 525: green makes up for the rest.
    const before = image(64, 64, (x) => (x % 16 < 8 ? [200, 60, 60] : [60, 131, 60]));
    const gray = image(64, 64, () => [102, 102, 102]);
    const [a, b] = [comparedImage(before, true), comparedImage(gray, true)];
    expect(structuralSimilarity(a[0]?.[0] as never, b[0]?.[0] as never)).toBeGreaterThan(0.9);
    expect(visualSimilarity(a, b)).toBeLessThan(0.7);
  });

  test('of transparent images is that on the worse background, and ignores the colors of transparent pixels', () => {
    const white = image(32, 32, () => [255, 255, 255, 255]);
    const hole = image(32, 32, (x) => [255, 255, 255, x < 16 ? 255 : 0]);
    expect(likeness(white, hole)).toBe(1);
    expect(likeness(white, hole, false)).toBeLessThan(0.3);
    const other = image(32, 32, (x) => (x < 16 ? [255, 255, 255, 255] : [9, 90, 190, 0]));
    expect(likeness(hole, other, false)).toBe(1);
  });
});
