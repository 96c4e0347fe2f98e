import { lstat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { GroupedFile } from './searchDuplicates';

/** Takes files away that another file of their group stands in for, each looked at again just before. */

/** A place that refuses so many files and took none before it takes none at all; one alone may be held by another program. */
const enoughRefusals = 3;

/** Files that go, and the one that is kept for them. */
export interface TrashGroup {
  readonly kept: GroupedFile;
  readonly going: readonly GroupedFile[];
}

export interface TrashEvents {
  /**
   * Moves a file to where it can be had back from, never deletes it for good.
   * @param kept the path of the file that stays for it
   * @throws where that cannot be
   */
  discard(path: string, kept: string): Promise<void>;
  /** Hears of every file, whatever became of it, and of the fault why it is still there. */
  progress?(file: GroupedFile, error: string | undefined): void;
  readonly signal?: AbortSignal;
}

export interface TrashReport {
  /** Files that are gone with all of their names. */
  readonly moved: readonly GroupedFile[];
  /** Why files are still there, as sentences. */
  readonly errors: ReadonlyMap<string, string>;
  /** Where nothing was taken and something refused: what the first refusal said. */
  readonly refusal?: string;
}

interface Seen {
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly identity: string;
}

async function look(path: string): Promise<Seen | undefined> {
  try {
    const stats = await lstat(path, { bigint: true });
    const { mtimeNs, size, dev, ino } = stats;
    // In whole ms, as it was when the file was found.
    return stats.isFile() ? { bytes: Number(size), mtimeMs: Number(mtimeNs / 1_000_000n), identity: `${dev}:${ino}` } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a file is as it was when it was read. */
function isUnchanged({ bytes, mtimeMs }: GroupedFile, seen: Seen): boolean {
  return seen.bytes === bytes && seen.mtimeMs === mtimeMs;
}

/** Why a file is left alone; undefined where it may go. */
async function reasonAgainst(file: GroupedFile, path: string, kept: GroupedFile): Promise<string | undefined> {
  const [seen, other] = [await look(path), await look(kept.path)];
  if (!other) return l10n.t('Left alone: {0}, which was to be kept, is not there any more.', kept.path);
  if (!isUnchanged(kept, other)) return l10n.t('Left alone: {0}, which was to be kept, was changed since.', kept.path);
  if (!seen) return l10n.t('It is not there any more.');
  if (!isUnchanged(file, seen)) return l10n.t('Left alone: it was changed since it was read.');
  // Nothing else tells the same file from a copy where a folder is reached by two ways.
  if (seen.identity === other.identity) return l10n.t('Left alone: it is the very file that is kept, under another name.');
  return undefined;
}

/** Moves files away, and keeps in mind what was taken and what was refused. */
class Mover {
  #taken = 0;
  readonly #refusals: string[] = [];

  constructor(readonly discard: TrashEvents['discard']) {}

  /** What the first refusal said, where nothing was taken. */
  get refusal(): string | undefined {
    return this.#taken === 0 ? this.#refusals[0] : undefined;
  }

  /** Whether it makes no sense to go on. */
  get isHopeless(): boolean {
    return this.#taken === 0 && this.#refusals.length >= enoughRefusals;
  }

  /** Moves all names of a file. Returns why one of them is still there. */
  async move(file: GroupedFile, kept: GroupedFile): Promise<string | undefined> {
    for (const path of [file.path, ...(file.otherNames ?? [])]) {
      const reason = await reasonAgainst(file, path, kept);
      if (reason !== undefined) return reason;
      try {
        await this.discard(path, kept.path);
        this.#taken += 1;
      } catch (error) {
        const { message } = error as Error;
        this.#refusals.push(message);
        return l10n.t('It could not be moved, and nothing was deleted: {0}', message);
      }
    }
    return undefined;
  }
}

/**
 * Moves files away, one after the other; one that cannot be moved is told, and the rest goes on, unless nothing can be moved at
 * all. Never rejects.
 */
export async function trashGroups(groups: Iterable<TrashGroup>, { discard, progress, signal }: TrashEvents): Promise<TrashReport> {
  const moved: GroupedFile[] = [];
  const errors = new Map<string, string>();
  const mover = new Mover(discard);
  const report = () => ({ moved, errors, ...(mover.refusal !== undefined && { refusal: mover.refusal }) });
  for (const { kept, going } of groups) {
    for (const file of going) {
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
