import type { Recipe } from '../../shared/recipe/recipe';
import type { SourceHeader } from '../../shared/run/run';
import { colorSpace, withColors } from '../encode/colorSpaces';
import type { FormatCapabilities } from '../encode/formatCapabilities';
import type { FileIntermediates } from '../intermediates/fileIntermediates';
import type { Intermediates } from '../intermediates/intermediates';
import { MemoryIntermediates } from '../intermediates/memoryIntermediates';
import { keepsMetadata, wantedHeader } from '../metadata/wantedMetadata';
import { effectiveSteps, type ImageState, operationOf, stateAfter } from '../operations';
import { isGray, workingSpace } from '../operations/core/workingSpace';
import type { StepContext } from './stepPipeline';

/** An intermediate holds everything. */
const everything: FormatCapabilities = { name: 'intermediate', alpha: true, gray: true, cmyk: true, deepBits: 16 };

/** Largest image whose samples are held in memory between steps, in bytes. Larger ones are stored in files. */
const maxBytesInMemory = 256 * 2 ** 20;

/** A still image and what happens to it. */
interface StillContext {
  readonly header: SourceHeader;
  /** The folder that paths in the recipe are relative to. */
  readonly root: string;
  readonly recipe: Pick<Recipe, 'steps' | 'metadata' | 'colorProfile'>;
  readonly files: FileIntermediates;
}

function sampleBytes({ width, height, space }: ImageState): number {
  return width * height * 4 * (space === 'srgb' || space === 'b-w' ? 1 : 2);
}

function isRgb({ space }: ImageState, { metadata }: SourceHeader): boolean {
  return space === 'srgb' || space === 'rgb16' || (isGray(space) && !metadata.includes('icc'));
}

/**
 * Whether the samples of an image are held in memory between steps. Ink and gray with a profile are stored in files, with that
 * profile, since steps may convert them by it. So is gray with transparency and metadata: for an output in RGB, sharp converts
 * the image that has the metadata, but not the samples.
 */
function fitsInMemory({ header, recipe }: StillContext, carries: boolean): boolean {
  const states: ImageState[] = [{ ...header, transparent: true }];
  for (const step of effectiveSteps(recipe.steps, states[0] as ImageState)) {
    const before = states.at(-1) as ImageState;
    const needs = operationOf(step).needs?.(step, before) ?? {};
    const converted = { ...before, space: workingSpace(before.space, needs, isRgb(before, header)) };
    states.push(converted, stateAfter(step, converted));
  }
  const hasProfile = header.metadata.includes('icc');
  const needsFile = ({ space, alpha }: ImageState) => space === 'cmyk' || (isGray(space) && (hasProfile || (carries && alpha)));
  return states.every((state) => !needsFile(state) && sampleBytes(state) <= maxBytesInMemory);
}

/** The context for a still image, whose intermediates keep its colors; its profile and its metadata are not lost. */
export function imageStepContext(still: StillContext): StepContext {
  const { header, root, recipe, files } = still;
  const hasProfile = header.metadata.includes('icc');
  const keep = (image: Parameters<StepContext['keeping']>[0]) => (keepsMetadata(header) ? image.keepMetadata() : image);
  const wanted = wantedHeader(header, recipe);
  const carries = hasProfile || wanted.density !== undefined || keepsMetadata(wanted);
  const inMemory = fitsInMemory(still, carries);
  return {
    root,
    intermediates: inMemory ? new MemoryIntermediates() : files,
    ...(inMemory && carries && { files }),
    keeping: (image, { space }) => withColors(keep(image), { space, hasProfile }, colorSpace(space, everything)),
    isRgb: (state) => isRgb(state, header),
    convert: (image, { space }, target) => withColors(keep(image), { space, hasProfile }, colorSpace(target, everything)),
  };
}

/** The context for frames of an animation, which are RGB with transparency. */
export function frameStepContext(root: string, intermediates: Intermediates): StepContext {
  return { root, intermediates, keeping: (image) => image, isRgb: () => true, convert: (image) => image };
}
