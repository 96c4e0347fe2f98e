import { closeSync, fsyncSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { parseJsonLine } from '../../shared/run/parseJsonLine';
import type { FileState } from '../fs/fileState';
import { readLines } from '../fs/readLines';

/**
 * The append-only record of what a run writes and moves. An entry is written before its file is renamed, so that after a
 * crash at any moment undo can tell from the digests whether the file is the old one or the new one.
 */

/** An original whose bytes were backed up. */
export interface KeptOriginal {
  /** Path of the backup, relative to the run's folder. */
  readonly kept: string;
  readonly sha256: string;
  readonly mode: number;
  readonly mtimeMs: number;
  /** Its owner and group; absent on Windows. */
  readonly uid?: number;
  readonly gid?: number;
}

/** A file that a run writes. Its size, time, and number are absent in journals of older versions. */
export interface WrittenFile extends Partial<FileState> {
  readonly task: number;
  readonly path: string;
  readonly sha256: string;
}

/** An entry about a file. */
export type FileEntry =
  /** A new file at a free path. */
  | (WrittenFile & { readonly action: 'create' })
  /** A file that replaces another one, which was backed up. */
  | (WrittenFile & { readonly action: 'replace'; readonly original: KeptOriginal })
  /** A removed file, which was backed up: its replacement has another extension, or it is a duplicate. */
  | { readonly action: 'remove'; readonly task: number; readonly path: string; readonly original: KeptOriginal };

/** A folder that was made for outputs, and all folders below it. */
export interface FolderEntry {
  readonly action: 'folder';
  readonly path: string;
}

/** A temp file of the run itself, whose folder no task names: a sweep finds it here. */
export interface TempEntry {
  readonly action: 'temp';
  readonly path: string;
}

export type JournalEntry = FileEntry | FolderEntry | TempEntry;

export function isFileEntry(entry: JournalEntry): entry is FileEntry {
  return entry.action !== 'folder' && entry.action !== 'temp';
}

/** Says that what the last entry with this task and path announced did not happen. */
interface Withdrawal {
  readonly action: 'withdraw';
  readonly task: number;
  readonly path: string;
}

/**
 * The path of a journal.
 * @param part of a run that several computers work on: the name of one of them
 */
export function journalPath(directory: string, part?: string): string {
  return join(directory, part === undefined ? 'journal.jsonl' : `journal-${part}.jsonl`);
}

/** The journals of a run: its own, and those of the computers that worked on it. */
function journalPaths(directory: string): string[] {
  const parts = namesIn(directory).filter((name) => /^journal-.*\.jsonl$/.test(name));
  return [journalPath(directory), ...parts.sort().map((name) => join(directory, name))];
}

/** Tells whether a journal has grown. */
function journalSizes(directory: string): string {
  return journalPaths(directory)
    .map((path) => statSync(path, { throwIfNoEntry: false })?.size)
    .join();
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Appends to one run's journal. Several threads may each have one on the same file, since a line is one append. */
export class Journal {
  readonly #file: number;
  #earlier: ReadonlyMap<string, string> | undefined;
  /** The sizes that the journals of all computers had when they were read. */
  #earlierSizes = '';

  /**
   * @param directory the run's folder
   * @param part the name of this computer, if several work on the run: appends of two computers to one file may overlap, so each has
   *   a journal. Its paths are relative to the run's folder, which others may have mounted elsewhere.
   */
  constructor(
    readonly directory: string,
    readonly part?: string,
  ) {
    this.#file = openSync(journalPath(directory, part), 'a');
  }

  /** @param durable whether the entry must be on the disk before the call returns, as before anything is replaced or removed */
  append(entry: JournalEntry | Withdrawal, durable: boolean): void {
    // The line starts with a line feed, too: a crash or a full disk may have cut off the line before it.
    const written = this.part === undefined ? entry : { ...entry, path: relative(this.directory, entry.path).replaceAll(sep, '/') };
    const line = Buffer.from(`\n${JSON.stringify(written)}\n`);
    // A disk that is nearly full writes a part, and fails only at the next write.
    for (let at = 0; at < line.length; ) at += writeSync(this.#file, line, at);
    if (durable) fsyncSync(this.#file);
  }

  /** Appends an entry, then does what it announces. Withdraws the entry if that fails, so that undo ignores it. */
  announce(entry: FileEntry, durable: boolean, act: () => void): void {
    this.append(entry, durable);
    try {
      act();
    } catch (error) {
      this.append({ action: 'withdraw', task: entry.task, path: entry.path }, false);
      throw error;
    }
  }

  /**
   * The digest that an earlier attempt recorded for a target. Reads the journal once: only what is told by `forgetEarlier`
   * adds entries that matter, and another computer that ended after that.
   */
  earlierDigest(task: number, path: string): string | undefined {
    const key = `${task} ${path}`;
    const known = this.#earlier?.get(key);
    if (known !== undefined || (this.#earlier && this.part === undefined)) return known;
    const sizes = this.part === undefined ? '' : journalSizes(this.directory);
    if (!this.#earlier || sizes !== this.#earlierSizes)
      this.#earlier = new Map(
        readJournal(this.directory).flatMap((entry) => ('sha256' in entry ? [[`${entry.task} ${entry.path}`, entry.sha256] as const] : [])),
      );
    this.#earlierSizes = sizes;
    return this.#earlier.get(key);
  }

  /** Has the journal read again: an attempt in another thread may have added entries. */
  forgetEarlier(): void {
    this.#earlier = undefined;
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The paths of a run's files as far as its journal names them: what its temp files, and those of its undo, are beside. */
export function journaledPaths(directory: string): string[] {
  return readJournal(directory).map(({ path }) => path);
}

/** Whether an original is in the run's folder, and is described as undo needs it. */
function isValidOriginal(original: Partial<KeptOriginal> | null | undefined): boolean {
  const { kept, sha256, mode, mtimeMs } = original ?? {};
  const isKept = typeof kept === 'string' && normalize(kept).startsWith(`originals${sep}`);
  return isKept && typeof sha256 === 'string' && typeof mode === 'number' && typeof mtimeMs === 'number';
}

/** Whether a line is what a run writes. Undo changes files by it, so anything else is ignored. */
function isValid(entry: JournalEntry): boolean {
  if (typeof entry.path !== 'string' || !isAbsolute(entry.path)) return false;
  if (!isFileEntry(entry)) return true;
  if (typeof entry.task !== 'number') return false;
  if (entry.action === 'create') return typeof entry.sha256 === 'string';
  if (entry.action === 'replace') return typeof entry.sha256 === 'string' && isValidOriginal(entry.original);
  return entry.action === 'remove' && isValidOriginal(entry.original);
}

/**
 * The valid entries of a run's journal, oldest first, without withdrawn ones and without lines that a crash or a full
 * disk cut off. Empty when nothing was written.
 */
export function readJournal(directory: string): JournalEntry[] {
  const [own, ...parts] = journalPaths(directory) as [string, ...string[]];
  const absolute = <Entry extends { readonly path: string }>(entry: Entry): Entry => ({ ...entry, path: resolve(directory, entry.path) });
  return [...readEntries(own), ...parts.flatMap((path) => readEntries(path, absolute))];
}

/** @param locate makes the path of an entry absolute, where it is not */
function readEntries(path: string, locate = (entry: JournalEntry | Withdrawal) => entry): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const line of readLines(path)) {
    const parsed = parseJsonLine<JournalEntry | Withdrawal>(line);
    const entry = parsed && typeof parsed.path === 'string' ? locate(parsed) : parsed;
    if (entry?.action === 'withdraw') {
      const index = entries.findLastIndex((each) => isFileEntry(each) && each.task === entry.task && each.path === entry.path);
      if (index >= 0) entries.splice(index, 1);
    } else if (entry && isValid(entry)) entries.push(entry);
  }
  return entries;
}
