import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Mirrors from top to bottom. */
export const flip: SharpOperation<StepOf<'flip'>> = { rank: rank.mirror, apply: (image) => image.flip() };

/** Mirrors from left to right. */
export const flop: SharpOperation<StepOf<'flop'>> = { rank: rank.mirror, apply: (image) => image.flop() };
