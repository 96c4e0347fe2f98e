import type { Profile, Recipe } from '../../shared/recipe/recipe';
import { type EncodingOption, formatsOfOption, parseProfile } from '../../shared/recipe/recipeParser';
import { possibleFormats } from '../../shared/values/bestFormat';
import type { OutputFormat } from '../../shared/values/formats';
import { suggestion } from '../args/suggestion';
import { selectedFolder } from '../environment/folders';
import { nearestSettingsFile, readProfiles } from '../environment/settingsFile';
import { UsageError } from '../environment/usageError';
import type { ProfileChanges } from '../profile/applyOptions';
import { overrideProfile } from '../profile/overrideProfile';
import type { ProfileOutput } from '../profile/profileParts';
import { typedName } from '../profile/typedNames';

/** From profiles to recipes. This loads the schema of recipes, so nothing imports it before the pool starts. */

/** How error messages name a profile and its values. */
interface ProfileNaming {
  /** The path of the profile. */
  readonly path: string;
  /** Options whose values the profile has. Errors name them instead of the path. */
  readonly options?: ProfileChanges;
}

/**
 * Validates a profile.
 * @throws UsageError with one line per error
 */
export function recipeFromProfile(name: string, profile: unknown, { path, options }: ProfileNaming): Recipe {
  const parsed = parseProfile(name, profile, path);
  if (parsed.ok) return parsed.recipe;
  const lines = parsed.errors.map((error) => {
    const inner = { ...error, path: error.path.slice(path.length).replace(/^\./, '') };
    return `${(options && typedName(inner, profile as Profile, options)) ?? error.path}: ${error.message}`;
  });
  // An option changes every output, and is wrong once.
  throw new UsageError([...new Set(lines)].join('\n'));
}

/** Where to find a profile. */
export interface ProfileLookup {
  readonly name: string;
  /** The settings file; by default the nearest one at or above the first path. */
  readonly settings?: string | undefined;
  readonly paths: readonly string[];
}

/** The settings file of a profile. @throws UsageError when there is none */
export function settingsFileOf({ settings, paths: [first] }: ProfileLookup): string {
  const folder = first === undefined ? process.cwd() : selectedFolder(first);
  const file = settings ?? nearestSettingsFile(folder);
  if (file === undefined) throw new UsageError(`no .vscode/settings.json found at or above ${folder}; name a file with --settings`);
  return file;
}

function findProfile(lookup: ProfileLookup): unknown {
  const { name } = lookup;
  const file = settingsFileOf(lookup);
  const profiles = readProfiles(file);
  if (Object.hasOwn(profiles, name)) return profiles[name];
  const known = Object.keys(profiles);
  throw new UsageError(
    `${file} has no profile '${name}'; ${known.length > 0 ? `its profiles are ${known.join(', ')}${suggestion(name, known)}` : 'it has no assetmill.profiles'}`,
  );
}

/** An output without the encoder options that none of the formats has. */
function withoutForeignEncoding(output: ProfileOutput, formats: readonly string[]): ProfileOutput {
  const isForeign = (key: string) =>
    Object.hasOwn(formatsOfOption, key) &&
    !formats
      .flatMap((format) => possibleFormats(format as OutputFormat | 'best'))
      .some((format) => formatsOfOption[key as EncodingOption].includes(format));
  return Object.fromEntries(Object.entries(output).filter(([key]) => !isForeign(key)));
}

/** `--format` removes the profile's encoder options that belong to other formats. */
function withFormats(profile: Profile, formats: readonly string[] | undefined): Profile {
  if (!formats || formats.includes('source')) return profile;
  const { outputs, overrides } = profile;
  return {
    ...profile,
    ...(outputs && { outputs: outputs.map((output) => withoutForeignEncoding(output, formats)) }),
    ...(overrides && {
      overrides: overrides.map((each) => ({ ...each, outputs: withoutForeignEncoding({ ...each.outputs }, formats) })),
    }),
  };
}

/**
 * Reads a profile from settings.json and puts the values of the command line over its own.
 * @throws UsageError
 */
export function recipeFromSettings(lookup: ProfileLookup, options: ProfileChanges): Recipe {
  const { name } = lookup;
  const path = `assetmill.profiles.${name}`;
  const written = findProfile(lookup);
  recipeFromProfile(name, written, { path });
  return recipeFromProfile(name, overrideProfile(withFormats(written as Profile, options.format), options), { path, options });
}
