import { chmodSync, lstatSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../shared/failure';
import type { ProfileFault, Recipe } from '../shared/recipe';
import type { MadeFiles } from '../shared/run';
import { isInside, realPath } from './containment';
import { systemFailure } from './diagnose';
import { digestIfThere, digestOf } from './digest';
import { makeFolder } from './folders';
import { Journal } from './journal';
import { keepOriginal } from './keepOriginal';
import { manifestText } from './manifest';
import { markupText } from './markupText';
import { pathKey } from './targets';
import { exists, moveOver, moveToFreePlace, removeTemp, tempPath, writeTemp } from './tempFile';

/** Files that speak of a whole run: its manifest and its markup. Written at its end, journaled like every other file. */

/** Tells them from the tasks of the run in its journal. */
const journalIds = { manifest: -1, markup: -2 } as const;
type RunFileKind = keyof typeof journalIds;

/** Where the file of a kind goes in a root. */
function placeOf(kind: RunFileKind, recipe: Recipe, root: string): string | undefined {
  const file = recipe[kind]?.file;
  return file === undefined ? undefined : resolve(root, file);
}

/**
 * What is wrong with the places of a run's files, before anything is written.
 * @param taken sources and targets of the run
 */
export function runFileFaults(recipe: Recipe, roots: readonly string[], taken: readonly string[]): ProfileFault[] {
  const keys = new Set(taken.map(pathKey));
  const faults: ProfileFault[] = [];
  for (const kind of ['manifest', 'markup'] as const) {
    for (const root of roots) {
      const place = placeOf(kind, recipe, root);
      if (place === undefined) continue;
      const fault = placeFault(place, root, keys);
      if (fault !== undefined) faults.push({ path: `${recipe.path}.${kind}.file`, message: fault });
    }
  }
  return faults;
}

function placeFault(place: string, root: string, taken: ReadonlySet<string>): string | undefined {
  if (!isInside(realPath(place), root)) return l10n.t('{0} is outside the folder that holds the sources', place);
  if (taken.has(pathKey(realPath(place)))) return l10n.t('{0} is a picture of the run', place);
  if (exists(place) && !lstatSync(place).isFile()) return l10n.t('{0} is not a file', place);
  return undefined;
}

/** Puts a text into its place; what was there is kept for undo. */
function writeText(directory: string, runId: string, kind: RunFileKind, number: number, path: string, text: string): void {
  const bytes = Buffer.from(text);
  const sha256 = digestOf(bytes);
  if (digestIfThere(path) === sha256) return;
  const journal = new Journal(directory);
  const temp = tempPath(path, runId, journalIds[kind], number);
  try {
    const newFolder = makeFolder(dirname(path));
    if (newFolder !== undefined) journal.append({ action: 'folder', path: newFolder }, false);
    writeTemp(temp, bytes, 0o644);
    if (digestIfThere(temp) !== sha256) throw new FailureError('check-failed', l10n.t('It could not be read back from the disk.'));
    const entry = { task: journalIds[kind], path, sha256 };
    if (!exists(path)) journal.announce({ action: 'create', ...entry }, false, () => moveToFreePlace(temp, path));
    else {
      const original = keepOriginal(directory, `${kind}-${number}`, path);
      chmodSync(temp, original.mode & 0o777);
      journal.announce({ action: 'replace', ...entry, original }, true, () => moveOver(temp, path));
    }
  } catch (error) {
    removeTemp(temp);
    throw error;
  } finally {
    journal.close();
  }
}

/**
 * Writes the manifest and the markup that a recipe asks for: in each root those of its own files.
 * @returns what could not be written, as sentences
 */
export async function writeRunFiles(directory: string, runId: string, recipe: Recipe, made: readonly MadeFiles[]): Promise<string[]> {
  const faults: string[] = [];
  for (const [number, root] of [...new Set(made.map((each) => each.root))].sort().entries()) {
    const own = made.filter((each) => each.root === root);
    for (const kind of ['manifest', 'markup'] as const) {
      const path = placeOf(kind, recipe, root);
      if (path === undefined) continue;
      try {
        const [fault] = runFileFaults(recipe, [root], []);
        if (fault) throw new Error(fault.message);
        writeText(directory, runId, kind, number, path, await textOf(kind, recipe, own, root, path));
      } catch (error) {
        faults.push(l10n.t('{0} could not be written: {1}', path, (systemFailure(error) ?? (error as Error)).message));
      }
    }
  }
  return faults;
}

async function textOf(kind: RunFileKind, recipe: Recipe, made: readonly MadeFiles[], root: string, path: string): Promise<string> {
  const { manifest, markup } = recipe;
  if (kind === 'manifest') return manifestText(made, manifest?.format ?? 'text', root);
  return markupText(made, { kind: markup?.kind ?? 'picture', sizes: markup?.sizes, placeholder: markup?.placeholder, from: dirname(path) });
}
