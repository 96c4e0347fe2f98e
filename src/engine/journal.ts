import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

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
}

/** An entry about a file. */
export type FileEntry =
  /** A file comes into being at a free place. */
  | { readonly action: 'create'; readonly task: number; readonly path: string; readonly sha256: string }
  /** A file takes the place of another one, whose bytes were kept. */
  | { readonly action: 'replace'; readonly task: number; readonly path: string; readonly sha256: string; readonly original: KeptOriginal }
  /** A source goes, because its replacement has another extension; its bytes were kept. */
  | { readonly action: 'remove'; readonly task: number; readonly path: string; readonly original: KeptOriginal };

/** A folder that was made for outputs, with all below it. */
export interface FolderEntry {
  readonly action: 'folder';
  readonly path: string;
}

export type JournalEntry = FileEntry | FolderEntry;

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
  append(entry: JournalEntry, durable: boolean): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    if (durable) fsyncSync(this.#file);
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

/** The entries of a run's journal, oldest first; a last line that a crash cut off is left out. Empty when nothing was written. */
export function readJournal(directory: string): JournalEntry[] {
  let text: string;
  try {
    text = readFileSync(journalPath(directory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as JournalEntry];
    } catch {
      return [];
    }
  });
}
