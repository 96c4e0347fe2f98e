import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp from 'sharp';
import type { ThumbnailRequest } from '../../shared/run/preview';
import type { PixelSize } from '../../shared/values/pixelSize';
import { readHeader } from '../formats/readHeader';

/** Longest side of a small image in pixels: twice the box that shows it, for screens of two pixels to one. */
const thumbnailSide = 320;

/** Makes a small WebP of an image as it is displayed; of an animation, of its first frame. @returns the size of the image */
export async function renderThumbnail({ source, target }: ThumbnailRequest): Promise<PixelSize> {
  // Refuses what is too large, or no image, before anything is decoded.
  const { width, height } = await readHeader(source);
  mkdirSync(dirname(target), { recursive: true });
  await sharp(source)
    .autoOrient()
    .resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true })
    .toColorspace('srgb')
    .webp({ quality: 80 })
    .toFile(target);
  return { width, height };
}
