import { join } from 'node:path';
import sharp, { type OutputInfo } from 'sharp';
import { Line } from '../../../src/engine/applySteps';
import { readHeader } from '../../../src/engine/header';
import { type PixelSize, sizeAfter as sizeIfKnown } from '../../../src/engine/operations';
import { FileStages } from '../../../src/engine/stages';
import { stillWorkshop } from '../../../src/engine/workshop';
import type { Step, StepKind, StepOf } from '../../../src/shared/recipe';
import { step } from '../../../src/shared/schema/steps';
import { place, temporaryFolder } from '../runs';

/** Steps on their own: what they make of a picture, with real sharp and real stages. */

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

/** The samples that steps make of a picture, 8-bit RGB or RGBA. */
export async function applied(picture: Buffer, steps: readonly Step[], transparent = true): Promise<{ data: Buffer; info: OutputInfo }> {
  const folder = temporaryFolder();
  const path = place(join(folder, 'picture'), picture);
  const header = await readHeader(path);
  const { width, height, alpha, space } = header;
  const stages = new FileStages(folder, 'test');
  const line = new Line(sharp(path), { width, height, alpha, space, transparent }, stillWorkshop(header, folder, stages));
  for (const each of steps) await line.add(each);
  return line.image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
}
