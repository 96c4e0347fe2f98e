import type { Recipe, Step } from '../../shared/recipe/recipe';
import type { PlannedOutput, SourceHeader } from '../../shared/run/run';
import type { PixelSize } from '../../shared/values/pixelSize';
import { sizeAfter } from '../operations';
import { memoryShare } from '../render/needsNoPixels';
import { decodedBytes } from '../sources/readHeader';

/** Bytes that the encoder of JPEGs takes for each byte of its samples: with optimized tables it keeps all coefficients. Measured. */
const jpegEncoderShare = 2.2;

/** Steps beside rotations for which libvips holds the whole image. Measured. */
const wholeSteps: ReadonlySet<Step['operation']> = new Set(['blur', 'flip', 'normalize']);

/** How many times the whole image is held because of a step that cannot work row by row. Measured. */
function wholeImages(step: Step): number {
  if (step.operation === 'rotate') return step.angle % 90 === 0 ? 1 : 2;
  return wholeSteps.has(step.operation) ? 1 : 0;
}

/**
 * Memory that a task takes while it is in progress, in bytes: the decoded source, the largest output with its encoder, and the
 * images that steps hold as a whole. 0 for a sprite, which has no pixels.
 */
export function taskMemory(recipe: Recipe, header: SourceHeader, outputs: readonly PlannedOutput[]): number {
  const share = Math.max(...recipe.outputs.map((output) => memoryShare(recipe, output, header)));
  const after: PixelSize | undefined = sizeAfter(recipe.steps, header);
  const largest = Math.max(decodedBytes(header), decodedBytes(header, after));
  const encodes = outputs.some(({ format, copy }) => format === 'jpeg' && !copy);
  const encoder = encodes ? jpegEncoderShare * decodedBytes(header, after) : 0;
  // The header does not tell whether the orientation in EXIF turns the image, which then is held as a whole, too.
  const turned = header.metadata.includes('exif') || header.orientation !== undefined ? 1 : 0;
  const whole = recipe.steps.reduce((sum, step) => sum + wholeImages(step), turned);
  return Math.max(share * decodedBytes(header), largest, encoder) + whole * largest;
}
