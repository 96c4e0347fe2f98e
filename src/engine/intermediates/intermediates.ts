import type { Sharp } from 'sharp';
import type { PixelSize } from '../../shared/values/pixelSize';
import type { ImageState } from '../operations';
import type { Pixels } from '../operations/core/operation';

/**
 * An image between two pipelines. sharp applies the operations of a pipeline in its own order, once each. When a recipe has
 * another order, operations on samples, or several outputs, the pixels in between are stored.
 */
export interface Intermediate extends PixelSize {
  /** A new pipeline over the image. One in memory has no metadata. */
  open(): Sharp;
  /** Its samples. Only who holds the intermediate alone may change them; `replace` then makes that last. */
  pixels(): Pixels;
  /** Overwrites its samples with as many of the same type. */
  replace(pixels: Pixels): void;
}

/** Makes intermediates. */
export interface Intermediates {
  /** Makes the pixels of a pipeline. @param state the image at its end */
  keep(image: Sharp, state: ImageState): Promise<Intermediate>;
  /** An image that differs from that of a pipeline, which has no pending steps, only in its samples. */
  withSamples(image: Sharp, pixels: Pixels): Promise<Intermediate>;
}
