import type { Profile } from '../../shared/recipe/recipe';

/** A step of a profile as its author writes it. */
export type ProfileStep = NonNullable<Profile['steps']>[number];

/** An output of a profile as its author writes it. */
export type ProfileOutput = NonNullable<Profile['outputs']>[number];
