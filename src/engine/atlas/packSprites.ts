import { MaxRectsPacker } from 'maxrects-packer';
import type { PixelSize } from '../../shared/values/pixelSize';
import { largestSide } from './pageLimit';

/** An image in its place on a page. */
export interface Placed<Image> {
  readonly image: Image;
  readonly x: number;
  readonly y: number;
}

/** One image of an atlas, which contains many. */
export interface Page<Image> extends PixelSize {
  readonly placed: readonly Placed<Image>[];
}

/** How images are placed on pages. */
export interface PackOptions {
  /** Pixels between images. */
  readonly padding: number;
  /** Longest side of a page. */
  readonly maxSize: number;
  /** Whether the sides of a page are powers of two. */
  readonly powerOfTwo: boolean;
}

function sideOf(used: number, { powerOfTwo }: PackOptions): number {
  return powerOfTwo ? 2 ** Math.ceil(Math.log2(used)) : used;
}

/** With more images, the heuristic, whose time grows faster than the square of their number, takes minutes. */
const mostForHeuristic = 500;

/** The images with the longest sides first, which the heuristic places best. */
function bySide<Image extends PixelSize>(images: readonly Image[]): Image[] {
  return [...images].sort((a, b) => Math.max(b.width, b.height) - Math.max(a.width, a.height));
}

/** Places images densely on as few pages as the heuristic finds. */
function packDensely<Image extends PixelSize>(
  images: readonly Image[],
  limit: number,
  { padding, powerOfTwo }: PackOptions,
): Placed<Image>[][] {
  // The packer places some images up to one padding beyond its limit. What is larger than the limit gets a page of its own.
  const side = Math.max(1, limit - padding);
  const packer = new MaxRectsPacker(side, side, padding, { smart: true, pot: powerOfTwo, square: false, allowRotation: false });
  for (const image of bySide(images)) packer.add(image.width, image.height, image);
  return packer.bins.map(({ rects }) => rects.map(({ x, y, data }) => ({ image: data as Image, x, y })));
}

/** Places images in rows, the highest first, on pages that are about square. Takes no longer than sorting them. */
function packInRows<Image extends PixelSize>(images: readonly Image[], limit: number, { padding }: PackOptions): Placed<Image>[][] {
  const sorted = [...images].sort((a, b) => b.height - a.height || b.width - a.width);
  const area = sorted.reduce((sum, { width, height }) => sum + (width + padding) * (height + padding), 0);
  const widest = Math.max(...sorted.map(({ width }) => width));
  const rowWidth = Math.min(limit, Math.max(widest, Math.ceil(Math.sqrt(area))));
  const pages: Placed<Image>[][] = [];
  let [x, y, rowHeight] = [0, 0, 0];
  for (const image of sorted) {
    if (x + image.width > rowWidth) [x, y] = [0, y + rowHeight + padding];
    if (x === 0) rowHeight = image.height;
    if (pages.length === 0 || y + image.height > limit) {
      pages.push([]);
      [x, y, rowHeight] = [0, 0, image.height];
    }
    pages.at(-1)?.push({ image, x, y });
    x += image.width + padding;
  }
  return pages;
}

/**
 * Places images on few pages. The same images in the same order always get the same places.
 * @param images none larger than a page
 */
export function packSprites<Image extends PixelSize>(images: readonly Image[], options: PackOptions): Page<Image>[] {
  const limit = largestSide(options);
  const pack = images.length > mostForHeuristic ? packInRows : packDensely;
  return pack(images, limit, options).map((placed) => {
    const width = Math.max(...placed.map(({ x, image }) => x + image.width));
    const height = Math.max(...placed.map(({ y, image }) => y + image.height));
    return { width: sideOf(width, options), height: sideOf(height, options), placed };
  });
}
