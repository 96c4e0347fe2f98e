import type { Sharp } from 'sharp';
import type { Picture } from '../operations';
import { type MadeFrames, openStrip, type Strip } from './animation';
import type { Stage } from './intermediates';
import type { Line } from './stepPipeline';

/** A picture after its steps, to be encoded. */
export interface Ready {
  /** A pipeline over it; may be asked for again only where `again` says so. */
  open(): Sharp;
  readonly picture: Picture;
  /** Whether sharp may flatten or convert the picture first of all, which it does whatever is pending. */
  readonly commutes: boolean;
  /** Has it made once, for several encodings. */
  again(): Promise<Ready>;
  /** Whether it was made of frames in memory, which have nothing but pixels. */
  readonly bare: boolean;
  /** The frames, where it is an animation. */
  readonly strip?: Strip;
}

/** Frames in memory have a channel for transparency, whether they are transparent or not. */
function opened(image: Sharp, { alpha }: Picture, bare: boolean): Sharp {
  return bare && !alpha ? image.removeAlpha() : image;
}

export function fromLine(line: Line, bare: boolean): Ready {
  return {
    open: () => opened(line.image, line.picture, bare),
    picture: line.picture,
    bare,
    commutes: line.commutes,
    again: async () => {
      const stage = await line.settle();
      return fromStage(stage, line.picture, bare);
    },
  };
}

function fromStage(stage: Stage, picture: Picture, bare: boolean): Ready {
  const ready: Ready = { open: () => opened(stage.open(), picture, bare), picture, bare, commutes: true, again: async () => ready };
  return ready;
}

export function fromFrames({ strip, picture }: MadeFrames): Ready {
  const ready: Ready = {
    open: () => opened(openStrip(strip), picture, true),
    picture,
    bare: true,
    commutes: true,
    strip,
    again: async () => ready,
  };
  return ready;
}

/** A still picture in another size. */
export function resized(ready: Ready, width: number, height: number): Ready {
  const made: Ready = {
    ...ready,
    open: () => ready.open().resize(width, height, { fit: 'fill' }),
    picture: { ...ready.picture, width, height },
    again: async () => made,
  };
  return made;
}
