import type { SourceHeader } from '../../shared/run/run';
import { colourSpace, withColours } from './colorSpaces';
import { keepsMetadata } from './encode';
import type { Storage } from './formatCapabilities';
import type { Stages } from './intermediates';
import type { Workshop } from './stepPipeline';

/** What a stage holds: everything. */
const everything: Storage = { name: 'stage', alpha: true, grey: true, cmyk: true, deepBits: 16 };

/** The workshop for a still picture: stages keep its colours, its profile and all else that stands beside its pixels. */
export function stillWorkshop(header: SourceHeader, root: string, stages: Stages): Workshop {
  const hasProfile = header.metadata.includes('icc');
  const keep = (image: Parameters<Workshop['keeping']>[0]) => (keepsMetadata(header) ? image.keepMetadata() : image);
  return {
    root,
    stages,
    keeping: (image, { space }) => withColours(keep(image), { space, hasProfile }, colourSpace(space, everything)),
    isRgb: ({ space }) => space === 'srgb' || space === 'rgb16' || ((space === 'b-w' || space === 'grey16') && !hasProfile),
    convert: (image, { space }, target) => withColours(keep(image), { space, hasProfile }, colourSpace(target, everything)),
  };
}

/** The workshop for the frames of an animation, which are RGB with transparency. */
export function frameWorkshop(root: string, stages: Stages): Workshop {
  return { root, stages, keeping: (image) => image, isRgb: () => true, convert: (image) => image };
}
