import type { PixelSize } from '../../shared/values/pixelSize';

/** 8-bit samples in memory: row by row, the samples of a pixel next to each other. */
export interface Raster extends PixelSize {
  /** Samples per pixel: 3 for RGB, 4 with alpha as the last one. */
  readonly bands: 3 | 4;
  readonly data: Uint8Array;
}

/** A place from the top left corner, in pixels. */
export interface Offset {
  readonly left: number;
  readonly top: number;
}

type Box = PixelSize & Offset;

/** The part of an image inside a box, which must not extend past the image. */
export function cropped({ width, bands, data, ...size }: Raster, box: Box): Raster {
  if (box.left + box.width > width || box.top + box.height > size.height) throw new Error('a box outside of its image');
  const rowBytes = box.width * bands;
  const target = new Uint8Array(rowBytes * box.height);
  for (let y = 0; y < box.height; y += 1) {
    const from = ((box.top + y) * width + box.left) * bands;
    target.set(data.subarray(from, from + rowBytes), y * rowBytes);
  }
  return { width: box.width, height: box.height, bands, data: target };
}

/** Mirrors an image from top to bottom. */
export function flipped(image: Raster): Raster {
  const { width, height, bands, data } = image;
  const rowBytes = width * bands;
  const target = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) target.set(data.subarray(y * rowBytes, (y + 1) * rowBytes), (height - 1 - y) * rowBytes);
  return { ...image, data: target };
}

/** Mirrors an image from left to right. */
export function flopped(image: Raster): Raster {
  const { width, bands, data } = image;
  const rowBytes = width * bands;
  const target = new Uint8Array(data.length);
  for (let row = 0; row < data.length; row += rowBytes)
    for (let x = 0; x < rowBytes; x += bands)
      for (let band = 0; band < bands; band += 1) target[row + rowBytes - bands - x + band] = data[row + x + band] as number;
  return { ...image, data: target };
}

/** The image with an opaque alpha channel. */
function withAlpha({ width, height, data }: Raster): Raster {
  const target = new Uint8Array(width * height * 4);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    target.set(data.subarray(from, from + 3), to);
    target[to + 3] = 255;
  }
  return { width, height, bands: 4, data: target };
}

/**
 * Puts an image on a larger canvas of one color.
 * @param canvas with the place of the image on it
 * @param fill red, green, blue, and alpha. The result has an alpha channel if the image has one, or if this is not opaque
 */
export function padded(given: Raster, canvas: Box, fill: readonly [number, number, number, number]): Raster {
  const image = given.bands === 3 && fill[3] < 255 ? withAlpha(given) : given;
  const { width, height, bands, data } = image;
  const target = new Uint8Array(canvas.width * canvas.height * bands);
  for (let at = 0; at < target.length; at += bands) for (let band = 0; band < bands; band += 1) target[at + band] = fill[band] as number;
  for (let y = 0; y < height; y += 1)
    target.set(data.subarray(y * width * bands, (y + 1) * width * bands), ((canvas.top + y) * canvas.width + canvas.left) * bands);
  return { width: canvas.width, height: canvas.height, bands, data: target };
}
