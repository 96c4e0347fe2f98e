import type { Sharp } from 'sharp';
import type { Step } from '../../../shared/recipe/recipe';
import type { PixelSize } from '../../../shared/values/pixelSize';
import type { Needs } from './workingSpace';

/** What an operation knows of the image it works on. */
export interface ImageState extends PixelSize {
  readonly alpha: boolean;
  /** The color space by libvips' name: `srgb`, `rgb16`, `b-w`, `grey16`, `cmyk`, ... */
  readonly space: string;
  /** Whether the output format has transparency. */
  readonly transparent: boolean;
}

/** The samples of an image, row by row, with the samples of a pixel next to each other. */
export interface Pixels extends PixelSize {
  readonly data: Uint8Array | Uint16Array;
  /** Samples per pixel, including alpha. */
  readonly bands: number;
  /** Samples per pixel that are colors. They come first, followed by alpha if there is any. */
  readonly colors: number;
  /** The largest value of a sample: 255 or 65,535. */
  readonly white: number;
}

/**
 * The order in which sharp executes operations within one pipeline, whatever the order of the calls (src/pipeline.cc in sharp).
 * Steps in ascending order share a pipeline; any other step starts a new one.
 */
export const rank = {
  ...{ trim: 0, crop: 1, colors: 2, resize: 3, mirror: 4, rotate: 5, pad: 6 },
  ...{ median: 7, threshold: 8, blur: 9, modulate: 10, sharpen: 11, gamma: 12, normalize: 13, clahe: 14, tint: 15, alpha: 16, negate: 17 },
  last: 18,
} as const;

/** The first and the last `rank` at which sharp works on a step. */
export type Span = readonly [first: number, last: number];

/** The span of a step that must be the first one in its pipeline. */
export const alone: Span = [rank.trim, rank.last];

/** The span of a filter that must not work on colors which sharp premultiplied for an earlier step. */
export function unmultiplied(at: number): (step: Step, state: ImageState) => Span {
  return (_, { alpha }) => (alpha ? alone : [at, at]);
}

/** The effect of an operation on the image as a whole. */
interface Effects<Kind extends Step> {
  /** The exact size after the step; undefined if it depends on the pixels. Omitted if the size does not change. */
  size?(step: Kind, before: PixelSize): PixelSize | undefined;
  /** Transparency and color space after the step if it changes them, apart from the conversions that `needs` causes. */
  traits?(step: Kind, state: ImageState): Partial<Pick<ImageState, 'alpha' | 'space'>>;
  /** Whether the step changes an image. Omitted if it always does. */
  changes?(step: Kind, state: ImageState): boolean;
  /** The color space that the step needs. Other images are converted before it. Omitted if it works in every space. */
  needs?(step: Kind, state: ImageState): Needs;
}

/** Where operations find files. */
export interface Surroundings {
  /** The folder that paths in the recipe are relative to. */
  readonly root: string;
}

/** An operation that sharp carries out. */
export interface SharpOperation<Kind extends Step> extends Effects<Kind> {
  /** The position in sharp's pipeline. */
  readonly rank: number;
  /** Replaces `rank` if sharp works on the step at several positions, or at positions that depend on its parameters. */
  span?(step: Kind, state: ImageState): Span;
  /** Adds the step to a pipeline. */
  apply(image: Sharp, step: Kind, state: ImageState, surroundings: Surroundings): Sharp | Promise<Sharp>;
  /** Merges the samples before the step into those after it; undefined if there is nothing to merge. */
  merge?(step: Kind): ((before: Pixels, after: Pixels) => void) | undefined;
}

/** An operation on the samples themselves, which sharp does not offer. */
export interface PixelOperation<Kind extends Step> extends Effects<Kind> {
  /** Changes the samples in place. */
  edit(pixels: Pixels, step: Kind, surroundings: Surroundings): void | Promise<void>;
}

/** An operation of a recipe. ARCHITECTURE.md describes how to add one. */
export type Operation<Kind extends Step> = SharpOperation<Kind> | PixelOperation<Kind>;
