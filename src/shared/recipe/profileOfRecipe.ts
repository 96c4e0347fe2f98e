import { iconToken } from '../values/faviconSet';
import { parseProfile } from './parseProfile';
import type { OutputInput, OutputRecipe, Profile, Recipe } from './recipe';

/** The profile that a recipe was parsed from, as a person would write it: without defaults. */
export function profileOfRecipe(recipe: Recipe): Profile {
  if (recipe.overrides) return recipe.overrides.profile;
  const { name: _n, path: _p, overrides: _o, outputs, ...rest } = recipe;
  const defaults = defaultRecipe();
  const profile = withoutDefaults(rest, { ...defaults });
  return { ...profile, outputs: collect(outputs).map((each) => outputOf(each, recipe.replace, defaults.outputs[0])) };
}

/** A recipe in which only `optimize` differs from the defaults: a profile has to do something. */
function defaultRecipe(): Recipe {
  const parsed = parseProfile('defaults', { outputs: [{ optimize: true, folder: 'any' }] });
  if (!parsed.ok) throw new Error('the profile of defaults is invalid');
  return parsed.recipe;
}

function withoutDefaults<Value extends object>(value: Value, defaults: Readonly<Record<string, unknown>>): Partial<Value> {
  const entries = Object.entries(value).filter(([key, each]) => JSON.stringify(each) !== JSON.stringify(defaults[key]));
  return Object.fromEntries(entries) as Partial<Value>;
}

/** The outputs of a recipe in which only format, width and density differ are one output of its profile, and so are the icons of a set. */
function collect(outputs: readonly OutputRecipe[]): OutputRecipe[][] {
  const groups = new Map<string, OutputRecipe[]>();
  for (const output of outputs) {
    const { format: _f, width: _w, density: _d, icon, ...rest } = output;
    const key = icon ? `${icon.template} ${output.folder} ${output.background}` : JSON.stringify(rest);
    groups.set(key, [...(groups.get(key) ?? []), output]);
  }
  return [...groups.values()];
}

/** The set that an icon is part of. */
function setOf({ background, folder }: OutputRecipe, template: string): OutputInput {
  return {
    set: 'favicon',
    ...(background !== undefined && { background }),
    ...(template !== iconToken && { name: template }),
    ...(folder !== undefined && { folder }),
  };
}

function outputOf(group: readonly OutputRecipe[], replace: boolean, defaults: OutputRecipe | undefined): OutputInput {
  const [first] = group as [OutputRecipe];
  if (first.icon) return setOf(first, first.icon.template);
  const { format, width: _w, density: _d, name, optimize, folder, ...rest } = first;
  const formats = [...new Set(group.map((each) => each.format))];
  const widths = [...new Set(group.flatMap(({ width }) => width ?? []))];
  const densities = [...new Set(group.flatMap(({ density }) => density?.value ?? []))];
  return {
    ...(format !== 'source' || formats.length > 1 ? { format: formats.length > 1 ? formats : format } : {}),
    ...withoutDefaults(rest, { ...defaults }),
    ...(optimize && { optimize }),
    ...(widths.length > 0 && { widths }),
    ...(densities.length > 0 && { densities }),
    ...(!replace && name !== defaults?.name && { name }),
    ...(folder !== undefined && { folder }),
  };
}
