import type { Sharp } from 'sharp';
import type { ImageState } from '../operations';
import { type MadeFrames, openStrip, type Strip } from './animation';
import type { Intermediate } from './intermediates';
import type { StepPipeline } from './stepPipeline';

/** An image after its steps, to be encoded. */
export interface RenderedImage {
  /** A pipeline over it; may be asked for again only where `again` says so. */
  open(): Sharp;
  readonly state: ImageState;
  /** Whether sharp may flatten or convert the image first of all, which it does whatever is pending. */
  readonly commutes: boolean;
  /** Has it made once, for several encodings. */
  again(): Promise<RenderedImage>;
  /** Whether it was made of frames in memory, which have nothing but pixels. */
  readonly bare: boolean;
  /** The frames, where it is an animation. */
  readonly strip?: Strip;
}

/** Frames in memory have a channel for transparency, whether they are transparent or not. */
function opened(image: Sharp, { alpha }: ImageState, bare: boolean): Sharp {
  return bare && !alpha ? image.removeAlpha() : image;
}

export function fromPipeline(line: StepPipeline, bare: boolean): RenderedImage {
  return {
    open: () => opened(line.image, line.state, bare),
    state: line.state,
    bare,
    commutes: line.commutes,
    again: async () => {
      const intermediate = await line.settle();
      return fromIntermediate(intermediate, line.state, bare);
    },
  };
}

function fromIntermediate(intermediate: Intermediate, state: ImageState, bare: boolean): RenderedImage {
  const rendered: RenderedImage = {
    open: () => opened(intermediate.open(), state, bare),
    state,
    bare,
    commutes: true,
    again: async () => rendered,
  };
  return rendered;
}

export function fromFrames({ strip, state }: MadeFrames): RenderedImage {
  const rendered: RenderedImage = {
    open: () => opened(openStrip(strip), state, true),
    state,
    bare: true,
    commutes: true,
    strip,
    again: async () => rendered,
  };
  return rendered;
}

/** A still image in another size. */
export function resized(rendered: RenderedImage, width: number, height: number): RenderedImage {
  const made: RenderedImage = {
    ...rendered,
    open: () => rendered.open().resize(width, height, { fit: 'fill' }),
    state: { ...rendered.state, width, height },
    again: async () => made,
  };
  return made;
}
