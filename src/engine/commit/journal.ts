import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonLine } from '../../shared/run/jsonLines';

/**
 * The append-only record of what a run writes and moves. An entry is written before its file is renamed into place, so
 * whatever the moment of a crash, undo can tell from the digests which of the two states a file is in.
 */

/** An original whose bytes were kept. */
export interface KeptOriginal {
  /** Where the bytes are, relative to the run's folder. */
  readonly kept: string;
  readonly sha256: string;
  readonly mode: number;
  readonly mtimeMs: number;
  /** Its owner and group; not on Windows. */
  readonly uid?: number;
  readonly gid?: number;
}

/** An entry about a file. */
export type FileEntry =
  /** A file comes into being at a free place. */
  | { readonly action: 'create'; readonly task: number; readonly path: string; readonly sha256: string }
  /** A file takes the place of another one, whose bytes were kept. */
  | { readonly action: 'replace'; readonly task: number; readonly path: string; readonly sha256: string; readonly original: KeptOriginal }
  /** A file goes, because its replacement has another extension, or another file stays for it; its bytes were kept. */
  | { readonly action: 'remove'; readonly task: number; readonly path: string; readonly original: KeptOriginal };

/** A folder that was made for outputs, with all below it. */
export interface FolderEntry {
  readonly action: 'folder';
  readonly path: string;
}

export type JournalEntry = FileEntry | FolderEntry;

/** What the last entry of the task for the path announced did not happen. */
interface Withdrawal {
  readonly action: 'withdraw';
  readonly task: number;
  readonly path: string;
}

export function journalPath(directory: string): string {
  return join(directory, 'journal.jsonl');
}

/** Appends to one run's journal. Several threads have one each on the same file: a line is one append. */
export class Journal {
  readonly #file: number;
  #earlier: ReadonlyMap<string, string> | undefined;

  constructor(readonly directory: string) {
    this.#file = openSync(journalPath(directory), 'a');
  }

  /** @param durable whether the entry must be on the disk before the call returns, which anything replaced needs */
  append(entry: JournalEntry | Withdrawal, durable: boolean): void {
    // It starts with a line feed, too: a line before it may have been cut off by a crash or a full disk.
    const line = Buffer.from(`\n${JSON.stringify(entry)}\n`);
    // A disk that is nearly full takes a part, and fails at the next write alone.
    for (let at = 0; at < line.length; ) at += writeSync(this.#file, line, at);
    if (durable) fsyncSync(this.#file);
  }

  /** Appends an entry, does what it announces, and takes it back where that fails: undo must not speak of it then. */
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
   * The digest that an attempt of a process before this one recorded for a target. Read once: a task goes to a process
   * at most once, so nothing that is added later matters.
   */
  earlierDigest(task: number, path: string): string | undefined {
    this.#earlier ??= new Map(
      readJournal(this.directory).flatMap((entry) => ('sha256' in entry ? [[`${entry.task} ${entry.path}`, entry.sha256] as const] : [])),
    );
    return this.#earlier.get(`${task} ${path}`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/**
 * The entries of a run's journal that hold, oldest first; a line that a crash or a full disk cut off is left out.
 * Empty when nothing was written.
 */
export function readJournal(directory: string): JournalEntry[] {
  let text: string;
  try {
    text = readFileSync(journalPath(directory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const entries: JournalEntry[] = [];
  for (const line of text.split('\n')) {
    const entry = parseJsonLine<JournalEntry | Withdrawal>(line);
    if (entry?.action === 'withdraw') {
      const index = entries.findLastIndex((each) => each.action !== 'folder' && each.task === entry.task && each.path === entry.path);
      if (index >= 0) entries.splice(index, 1);
    } else if (entry) entries.push(entry);
  }
  return entries;
}
