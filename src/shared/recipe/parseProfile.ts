import { applyOverride } from './applyOverride';
import type { Override } from './overrideSchema';
import { type ProfileError, profileErrors } from './profileErrors';
import { profileSchema } from './profileSchema';
import type { Profile, Recipe } from './recipe';
import { expandOutput } from './schema/outputs';

export type ParsedProfile =
  | { readonly ok: true; readonly recipe: Recipe }
  | { readonly ok: false; readonly errors: readonly ProfileError[] };

/**
 * Validates a profile and fills in all defaults.
 * @param name the profile's name: the value of the token `{profile}`, and the start of the path of every error
 * @param path the path of the profile in errors
 */
export function parseProfile(name: string, profile: unknown, path = `profiles.${name}`): ParsedProfile {
  const result = profileSchema.safeParse(profile);
  if (!result.success) return { ok: false, errors: profileErrors(result.error.issues, profile, path) };
  const { outputs, overrides, ...rest } = result.data;
  const isPacked = rest.atlas !== undefined && !rest.atlas.keepImages;
  const expanded = outputs.flatMap((each) => expandOutput(isPacked ? { ...each, format: 'png' } : each, rest.replace, isPacked));
  const recipe = { ...rest, name, path, outputs: expanded };
  if (overrides.length === 0) return { ok: true, recipe };
  const written = profile as Profile;
  const errors = overrides.flatMap((each, index) => overrideErrors(name, written, each, `${path}.overrides[${index}]`));
  return errors.length > 0
    ? { ok: false, errors }
    : { ok: true, recipe: { ...recipe, overrides: { profile: written, changes: overrides } } };
}

/** What is wrong with a profile after an override has changed it. */
function overrideErrors(name: string, profile: Profile, change: Override, path: string): readonly ProfileError[] {
  const changed = applyOverride(profile, change);
  if (typeof changed === 'string') return [{ path, message: changed }];
  const parsed = parseProfile(name, changed, path);
  return parsed.ok ? [] : parsed.errors;
}

/** The indexes of the overrides that apply to a file. @param matches whether the file matches any of the globs */
export function matchingOverrides({ overrides }: Recipe, matches: (globs: readonly string[]) => boolean): number[] {
  return overrides?.changes.flatMap(({ include }, index) => (matches(include) ? [index] : [])) ?? [];
}

/** The recipe with some of its overrides applied, in their order. @param indexes from `matchingOverrides` */
export function recipeWithOverrides(recipe: Recipe, indexes: readonly number[]): ParsedProfile {
  const { profile, changes } = recipe.overrides ?? { profile: {}, changes: [] };
  const path = `${recipe.path}.overrides[${indexes.join(', ')}]`;
  let changed: Profile | string = profile;
  for (const index of indexes) if (typeof changed !== 'string') changed = applyOverride(changed, changes[index] as Override);
  if (typeof changed === 'string') return { ok: false, errors: [{ path, message: changed }] };
  const parsed = parseProfile(recipe.name, changed, path);
  // What was decided for the whole run, such as numbering on conflicts, holds for each of its files.
  return parsed.ok ? { ok: true, recipe: { ...parsed.recipe, path: recipe.path, conflict: recipe.conflict } } : parsed;
}
