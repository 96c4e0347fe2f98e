import type * as z from 'zod';
import type { Override } from './overrideSchema';
import type { profileSchema } from './profileSchema';
import type { OutputRecipe } from './schema/outputs';

/**
 * The types of profiles and recipes. Nothing of this module runs, so importing it loads no schema: worker threads work with
 * validated recipes and start without zod.
 */

export type { Override } from './overrideSchema';
export type { Encoding, OutputInput, OutputRecipe } from './schema/outputs';
export type { Step, StepInput, StepKind, StepOf } from './schema/steps';

/** A profile as the user writes it. */
export type Profile = z.input<typeof profileSchema>;

/** A validated profile with all defaults filled in: plain data that crosses processes. */
export type Recipe = Omit<z.output<typeof profileSchema>, 'outputs' | 'overrides'> & {
  readonly name: string;
  /** Where the profile is written, for problems that appear only with the files. */
  readonly path: string;
  readonly outputs: readonly OutputRecipe[];
  /** The overrides, with the profile as it was written, which they change. */
  readonly overrides?: { readonly profile: Profile; readonly changes: readonly Override[] };
};
