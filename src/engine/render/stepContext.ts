import type { SourceHeader } from '../../shared/run/run';
import { colorSpace, withColors } from './colorSpaces';
import { keepsMetadata } from './encode';
import type { Storage } from './formatCapabilities';
import type { Stages } from './intermediates';
import type { Workshop } from './stepPipeline';

/** What a stage holds: everything. */
const everything: Storage = { name: 'stage', alpha: true, gray: true, cmyk: true, deepBits: 16 };

/** The workshop for a still image: stages keep its colors, its profile and all else that stands beside its pixels. */
export function stillWorkshop(header: SourceHeader, root: string, stages: Stages): Workshop {
  const hasProfile = header.metadata.includes('icc');
  const keep = (image: Parameters<Workshop['keeping']>[0]) => (keepsMetadata(header) ? image.keepMetadata() : image);
  return {
    root,
    stages,
    keeping: (image, { space }) => withColors(keep(image), { space, hasProfile }, colorSpace(space, everything)),
    isRgb: ({ space }) => space === 'srgb' || space === 'rgb16' || ((space === 'b-w' || space === 'grey16') && !hasProfile),
    convert: (image, { space }, target) => withColors(keep(image), { space, hasProfile }, colorSpace(target, everything)),
  };
}

/** The workshop for the frames of an animation, which are RGB with transparency. */
export function frameWorkshop(root: string, stages: Stages): Workshop {
  return { root, stages, keeping: (image) => image, isRgb: () => true, convert: (image) => image };
}
