import type { Sharp } from 'sharp';
import type { ImageState } from '../operations';
import type { Pixels } from '../operations/core/operation';
import { rawOf } from './memoryIntermediates';

/** Gives samples in memory the metadata of the image that they were made from. */

/** An image with metadata. */
export interface Carrier {
  /** Returns a new pipeline over it. */
  open(): Sharp;
  readonly alpha: boolean;
}

const transparent = { r: 0, g: 0, b: 0, alpha: 0 } as const;

/**
 * A pipeline over samples with the metadata of a carrier: a single pixel of the carrier is made black, and "or" with the samples,
 * for which libvips extends it with zeros. So only a few rows of the carrier are decoded, and no metadata is interpreted here.
 * @param state of the image whose samples they are
 */
export function withCarried(pixels: Pixels, { open, alpha }: Carrier, state: ImageState): Sharp {
  const pixel = open().pipelineColorspace(state.space).extract({ left: 0, top: 0, width: 1, height: 1 });
  if (alpha && !state.alpha) pixel.flatten();
  // An added alpha channel needs an added pixel.
  if (!alpha && state.alpha) pixel.extend({ bottom: 1, background: transparent });
  const zeros = Array.from({ length: pixels.bands }, () => 0);
  return pixel.linear(zeros, zeros).boolean(pixels.data as Buffer, 'or', { raw: rawOf(pixels) });
}
