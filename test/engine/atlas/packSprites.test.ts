import { describe, expect, test } from 'vitest';
import { type PackOptions, type Page, packSprites } from '../../../src/engine/atlas/packSprites';
import type { PixelSize } from '../../../src/shared/values/pixelSize';

/** Sizes that look random and are the same each time. */
function sizes(count: number, most: number): PixelSize[] {
  let state = 7;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return 1 + (state % most);
  };
  return Array.from({ length: count }, () => ({ width: next(), height: next() }));
}

/** Pixels of a page that more than one image, with the padding to its right and below it, would cover. */
function overlaps({ width, height, placed }: Page<PixelSize>, padding: number): number {
  const covered = new Uint8Array((width + padding) * (height + padding));
  let twice = 0;
  for (const { x, y, image } of placed)
    for (let row = y; row < y + image.height + padding; row += 1)
      for (let column = x; column < x + image.width + padding; column += 1) {
        const at = row * (width + padding) + column;
        twice += covered[at] as number;
        covered[at] = 1;
      }
  return twice;
}

const options: PackOptions = { padding: 2, maxSize: 4096, powerOfTwo: false };

describe.each([
  ['few images, by the heuristic', 300],
  ['many images, in rows', 900],
])('%s', (_, count) => {
  const images = sizes(count, 40);

  test('are all placed inside a page, apart from each other', () => {
    const pages = packSprites(images, options);
    expect(pages).toHaveLength(1);
    for (const page of pages) {
      expect(overlaps(page, 2)).toBe(0);
      expect(Math.max(...page.placed.map(({ x, image }) => x + image.width))).toBe(page.width);
      expect(Math.max(...page.placed.map(({ y, image }) => y + image.height))).toBe(page.height);
    }
    expect(pages.flatMap(({ placed }) => placed.map(({ image }) => image)).length).toBe(count);
    expect(new Set(pages.flatMap(({ placed }) => placed.map(({ image }) => image)))).toEqual(new Set(images));
  });

  test('waste less than a third of the page', () => {
    const area = images.reduce((sum, { width, height }) => sum + (width + 2) * (height + 2), 0);
    const [page] = packSprites(images, options) as [Page<PixelSize>];
    expect(page.width * page.height).toBeLessThan(1.5 * area);
  });

  test('need several pages if one is too small', () => {
    const pages = packSprites(images, { ...options, maxSize: 200 });
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) {
      expect(Math.max(page.width, page.height)).toBeLessThanOrEqual(200);
      expect(overlaps(page, 2)).toBe(0);
    }
    expect(pages.flatMap(({ placed }) => placed)).toHaveLength(count);
  });

  test('fill pages whose sides are powers of two, and no larger than the limit', () => {
    for (const page of packSprites(images, { ...options, powerOfTwo: true, maxSize: 200 }))
      for (const side of [page.width, page.height]) expect([1, 2, 4, 8, 16, 32, 64, 128]).toContain(side);
  });

  test('are placed the same each time', () => {
    expect(packSprites(images, options)).toEqual(packSprites(images, options));
  });
});

test('an image may be as large as a page', () => {
  expect(packSprites([{ width: 64, height: 64 }], { ...options, maxSize: 64 })).toMatchObject([{ width: 64, height: 64 }]);
  const many = Array.from({ length: 600 }, () => ({ width: 64, height: 64 }));
  expect(packSprites(many, { ...options, maxSize: 64 })).toHaveLength(600);
});
