import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { systemCause } from '../../shared/values/systemCause';
import { readPlainFile } from './plainFile';
import { UsageError } from './usageError';

/** Profiles in VS Code's settings.json. Comments and trailing commas are allowed there. */

/** The nearest `.vscode/settings.json` at or above a folder. */
export function nearestSettingsFile(folder: string): string | undefined {
  const file = join(folder, '.vscode', 'settings.json');
  if (existsSync(file)) return file;
  return dirname(folder) === folder ? undefined : nearestSettingsFile(dirname(folder));
}

/** A larger file is no settings file. */
const mostBytes = 20_000_000;

/** @throws UsageError or what the file system throws */
function readText(file: string): string {
  const bytes = readPlainFile(file, mostBytes + 1);
  if (!bytes) throw new UsageError(`${file} is not a file`);
  if (bytes.length > mostBytes) throw new UsageError(`${file} is too large for a settings file`);
  return bytes.toString('utf8');
}

function readSettings(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${file}. ${systemCause(error)}`);
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

/**
 * The profiles of a settings file by name, as they are written there.
 * @throws UsageError when the file cannot be read
 */
export function readProfiles(file: string): Readonly<Record<string, unknown>> {
  const profiles = readSettings(file)['assetmill.profiles'];
  return typeof profiles === 'object' && profiles !== null ? (profiles as Record<string, unknown>) : {};
}
