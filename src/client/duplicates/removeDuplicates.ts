import { lstat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { GroupedFile } from './fileGroup';

/** If the first moves fail this often and none succeeds, no move can succeed. A single failure may be a file in use. */
const hopelessFailures = 3;

/** Duplicates to remove, and the file that is kept. */
export interface RemovalGroup {
  readonly kept: GroupedFile;
  readonly removable: readonly GroupedFile[];
}

export interface RemovalEvents {
  /**
   * Moves a file to where it can be restored from. Must never delete it for good.
   * @param kept path of the file that is kept instead
   * @throws when the file cannot be moved; it must still be there then
   */
  discard(path: string, kept: string): Promise<void>;
  /** Called after each file. @param error why the file is still there, as a sentence; undefined when it was moved */
  progress?(file: GroupedFile, error: string | undefined): void;
  readonly signal?: AbortSignal;
}

export interface RemovalReport {
  /** Files that were moved with all of their names. */
  readonly moved: readonly GroupedFile[];
  /** By path: why the file is still there, as a sentence. */
  readonly errors: ReadonlyMap<string, string>;
  /** The error of the first move, when every move failed. */
  readonly refusal?: string;
}

/** The state of a file on disk. */
interface FileState {
  readonly bytes: number;
  readonly mtimeMs: number;
  /** Which file it is, whatever its path. */
  readonly identity: string;
}

async function fileState(path: string): Promise<FileState | undefined> {
  try {
    const stats = await lstat(path, { bigint: true });
    const { mtimeNs, size, dev, ino } = stats;
    // In whole ms, as in the plan.
    return stats.isFile() ? { bytes: Number(size), mtimeMs: Number(mtimeNs / 1_000_000n), identity: `${dev}:${ino}` } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a file is as it was when it was compared. */
function isUnchanged({ bytes, mtimeMs }: GroupedFile, state: FileState): boolean {
  return state.bytes === bytes && state.mtimeMs === mtimeMs;
}

/** Why a file must not be moved, as a sentence; undefined where it may be. */
async function reasonToKeep(file: GroupedFile, path: string, kept: GroupedFile): Promise<string | undefined> {
  const [state, keptState] = [await fileState(path), await fileState(kept.path)];
  if (!keptState) return l10n.t('Not moved: {0}, the copy to keep, no longer exists.', kept.path);
  if (!isUnchanged(kept, keptState)) return l10n.t('Not moved: {0}, the copy to keep, has changed since the search.', kept.path);
  if (!state) return l10n.t('The file no longer exists.');
  if (!isUnchanged(file, state)) return l10n.t('Not moved: the file has changed since the search.');
  // Only the identity distinguishes a copy from the same file where one folder is reachable by two paths.
  if (state.identity === keptState.identity) return l10n.t('Not moved: it is a hard link to the file to keep.');
  return undefined;
}

/** Moves files, and counts what succeeded and what failed. */
class Mover {
  #moved = 0;
  readonly #failures: string[] = [];

  constructor(readonly discard: RemovalEvents['discard']) {}

  /** The error of the first move, when every move failed. */
  get refusal(): string | undefined {
    return this.#moved === 0 ? this.#failures[0] : undefined;
  }

  get isHopeless(): boolean {
    return this.#moved === 0 && this.#failures.length >= hopelessFailures;
  }

  /** Moves all names of a file. @returns why one of them is still there, as a sentence */
  async move(file: GroupedFile, kept: GroupedFile): Promise<string | undefined> {
    for (const path of [file.path, ...(file.otherNames ?? [])]) {
      const reason = await reasonToKeep(file, path, kept);
      if (reason !== undefined) return reason;
      try {
        await this.discard(path, kept.path);
        this.#moved += 1;
      } catch (error) {
        const { message } = error as Error;
        this.#failures.push(message);
        return l10n.t('The file could not be moved, and nothing was deleted: {0}', message);
      }
    }
    return undefined;
  }
}

/**
 * Moves duplicates away, one after the other. Just before each move, the file and the copy to keep are checked again. A file that
 * cannot be moved is reported, and the others follow, unless no move can succeed. Never rejects.
 */
export async function removeDuplicates(
  groups: Iterable<RemovalGroup>,
  { discard, progress, signal }: RemovalEvents,
): Promise<RemovalReport> {
  const moved: GroupedFile[] = [];
  const errors = new Map<string, string>();
  const mover = new Mover(discard);
  const report = () => ({ moved, errors, ...(mover.refusal !== undefined && { refusal: mover.refusal }) });
  for (const { kept, removable } of groups) {
    for (const file of removable) {
      if (signal?.aborted) return { moved, errors };
      if (mover.isHopeless) return report();
      const error = await mover.move(file, kept);
      if (error === undefined) moved.push(file);
      else errors.set(file.path, error);
      progress?.(file, error);
    }
  }
  return report();
}
