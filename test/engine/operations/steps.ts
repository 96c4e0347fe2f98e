import { join } from 'node:path';
import sharp, { type OutputInfo } from 'sharp';
import { onTestFinished } from 'vitest';
import { FileIntermediates } from '../../../src/engine/intermediates/fileIntermediates';
import { sizeAfter as sizeIfKnown } from '../../../src/engine/operations';
import type { Pixels } from '../../../src/engine/operations/core/operation';
import { imageStepContext } from '../../../src/engine/render/stepContext';
import { StepPipeline } from '../../../src/engine/render/stepPipeline';
import { readHeader } from '../../../src/engine/sources/readHeader';
import type { Step, StepKind, StepOf } from '../../../src/shared/recipe/recipe';
import { operationSchemas, step } from '../../../src/shared/recipe/schema/steps';
import type { SourceHeader } from '../../../src/shared/run/run';
import type { PixelSize } from '../../../src/shared/values/pixelSize';
import { fromRaw } from '../fixtures/images';
import { place, temporaryFolder } from '../fixtures/runs';

/** Runs single steps on an image, with real sharp and real intermediates. */

/** A step with its defaults filled in. */
export function stepOf<Kind extends StepKind>(given: { operation: Kind } & Record<string, unknown>): StepOf<Kind> {
  return step.parse(given) as StepOf<Kind>;
}

/** The size after steps whose size does not depend on the pixels. */
export function sizeAfter(steps: readonly Step[], before: PixelSize): PixelSize {
  const size = sizeIfKnown(steps, before);
  if (!size) throw new Error('the size is not known');
  return size;
}

interface Source {
  readonly path: string;
  readonly header: Promise<SourceHeader>;
}

/**
 * Files of a test's pipelines. They share a folder, and pipelines of one image a file, because creating and removing files takes
 * longer than most steps.
 */
interface Scratch {
  readonly folder: string;
  readonly intermediates: FileIntermediates;
  readonly sources: Map<Buffer, Source>;
}

let scratch: Scratch | undefined;

function scratchIn(folder: string): Scratch {
  return { folder, intermediates: new FileIntermediates(folder, 'test'), sources: new Map() };
}

function sourceOf(state: Buffer, { folder, sources }: Scratch): Source {
  const known = sources.get(state);
  if (known) return known;
  const path = place(join(folder, `image-${sources.size}`), state);
  const source = { path, header: readHeader(path) };
  sources.set(state, source);
  return source;
}

function scratchOfTest(): Scratch {
  if (scratch) return scratch;
  scratch = scratchIn(temporaryFolder());
  onTestFinished(() => {
    scratch = undefined;
  });
  return scratch;
}

/**
 * A pipeline of an image with steps added to it.
 * @param transparent whether the output format has transparency
 * @param root folder of the files that the steps name
 */
export async function pipelineOf(state: Buffer, steps: readonly Step[], transparent = true, root?: string): Promise<StepPipeline> {
  const own = root === undefined ? scratchOfTest() : scratchIn(root);
  const { folder, intermediates } = own;
  const { path, header: read } = sourceOf(state, own);
  const header = await read;
  const { width, height, alpha, space } = header;
  const source = sharp(path).autoOrient();
  const recipe = { steps: [...steps], metadata: 'keep' as const, colorProfile: 'keep' as const };
  const context = imageStepContext({ header, root: folder, recipe, files: intermediates });
  const pipeline = new StepPipeline(() => source.clone(), { width, height, alpha, space, transparent }, context);
  for (const each of steps) await pipeline.add(each);
  return pipeline;
}

/** The samples of an image after some steps, as 8-bit RGB or RGBA. */
export async function applied(state: Buffer, steps: readonly Step[], transparent = true): Promise<{ data: Buffer; info: OutputInfo }> {
  const { image } = await pipelineOf(state, steps, transparent);
  return image.toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
}

/** The samples of an image after some steps, in its own color space and depth. */
export async function pixelsAfter(state: Buffer, steps: readonly Step[], root?: string): Promise<Pixels> {
  const pipeline = await pipelineOf(state, steps, true, root);
  return (await pipeline.render()).pixels();
}

/** The samples of a pixel, to draw with. */
export type Color = readonly number[];

/** A PNG with a color for each pixel. */
export function drawn(width: number, height: number, colorAt: (x: number, y: number) => Color): Promise<Buffer> {
  const rows = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => colorAt(x, y)));
  const channels = colorAt(0, 0).length as 1 | 3 | 4;
  const state = fromRaw({ data: Buffer.from(rows.flat(2)), width, height, channels });
  return (channels === 1 ? state.toColorspace('b-w') : state).png().toBuffer();
}

/** The samples of one pixel of an image. */
export const at = ({ data, width, bands }: Pixels, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * bands, (y * width + x + 1) * bands),
];

/** The example of each operation in the schema; each changes an image that has colors and a border. */
export const everyStep: readonly Step[] = operationSchemas.map(({ example }) => stepOf(example));

/** The example of one operation. */
export function exampleOf<Kind extends StepKind>(kind: Kind): StepOf<Kind> {
  return everyStep.find(({ operation }) => operation === kind) as StepOf<Kind>;
}

/** Further steps, which sharp carries out at other points of its pipeline. */
export const moreSteps: readonly Step[] = [
  stepOf({ operation: 'resize', width: 24, height: 24, fit: 'contain', position: 'north', background: '#2468ac' }),
  stepOf({ operation: 'resize', width: 20, height: 20, fit: 'cover', position: 'west' }),
  stepOf({ operation: 'resize', longEdge: 31 }),
  stepOf({ operation: 'crop', width: 30, height: 20, gravity: 'northeast' }),
  stepOf({ operation: 'pad', width: 60, height: 44, gravity: 'southwest', background: '#808080' }),
  stepOf({ operation: 'pad', margin: 5, background: 'blur' }),
  stepOf({ operation: 'rotate', angle: 33.3, background: 'rgba(200, 100, 50, 0.5)' }),
  stepOf({ operation: 'rotate', angle: -20 }),
  stepOf({ operation: 'gamma', gamma: 0.6 }),
  stepOf({ operation: 'blur', intensity: 40 }),
  stepOf({ operation: 'grayscale', intensity: 30 }),
  stepOf({ operation: 'alpha', mode: 'ensure', opacity: 50 }),
];
