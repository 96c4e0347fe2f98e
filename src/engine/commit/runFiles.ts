import { chmodSync, lstatSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Conflict } from '../../shared/recipe/options';
import type { ProfileError } from '../../shared/recipe/profileErrors';
import type { Recipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { MadeFiles } from '../../shared/run/run';
import { isInside, realPath } from '../fs/containment';
import { digestIfThere, digestOf } from '../fs/fileDigest';
import { makeFolder } from '../fs/folders';
import { systemFailure } from '../fs/systemFailure';
import { exists, giveOwner, moveOver, moveToFreePlace, removeTemp, tempPath, writeTemp } from '../fs/tempFile';
import { numbered, pathKey } from '../naming/outputPath';
import { backupOriginal } from './backupOriginal';
import { refuseChanged } from './commit';
import { type FileEntry, Journal } from './journal';
import { manifestText } from './manifest';
import { markupText } from './markupText';

/** Files that speak of a whole run: its manifest and its markup. Written at its end, journaled like every other file. */

/** Tells them from the tasks of the run in its journal. */
const journalIds = { manifest: -1, markup: -2 } as const;
type RunFileKind = keyof typeof journalIds;

/** A file to be written for some of the roots. */
interface RunFile {
  readonly kind: RunFileKind;
  readonly path: string;
  readonly roots: readonly string[];
  /** The folder that the paths in a manifest start from. */
  readonly base: string;
}

/** The innermost folder that holds all of these. */
function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? '';
  while (dirname(common) !== common && !folders.every((folder) => isInside(folder, common))) common = dirname(common);
  return common;
}

/** The files that a recipe asks for: with a relative path one in each root, with an absolute path one for all. */
function runFilesOf(recipe: Recipe, roots: readonly string[]): RunFile[] {
  return (['manifest', 'markup'] as const).flatMap((kind) => {
    const file = recipe[kind]?.file;
    if (file === undefined) return [];
    if (isAbsolute(file)) return [{ kind, path: resolve(file), roots, base: commonFolder(roots) }];
    return roots.map((root) => ({ kind, path: resolve(root, file), roots: [root], base: root }));
  });
}

/**
 * What is wrong with the places of a run's files, before anything is written.
 * @param roots those of the tasks
 * @param folders where the files may be; links resolved
 * @param taken sources and targets of the run
 */
export function runFileErrors(
  recipe: Recipe,
  roots: readonly string[],
  folders: readonly string[],
  taken: readonly string[],
): ProfileError[] {
  const keys = new Set(taken.map(pathKey));
  return runFilesOf(recipe, roots).flatMap(({ kind, path }) => {
    const message = placeError(path, folders, keys);
    return message === undefined ? [] : [{ path: `${recipe.path}.${kind}.file`, message }];
  });
}

function placeError(place: string, folders: readonly string[], taken: ReadonlySet<string>): string | undefined {
  const real = realPath(place);
  if (!folders.some((folder) => isInside(real, folder))) return l10n.t('{0} is outside the folders of the sources', place);
  if (taken.has(pathKey(real))) return l10n.t('{0} is an image of the run', place);
  if (exists(place) && !lstatSync(place).isFile()) return l10n.t('{0} is not a file', place);
  return undefined;
}

/** How many files that are there the files of a run would take the place of. */
export function replacedRunFiles(recipe: Recipe, roots: readonly string[]): number {
  return recipe.conflict === 'overwrite' ? runFilesOf(recipe, roots).filter(({ path }) => exists(path)).length : 0;
}

/** The run whose files are written. */
interface OwnRun {
  readonly directory: string;
  readonly runId: string;
  readonly conflict: Conflict;
}

/**
 * Where a text goes: to another name where something is there that must stay.
 * @throws Error where the policy is to leave what is there
 */
function freePlace(path: string, conflict: Conflict): string {
  if (!exists(path) || conflict === 'overwrite') return path;
  if (conflict === 'unique') return numbered(path, (each) => !exists(each));
  throw new Error(l10n.t('it exists already and was left as it is'));
}

/** Puts a text into its place; what it replaces is kept for undo. @param number tells the files of a run apart */
function writeText({ directory, runId, conflict }: OwnRun, kind: RunFileKind, number: number, path: string, text: string): void {
  const bytes = Buffer.from(text);
  const sha256 = digestOf(bytes);
  if (exists(path) && digestIfThere(path) === sha256) return;
  const target = freePlace(path, conflict);
  const journal = new Journal(directory);
  const temp = tempPath(target, runId, journalIds[kind], number);
  try {
    const newFolder = makeFolder(dirname(target));
    if (newFolder !== undefined) journal.append({ action: 'folder', path: newFolder }, false);
    writeTemp(temp, bytes, 0o644);
    if (digestIfThere(temp) !== sha256) throw new FailureError('check-failed', l10n.t('It could not be read back from the disk.'));
    const entry = { task: journalIds[kind], path: target, sha256 };
    if (exists(target)) replaceText(temp, entry, directory, `${kind}-${number}`, journal);
    else journal.announce({ action: 'create', ...entry }, false, () => moveToFreePlace(temp, target));
  } catch (error) {
    removeTemp(temp);
    throw error;
  } finally {
    journal.close();
  }
}

type TextEntry = Pick<FileEntry, 'task' | 'path'> & { readonly sha256: string };

/** @param name of the original among those that are kept */
function replaceText(temp: string, entry: TextEntry, directory: string, name: string, journal: Journal): void {
  const before = lstatSync(entry.path);
  const original = backupOriginal(directory, name, entry.path);
  giveOwner(temp, original);
  chmodSync(temp, original.mode & 0o777);
  journal.announce({ action: 'replace', ...entry, original }, true, () => {
    refuseChanged(entry.path, before);
    moveOver(temp, entry.path);
  });
}

/**
 * Writes the manifest and the markup that a recipe asks for. Their places were judged by the plan.
 * @returns what could not be written, as sentences
 */
export async function writeRunFiles(directory: string, runId: string, recipe: Recipe, made: readonly MadeFiles[]): Promise<string[]> {
  const errors: string[] = [];
  const roots = [...new Set(made.map(({ root }) => root))].sort();
  for (const [number, file] of runFilesOf(recipe, roots).entries()) {
    try {
      const own = made.filter(({ root }) => file.roots.includes(root));
      const text = await textOf(recipe, own, file);
      writeText({ directory, runId, conflict: recipe.conflict }, file.kind, number, file.path, text);
    } catch (error) {
      errors.push(l10n.t('{0} could not be written: {1}', file.path, (systemFailure(error) ?? (error as Error)).message));
    }
  }
  return errors;
}

async function textOf({ manifest, markup }: Recipe, made: readonly MadeFiles[], { kind, path, base }: RunFile): Promise<string> {
  if (kind === 'manifest') return manifestText(made, manifest?.format ?? 'text', base);
  return markupText(made, { kind: markup?.kind ?? 'picture', sizes: markup?.sizes, placeholder: markup?.placeholder, from: dirname(path) });
}
