import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Mirrors vertically (top to bottom). */
export const flip: SharpOperation<StepOf<'flip'>> = { rank: rank.mirror, apply: (image) => image.flip() };
