import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Pixels } from '../../../../src/engine/operations/core/operation';
import { solid } from '../../fixtures/images';
import { place, temporaryFolder } from '../../fixtures/runs';
import { at, drawn, pixelsAfter, stepOf } from '../steps';

describe('a watermark', () => {
  async function marked(given: Record<string, unknown>, state?: Buffer): Promise<Pixels> {
    const root = temporaryFolder();
    place(join(root, 'logo.png'), await solid(10, 5, 'red').png().toBuffer());
    const source = state ?? (await solid(200, 100, 'black').png().toBuffer());
    const step = stepOf({ operation: 'watermark', image: given.text === undefined ? 'logo.png' : undefined, ...given });
    return pixelsAfter(source, [step], root);
  }
  /** The bounding box of everything that is not black: left, top, right, bottom. */
  function boxOf(pixels: Pixels): number[] {
    const found = Array.from({ length: pixels.width * pixels.height }, (_, index) => index).filter(
      (index) => (pixels.data[index * pixels.bands] as number) > 20,
    );
    const [xs, ys] = [found.map((index) => index % pixels.width), found.map((index) => Math.floor(index / pixels.width))];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
  }

  test.each([
    ['southeast', 0, 160, 80, 200, 100],
    ['northwest', 0, 0, 0, 40, 20],
    ['southeast', 10, 150, 70, 190, 90],
    ['north', 10, 80, 10, 120, 30],
    ['center', 10, 80, 40, 120, 60],
  ])('is placed at %s with a margin of %d', async (gravity, margin, ...box) => {
    expect(boxOf(await marked({ gravity, margin, scale: 20 }))).toEqual(box);
  });

  test('has the given opacity', async () => {
    expect(at(await marked({ gravity: 'center', opacity: 40 }), 100, 50)).toEqual([102, 0, 0]);
    const clear = await drawn(200, 100, () => [0, 0, 0, 0]);
    expect(at(await marked({ gravity: 'center', opacity: 40 }, clear), 100, 50)).toEqual([255, 0, 0, 102]);
    expect(at(await marked({ gravity: 'center', opacity: 40 }, clear), 5, 5)[3]).toBe(0);
  });

  test('is never larger than the image', async () => {
    const narrow = await solid(30, 4, 'black').png().toBuffer();
    expect(boxOf(await marked({ scale: 100, margin: 0, gravity: 'west' }, narrow))).toEqual([0, 0, 8, 4]);
  });

  test.each(['center', 'southeast', 'northwest'])('covers the whole image with tiles from %s', async (gravity) => {
    const pixels = await marked({ tile: true, gravity, scale: 13, opacity: 100 });
    expect(new Set(pixels.data.filter((_, index) => index % 3 === 0))).toEqual(new Set([255]));
  });

  test('can be a text with its color and width, including XML characters', async () => {
    const pixels = await marked({ text: '<b>&Co"', color: '#f00', opacity: 100, gravity: 'center', scale: 50 });
    const [left = 0, , right = 0] = boxOf(pixels);
    expect(right - left).toBeGreaterThan(90);
    expect(right - left).toBeLessThanOrEqual(100);
    expect(Math.max(...pixels.data.filter((_, index) => index % 3 === 1))).toBe(0);
  });

  test('leaves a gray image gray if the text is white', async () => {
    const gray = await solid(200, 100, 'black').toColorspace('b-w').png().toBuffer();
    const pixels = await marked({ text: 'x', opacity: 100 }, gray);
    expect([pixels.bands, Math.max(...pixels.data)]).toEqual([1, 255]);
  });

  test('keeps 16-bit precision', async () => {
    const data = Uint16Array.from({ length: 60 * 40 * 3 }, (_, index) => 300 + index);
    const deep = await sharp(data, { raw: { width: 60, height: 40, channels: 3 } })
      .toColorspace('rgb16')
      .png()
      .toBuffer();
    expect((await marked({ scale: 10 }, deep)).data.slice(0, 30)).toEqual(data.slice(0, 30));
  });

  test('fails with a code if its file is missing', async () => {
    await expect(marked({ image: 'none.png' })).rejects.toMatchObject({ code: 'watermark' });
  });
});
