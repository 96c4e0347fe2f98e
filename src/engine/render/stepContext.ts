import type { SourceHeader } from '../../shared/run/run';
import { keepsMetadata } from '../metadata/wantedMetadata';
import { colorSpace, withColors } from './colorSpaces';
import type { FormatCapabilities } from './formatCapabilities';
import type { Intermediates } from './intermediates';
import type { StepContext } from './stepPipeline';

/** An intermediate file holds everything. */
const everything: FormatCapabilities = { name: 'intermediate', alpha: true, gray: true, cmyk: true, deepBits: 16 };

/** The context for a still image, whose intermediates keep its colors, its profile and its metadata. */
export function imageStepContext(header: SourceHeader, root: string, intermediates: Intermediates): StepContext {
  const hasProfile = header.metadata.includes('icc');
  const keep = (image: Parameters<StepContext['keeping']>[0]) => (keepsMetadata(header) ? image.keepMetadata() : image);
  return {
    root,
    intermediates,
    keeping: (image, { space }) => withColors(keep(image), { space, hasProfile }, colorSpace(space, everything)),
    isRgb: ({ space }) => space === 'srgb' || space === 'rgb16' || ((space === 'b-w' || space === 'grey16') && !hasProfile),
    convert: (image, { space }, target) => withColors(keep(image), { space, hasProfile }, colorSpace(target, everything)),
  };
}

/** The context for frames of an animation, which are RGB with transparency. */
export function frameStepContext(root: string, intermediates: Intermediates): StepContext {
  return { root, intermediates, keeping: (image) => image, isRgb: () => true, convert: (image) => image };
}
