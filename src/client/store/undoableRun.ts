import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import * as l10n from '@vscode/l10n';
import { parseJsonLine } from '../../shared/run/parseJsonLine';
import { formatDate } from '../../shared/values/formatDate';
import { fileCount } from '../../shared/values/formatQuantity';
import { journalsOf } from './journals';
import type { RunFolder } from './runFolder';
import { startOfRun } from './runRecord';

/** A run that can be undone, as people choose it. */
export interface UndoableRun {
  readonly folder: RunFolder;
  readonly id: string;
  readonly title: string;
  /** When the run started, in ms since 1970. */
  readonly startedMs: number;
  /** Number of files that it wrote, replaced, or removed. */
  readonly files: number;
}

/** A line of the journal, as far as it is needed for counting. Lines of other versions may have other actions. */
interface JournalLine {
  readonly action: string;
  readonly path: string;
  readonly task: number;
}

const actionsOnFiles: ReadonlySet<string> = new Set(['create', 'replace', 'remove', 'withdraw']);

/**
 * What a run's journal has by some key, without withdrawn entries. Reads it piece by piece: that of 100,000 files has tens of
 * megabytes.
 */
async function journaled<Key>({ path }: RunFolder, keyOf: (entry: JournalLine) => Key): Promise<Key[]> {
  const entries = new Map<Key, number>();
  try {
    for (const journal of await journalsOf(path)) {
      for await (const line of createInterface({ input: createReadStream(journal), crlfDelay: Number.POSITIVE_INFINITY })) {
        const entry = parseJsonLine<JournalLine>(line);
        if (!entry || !actionsOnFiles.has(entry.action)) continue;
        const key = keyOf(entry);
        entries.set(key, (entries.get(key) ?? 0) + (entry.action === 'withdraw' ? -1 : 1));
      }
    }
  } catch {} // a journal that cannot be read has no files that could be undone
  return [...entries].filter(([, count]) => count > 0).map(([key]) => key);
}

/** The tasks of a run that wrote, replaced, or removed a file; those of its manifest and markup are negative. */
export function tasksInJournal(folder: RunFolder): Promise<number[]> {
  return journaled(folder, ({ task }) => task);
}

/** When a run started. One that a power cut left with another id has the time of its last change. */
async function startedMs({ path, record }: RunFolder): Promise<number> {
  return startOfRun(record.id) ?? (await stat(path)).mtimeMs;
}

/** A run with what people recognize it by. @throws what the file system throws when its folder is gone */
export async function describeRun(folder: RunFolder): Promise<UndoableRun> {
  const { id, title } = folder.record;
  return { folder, id, title, startedMs: await startedMs(folder), files: (await journaled(folder, ({ path }) => path)).length };
}

/** A run as people recognize it: `"Resize" of May 17, 2024, 2:30 PM (12 files)`. */
export function runName({ title, startedMs, files }: UndoableRun): string {
  return l10n.t('"{0}" of {1} ({2})', title, formatDate(startedMs), fileCount(files));
}
