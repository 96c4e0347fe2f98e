import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Applies a Gaussian blur. */
export const blur: SharpOperation<StepOf<'blur'>> = { rank: rank.filter, apply: (image, { sigma }) => image.blur(sigma) };
