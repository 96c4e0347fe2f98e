import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Recipe } from '../../shared/recipe/recipe';
import type { RunFileKind } from '../../shared/recipe/runFileKinds';
import type { Conflict } from '../../shared/recipe/schema/profileChoices';
import { FailureError } from '../../shared/run/failure';
import { digestIfThere, digestOf } from '../fs/fileDigest';
import { stateIn } from '../fs/fileState';
import { makeFolder } from '../fs/folders';
import { exists, moveToFreePlace, removeTemp, tempPath, writeTemp } from '../fs/tempFile';
import { numbered } from '../naming/existingNames';
import { Journal } from './journal';
import { replaceFile } from './replaceFile';

/** Writes one file about a run. It is journaled like every other file. */

/** Task numbers that tell these files from the tasks of the run in its journal. */
export const journalIds: Readonly<Record<RunFileKind, number>> = { manifest: -1, markup: -2, webManifest: -3, atlas: -4 };

/** What must not be written over. */
export interface RunFilesGuard {
  /** Sources and targets of the plan. */
  readonly taken: readonly string[];
  /** Whether a file belongs to an atlas that a run made, and is as it was left. */
  isAtlasFile(path: string): boolean;
}

/** The run whose files are written. */
export interface RunFilesJob extends RunFilesGuard {
  /** The run's folder. */
  readonly directory: string;
  readonly runId: string;
  readonly recipe: Recipe;
}

/** A file about a run, with its content. */
export interface RunFileContent {
  readonly kind: RunFileKind;
  readonly path: string;
  readonly content: Buffer | string;
  /** Distinguishes the files of the run. */
  readonly number: number;
}

/** Why a file is not written where another one is. */
export function alreadyExists(): Error {
  return new Error(l10n.t('it already exists and was not changed'));
}

/**
 * The path to write to: another name when a file exists that must not be touched.
 * @throws Error when the recipe says not to write then
 */
function freePath(path: string, conflict: Conflict): string {
  if (!exists(path) || conflict === 'overwrite') return path;
  if (conflict === 'unique') return numbered(path, (each) => !exists(each));
  throw alreadyExists();
}

/** Whether a file with this content exists. */
export function hasContent(path: string, content: Buffer | string): boolean {
  return exists(path) && digestIfThere(path) === digestOf(Buffer.from(content));
}

/** Writes a file, and backs up what it replaces. Returns its path. One that has the same content already is left alone. */
export function writeRunFile({ directory, runId, recipe }: RunFilesJob, { kind, path, content, number }: RunFileContent): string {
  if (hasContent(path, content)) return path;
  const bytes = Buffer.from(content);
  const sha256 = digestOf(bytes);
  const target = freePath(path, recipe.conflict);
  const journal = new Journal(directory);
  const temp = tempPath(target, runId, journalIds[kind], number);
  try {
    const newFolder = makeFolder(dirname(target));
    if (newFolder !== undefined) journal.append({ action: 'folder', path: newFolder }, false);
    journal.append({ action: 'temp', path: temp }, false);
    writeTemp(temp, bytes, 0o644);
    if (digestIfThere(temp) !== sha256) throw new FailureError('check-failed', l10n.t('The file could not be read back from the disk.'));
    const entry = { ...stateIn(statSync(temp)), task: journalIds[kind], path: target, sha256 };
    if (exists(target)) replaceFile({ temp, entry, journal, backupName: `${kind}-${number}` });
    else journal.announce({ action: 'create', ...entry }, false, () => moveToFreePlace(temp, target));
    return target;
  } catch (error) {
    removeTemp(temp);
    throw error;
  } finally {
    journal.close();
  }
}
