import type { Sharp } from 'sharp';
import type { Intermediate } from '../intermediates/intermediates';
import type { ImageState } from '../operations';
import { openStrip, type RenderedFrames, type Strip } from './animation';
import type { StepPipeline } from './stepPipeline';

/** An image after its steps, ready to be encoded. */
export interface RenderedImage {
  /** A pipeline over the image. To open it more than once, use `again`. */
  open(): Sharp;
  readonly state: ImageState;
  /** Whether sharp may flatten or convert the image first, before any pending step, without changing the result. */
  readonly commutes: boolean;
  /** Whether its source is decoded, and encoding starts from pixels. */
  readonly hasPixels: boolean;
  /** Makes the pixels once, for several encodings. */
  again(): Promise<RenderedImage>;
  /** Whether it was made from frames in memory, which have pixels only and no metadata. */
  readonly bare: boolean;
  /** The frames of an animation. */
  readonly strip?: Strip;
}

/** Frames in memory have an alpha channel, whether they are transparent or not. */
function withoutIdleAlpha(image: Sharp, { alpha }: ImageState, bare: boolean): Sharp {
  return bare && !alpha ? image.removeAlpha() : image;
}

export function fromPipeline(pipeline: StepPipeline, bare: boolean): RenderedImage {
  return {
    open: () => withoutIdleAlpha(pipeline.image, pipeline.state, bare),
    state: pipeline.state,
    bare,
    hasPixels: pipeline.hasPixels,
    commutes: pipeline.commutes,
    again: async () => {
      const intermediate = await pipeline.renderWithMetadata();
      return fromIntermediate(intermediate, pipeline.state, bare);
    },
  };
}

function fromIntermediate(intermediate: Intermediate, state: ImageState, bare: boolean): RenderedImage {
  const image: RenderedImage = {
    open: () => withoutIdleAlpha(intermediate.open(), state, bare),
    state,
    bare,
    hasPixels: true,
    commutes: true,
    again: async () => image,
  };
  return image;
}

export function fromFrames({ strip, state }: RenderedFrames): RenderedImage {
  const image: RenderedImage = {
    open: () => withoutIdleAlpha(openStrip(strip), state, true),
    state,
    bare: true,
    hasPixels: true,
    commutes: true,
    strip,
    again: async () => image,
  };
  return image;
}

/** A still image without its alpha channel, none of whose pixels is transparent. */
export function opaqueImage(image: RenderedImage): RenderedImage {
  const opaque: RenderedImage = {
    ...image,
    open: () => image.open().removeAlpha(),
    state: { ...image.state, alpha: false },
    again: async () => opaque,
  };
  return opaque;
}

/** A still image in another size. */
export function resized(image: RenderedImage, width: number, height: number): RenderedImage {
  const smaller: RenderedImage = {
    ...image,
    open: () => image.open().resize(width, height, { fit: 'fill' }),
    state: { ...image.state, width, height },
    again: async () => smaller,
  };
  return smaller;
}
