import type { PixelSize } from '../../shared/values/pixelSize';
import { loadSharp } from '../formats/loadSharp';
import { displayably } from '../sources/displayedSource';
import { refuseLargeSprite } from './pageLimit';

/** The samples of an image: red, green, blue, and alpha, 8 bits each, in sRGB. */
export interface SpriteRaster extends PixelSize {
  readonly data: Buffer;
}

/** A part of an image. */
export interface SpriteBox extends PixelSize {
  readonly x: number;
  readonly y: number;
}

export const channels = 4;

/**
 * Decodes an image, or the first frame of an animation.
 * @param maxSize longest side that it may have
 * @throws FailureError `too-large`, and what the decoder throws
 */
export async function readSprite(path: string, maxSize: number): Promise<SpriteRaster> {
  const sharp = await loadSharp();
  // Written outputs may be in formats that sharp does not open, such as JPEG XL.
  return displayably(path, async (source) => {
    const { autoOrient } = await sharp(source.path).metadata();
    refuseLargeSprite(autoOrient, { maxSize, powerOfTwo: false });
    const image = sharp(source.path).autoOrient().toColorspace('srgb').ensureAlpha();
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  });
}

/** Whether a row, or a part of it, has a pixel that can be seen. */
function isVisible({ data, width }: SpriteRaster, y: number, from = 0, to = width): boolean {
  for (let x = from; x < to; x += 1) if (data[(y * width + x) * channels + channels - 1] !== 0) return true;
  return false;
}

/** The smallest box with all pixels that can be seen; a single pixel if there is none. */
export function visibleBox(raster: SpriteRaster): SpriteBox {
  const { width, height } = raster;
  let [top, bottom] = [0, height];
  while (top < height && !isVisible(raster, top)) top += 1;
  if (top === height) return { x: 0, y: 0, width: 1, height: 1 };
  while (!isVisible(raster, bottom - 1)) bottom -= 1;
  const isColumnVisible = (x: number) => {
    for (let y = top; y < bottom; y += 1) if (isVisible(raster, y, x, x + 1)) return true;
    return false;
  };
  let [left, right] = [0, width];
  while (!isColumnVisible(left)) left += 1;
  while (!isColumnVisible(right - 1)) right -= 1;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Copies a part of an image to a place on a page. */
export function copyBox(from: SpriteRaster, box: SpriteBox, page: SpriteRaster, at: { readonly x: number; readonly y: number }): void {
  for (let row = 0; row < box.height; row += 1) {
    const start = ((box.y + row) * from.width + box.x) * channels;
    from.data.copy(page.data, ((at.y + row) * page.width + at.x) * channels, start, start + box.width * channels);
  }
}
