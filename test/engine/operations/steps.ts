import { join } from 'node:path';
import sharp, { type OutputInfo } from 'sharp';
import { readHeader } from '../../../src/engine/formats/readHeader';
import { sizeAfter as sizeIfKnown } from '../../../src/engine/operations';
import type { Pixels } from '../../../src/engine/operations/core/operation';
import { FileIntermediates } from '../../../src/engine/render/intermediates';
import { imageStepContext } from '../../../src/engine/render/stepContext';
import { StepPipeline } from '../../../src/engine/render/stepPipeline';
import type { Step, StepKind, StepOf } from '../../../src/shared/recipe/recipe';
import { step } from '../../../src/shared/recipe/schema/steps';
import type { PixelSize } from '../../../src/shared/values/pixelSize';
import { fromRaw } from '../fixtures/images';
import { place, temporaryFolder } from '../fixtures/runs';

/** Steps on their own: what they make of an image, with real sharp and real stages. */

/** A step with its defaults filled in. */
export function stepOf<Kind extends StepKind>(given: { operation: Kind } & Record<string, unknown>): StepOf<Kind> {
  return step.parse(given) as StepOf<Kind>;
}

/** The size after steps that tell it. */
export function sizeAfter(steps: readonly Step[], before: PixelSize): PixelSize {
  const size = sizeIfKnown(steps, before);
  if (!size) throw new Error('the size is not known');
  return size;
}

/** A line of an image with steps added to it, and the folder that it works in. */
export async function lineOf(state: Buffer, steps: readonly Step[], transparent = true, folder = temporaryFolder()): Promise<StepPipeline> {
  const path = place(join(folder, 'image'), state);
  const header = await readHeader(path);
  const { width, height, alpha, space } = header;
  const intermediates = new FileIntermediates(folder, 'test');
  const source = sharp(path).autoOrient();
  const line = new StepPipeline(source, { width, height, alpha, space, transparent }, imageStepContext(header, folder, intermediates));
  for (const each of steps) await line.add(each);
  return line;
}

/** The samples that steps make of an image, 8-bit RGB or RGBA. */
export async function applied(state: Buffer, steps: readonly Step[], transparent = true): Promise<{ data: Buffer; info: OutputInfo }> {
  const { image } = await lineOf(state, steps, transparent);
  return image.toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
}

/** The samples that steps make of an image, in its own colors and depth. */
export async function pixelsAfter(state: Buffer, steps: readonly Step[], folder?: string): Promise<Pixels> {
  const line = await lineOf(state, steps, true, folder);
  return (await line.settle()).pixels();
}

/** The samples of a pixel, as they are given. */
export type Color = readonly number[];

/** An image with a color for each place. */
export function drawn(width: number, height: number, colorAt: (x: number, y: number) => Color): Promise<Buffer> {
  const rows = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => colorAt(x, y)));
  const channels = colorAt(0, 0).length as 1 | 3 | 4;
  const state = fromRaw({ data: Buffer.from(rows.flat(2)), width, height, channels });
  return (channels === 1 ? state.toColorspace('b-w') : state).png().toBuffer();
}

/** The samples of a pixel. */
export const at = ({ data, width, bands }: Pixels, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * bands, (y * width + x + 1) * bands),
];

/** One step of each operation; none of them leaves an image of colors as it is. */
export const everyStep: readonly Step[] = [
  stepOf({ operation: 'resize', width: 24, height: 24, fit: 'contain', position: 'north', background: '#2468ac' }),
  stepOf({ operation: 'crop', width: 30, height: 20, gravity: 'northeast' }),
  stepOf({ operation: 'trim', threshold: 40 }),
  stepOf({ operation: 'pad', width: 60, height: 44, gravity: 'southwest', background: '#808080' }),
  stepOf({ operation: 'rotate', angle: 90 }),
  stepOf({ operation: 'flip' }),
  stepOf({ operation: 'flop' }),
  stepOf({ operation: 'blur', sigma: 2 }),
  stepOf({ operation: 'sharpen', sigma: 2 }),
  stepOf({ operation: 'unsharp', amount: 0.7 }),
  stepOf({ operation: 'median', size: 5 }),
  stepOf({ operation: 'denoise' }),
  stepOf({ operation: 'gamma', gamma: 1.5 }),
  stepOf({ operation: 'negate' }),
  stepOf({ operation: 'normalize' }),
  stepOf({ operation: 'clahe', width: 12, height: 12 }),
  stepOf({ operation: 'threshold' }),
  stepOf({ operation: 'modulate', brightness: 0.9, hue: 40 }),
  stepOf({ operation: 'contrast' }),
  stepOf({ operation: 'tint', color: 'teal' }),
  stepOf({ operation: 'grayscale' }),
  stepOf({ operation: 'sepia' }),
  stepOf({ operation: 'vignette' }),
  stepOf({ operation: 'pixelate', size: 5 }),
  stepOf({ operation: 'posterize' }),
  stepOf({ operation: 'emboss' }),
  stepOf({ operation: 'edge' }),
  stepOf({ operation: 'convolve', width: 3, height: 3, kernel: [1, 2, 1, 2, 4, 2, 1, 2, 1] }),
  stepOf({ operation: 'flatten', background: '#ffcc00' }),
  stepOf({ operation: 'alpha', mode: 'remove' }),
  stepOf({ operation: 'watermark', text: 'Assetmill', scale: 50, margin: 0 }),
];

/** Further steps that sharp does at other places of its pipeline. */
export const moreSteps: readonly Step[] = [
  stepOf({ operation: 'resize', width: 20, height: 20, fit: 'cover', position: 'west' }),
  stepOf({ operation: 'resize', longEdge: 31 }),
  stepOf({ operation: 'pad', margin: 5, background: 'blur' }),
  stepOf({ operation: 'rotate', angle: 33.3, background: 'rgba(200, 100, 50, 0.5)' }),
  stepOf({ operation: 'rotate', angle: -20 }),
  stepOf({ operation: 'gamma', gamma: 0.6 }),
  stepOf({ operation: 'blur', intensity: 40 }),
  stepOf({ operation: 'grayscale', intensity: 30 }),
  stepOf({ operation: 'alpha', mode: 'ensure', opacity: 50 }),
];
