import type { Sharp } from 'sharp';
import type { ImageState } from '../operations';
import { type MadeFrames, openStrip, type Strip } from './animation';
import type { Stage } from './intermediates';
import type { Line } from './stepPipeline';

/** An image after its steps, to be encoded. */
export interface Ready {
  /** A pipeline over it; may be asked for again only where `again` says so. */
  open(): Sharp;
  readonly state: ImageState;
  /** Whether sharp may flatten or convert the image first of all, which it does whatever is pending. */
  readonly commutes: boolean;
  /** Has it made once, for several encodings. */
  again(): Promise<Ready>;
  /** Whether it was made of frames in memory, which have nothing but pixels. */
  readonly bare: boolean;
  /** The frames, where it is an animation. */
  readonly strip?: Strip;
}

/** Frames in memory have a channel for transparency, whether they are transparent or not. */
function opened(image: Sharp, { alpha }: ImageState, bare: boolean): Sharp {
  return bare && !alpha ? image.removeAlpha() : image;
}

export function fromLine(line: Line, bare: boolean): Ready {
  return {
    open: () => opened(line.image, line.state, bare),
    state: line.state,
    bare,
    commutes: line.commutes,
    again: async () => {
      const stage = await line.settle();
      return fromStage(stage, line.state, bare);
    },
  };
}

function fromStage(stage: Stage, state: ImageState, bare: boolean): Ready {
  const ready: Ready = { open: () => opened(stage.open(), state, bare), state, bare, commutes: true, again: async () => ready };
  return ready;
}

export function fromFrames({ strip, state }: MadeFrames): Ready {
  const ready: Ready = {
    open: () => opened(openStrip(strip), state, true),
    state,
    bare: true,
    commutes: true,
    strip,
    again: async () => ready,
  };
  return ready;
}

/** A still image in another size. */
export function resized(ready: Ready, width: number, height: number): Ready {
  const made: Ready = {
    ...ready,
    open: () => ready.open().resize(width, height, { fit: 'fill' }),
    state: { ...ready.state, width, height },
    again: async () => made,
  };
  return made;
}
