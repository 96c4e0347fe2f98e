import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp from 'sharp';
import type { ThumbnailRequest } from '../../shared/run/thumbnail';
import type { PixelSize } from '../../shared/values/pixelSize';
import { displayably } from '../sources/displayedSource';

/** Longest side of a thumbnail in pixels: twice its box in the panel, for high-density screens. */
const thumbnailSide = 320;

/**
 * Makes a small WebP of an image as it is displayed, or of the first frame of an animation.
 * @returns the size of the whole image
 */
export async function renderThumbnail({ source, target }: ThumbnailRequest): Promise<PixelSize> {
  // Rejects anything too large, and anything but an image, before decoding.
  return displayably(source, async ({ path }, { width, height }) => {
    mkdirSync(dirname(target), { recursive: true });
    await sharp(path)
      .autoOrient()
      .resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true })
      .toColorspace('srgb')
      .webp({ quality: 80 })
      .toFile(target);
    return { width, height };
  });
}
