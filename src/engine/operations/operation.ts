import type { Sharp } from 'sharp';
import type { Step } from '../../shared/recipe';

/** Width and height of one frame in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** What an operation may know of the picture it works on. */
export interface Picture extends PixelSize {
  /** Whether what is written can be transparent. */
  readonly transparent: boolean;
}

/** One operation: how it changes the size, and how it is added to a pipeline. Adding one is described in ARCHITECTURE.md. */
export interface Operation<Kind extends Step> {
  /** The size after the step; exactly what `apply` gives. Equal to the input when the step would change nothing. */
  size(step: Kind, before: PixelSize): PixelSize;
  /** Adds the step to the pipeline. */
  apply(image: Sharp, step: Kind, picture: Picture): Sharp;
}
