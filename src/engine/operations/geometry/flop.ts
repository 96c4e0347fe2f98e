import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Mirrors horizontally (left to right). */
export const flop: SharpOperation<StepOf<'flop'>> = { rank: rank.mirror, apply: (image) => image.flop() };
