import type { Sharp } from 'sharp';
import type { Step } from '../../../shared/recipe/recipe';
import type { PixelSize } from '../../../shared/values/pixelSize';
import type { Needs } from './workingSpace';

/** What an operation may know of the image it works on. */
export interface ImageState extends PixelSize {
  readonly alpha: boolean;
  /** The color space by libvips' name: `srgb`, `rgb16`, `b-w`, `grey16`, `cmyk`, ... */
  readonly space: string;
  /** Whether what is written can be transparent. */
  readonly transparent: boolean;
}

/** The samples of an image, row by row, those of a pixel beside each other. */
export interface Pixels extends PixelSize {
  readonly data: Uint8Array | Uint16Array;
  /** Samples of a pixel, alpha included. */
  readonly bands: number;
  /** Those that are colors: the first ones. Transparency comes next, if there is any. */
  readonly colors: number;
  /** The largest value of a sample: 255 or 65,535. */
  readonly white: number;
}

/**
 * When sharp does what it is asked for within one pipeline, whatever the order of the calls (src/pipeline.cc in sharp).
 * Steps in rising order share a pipeline; the others start a new one.
 */
export const rank = { trim: 0, crop: 1, colors: 2, resize: 3, mirror: 4, rotate: 5, pad: 6, filter: 7 } as const;

/** The first and the last of `rank` at which sharp works on a step. */
export type Span = readonly [first: number, last: number];

/** A span that lets nothing before it into its pipeline. */
export const alone: Span = [rank.trim, rank.filter];

/** That of a filter which sharp would do on colors that were multiplied by their transparency for a step before it. */
export function unmultiplied(_: Step, { alpha }: ImageState): Span {
  return alpha ? alone : [rank.filter, rank.filter];
}

/** What an operation does to the image as a whole. */
interface Effects<Kind extends Step> {
  /** The size after the step, exactly; undefined where only the pixels tell. Left out where it stays. */
  size?(step: Kind, before: PixelSize): PixelSize | undefined;
  /** Transparency and color space after the step, where it changes them. Conversions that it needs are not its own. */
  traits?(step: Kind, state: ImageState): Partial<Pick<ImageState, 'alpha' | 'space'>>;
  /** Whether the step would change anything. Left out where it does always, or where the size tells. */
  changes?(step: Kind, state: ImageState): boolean;
  /** The colors that it works on, where it does not with all that can be stored. Other images are converted before it. */
  needs?(step: Kind, state: ImageState): Needs;
}

/** What a filter may read from disk, and how often it is asked. */
export interface Surroundings {
  /** Folder that paths of the recipe start from. */
  readonly root: string;
}

/** An operation that sharp does. */
export interface SharpOperation<Kind extends Step> extends Effects<Kind> {
  /** One of `rank`. */
  readonly rank: number;
  /** Where sharp works on the step at several places, or at others by what is asked for: instead of `rank`. */
  span?(step: Kind, state: ImageState): Span;
  /** Adds the step to a pipeline. */
  apply(image: Sharp, step: Kind, state: ImageState, surroundings: Surroundings): Sharp | Promise<Sharp>;
  /** What is done with the samples before and after it, in the place of those after it; undefined where nothing is. */
  merge?(step: Kind): ((before: Pixels, after: Pixels) => void) | undefined;
}

/** An operation on the samples themselves, which sharp has not. */
export interface PixelOperation<Kind extends Step> extends Effects<Kind> {
  /** Changes the samples in place. */
  edit(pixels: Pixels, step: Kind, surroundings: Surroundings): void | Promise<void>;
}

/** One operation of a recipe. Adding one is described in ARCHITECTURE.md. */
export type Operation<Kind extends Step> = SharpOperation<Kind> | PixelOperation<Kind>;
