import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { parseProfile } from '../../shared/recipe/parseProfile';
import type { Profile, Recipe } from '../../shared/recipe/recipe';
import { UsageError } from './usageError';

/** Profiles as VS Code's settings hold them. */

/** The nearest `.vscode/settings.json` at or above a folder. */
function nearestSettings(folder: string): string | undefined {
  const file = join(folder, '.vscode', 'settings.json');
  if (existsSync(file)) return file;
  return dirname(folder) === folder ? undefined : nearestSettings(dirname(folder));
}

function readSettings(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  const errors: ParseError[] = [];
  const settings: unknown = parse(text.replace(/^\ufeff/, ''), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) {
    const line = text.slice(0, first.offset).split('\n').length;
    throw new UsageError(`${file}: line ${line} is not valid JSON (${printParseErrorCode(first.error)})`);
  }
  return typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>) : {};
}

/** Validates a profile, or throws a UsageError with one line for each fault. */
export function recipeOf(name: string, profile: unknown, path?: string): Recipe {
  const parsed = parseProfile(name, profile, path);
  if (parsed.ok) return parsed.recipe;
  throw new UsageError(parsed.errors.map((error) => `${error.path}: ${error.message}`).join('\n'));
}

/**
 * Reads a profile from settings.json (comments and trailing commas are fine).
 * @param folder where the search for the nearest one starts, when no file is named
 * @param changes values of the command line that win over the profile's
 * @throws UsageError
 */
export function readProfile(name: string, folder: string, settings: string | undefined, changes: Partial<Profile>): Recipe {
  const file = settings ?? nearestSettings(folder);
  if (file === undefined) throw new UsageError(`there is no .vscode/settings.json at or above ${folder}; name a file with --settings`);
  const profiles = (readSettings(file)['assetmill.profiles'] ?? {}) as Record<string, unknown>;
  if (!Object.hasOwn(profiles, name)) {
    const known = Object.keys(profiles);
    throw new UsageError(
      `${file} has no profile ${name}; ${known.length > 0 ? `known are ${known.join(', ')}` : 'it has no assetmill.profiles'}`,
    );
  }
  return recipeOf(name, { ...(profiles[name] as object), ...changes }, `assetmill.profiles.${name}`);
}
