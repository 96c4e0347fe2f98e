import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { parseReportLine, type ReportLine } from '../../shared/run/parseReportLine';
import type { Outcome, RecordedRun, Task } from '../../shared/run/run';
import { readJournal, type WrittenFile } from '../commit/journal';
import { journalIds } from '../commit/writeRunFile';
import { digestIfThere } from '../fs/fileDigest';
import { type FileState, isAsLeft, withChangeTime } from '../fs/fileState';
import { readLines } from '../fs/readLines';
import { LockFiles, lockFileName } from './lockFile';
import { atlasSource, readShard, writeShard } from './resultShard';

/**
 * Records what a run made, once it has ended: from its plan, its outcomes, and its journal. Folder by folder, so that the record of
 * 100,000 files takes little memory.
 */

/** What is known of a source in the plan. */
interface PlannedSource extends FileState {
  readonly path: string;
  readonly key: string;
}

/** What a run wrote, as it left it, and the files that it removed. */
interface Written {
  readonly files: ReadonlyMap<string, WrittenFile>;
  readonly removed: ReadonlySet<string>;
}

/** A source that is as its recipe wants it, and its outputs. */
interface SettledSource {
  readonly path: string;
  readonly key: string;
  readonly state: FileState;
  readonly outputs: readonly string[];
}

/** A source with the outputs that were made of it. */
interface MadeOutputs {
  readonly source: PlannedSource;
  readonly targets: readonly string[];
}

/** A file that was written from a source. */
interface WrittenFrom {
  readonly source: PlannedSource;
  readonly path: string;
}

/** What is new in one folder: the files that were written there, those that were written from its files, and what was made of these. */
interface FolderNews {
  readonly results: WrittenFile[];
  readonly written: WrittenFrom[];
  readonly made: MadeOutputs[];
}

function* reportLines(directory: string): Generator<ReportLine> {
  for (const text of readLines(join(directory, 'report.jsonl'))) {
    const line = parseReportLine(text);
    if (line) yield line;
  }
}

function plannedSource({ source, bytes, mtimeMs, ino = 0, key }: Task): PlannedSource | undefined {
  return key === undefined ? undefined : { path: source, size: bytes, mtimeMs, ino, key };
}

function readWritten(directory: string): Written {
  const files = new Map<string, WrittenFile>();
  const removed = new Set<string>();
  for (const entry of readJournal(directory)) {
    if ('sha256' in entry) files.set(entry.path, entry);
    else if (entry.action === 'remove') removed.add(entry.path);
  }
  return { files, removed };
}

/** The state in which a run left a file. Undefined in journals of earlier versions, which lack it. */
function leftState({ size, mtimeMs, ino, sha256 }: WrittenFile): FileState | undefined {
  if (size === undefined || mtimeMs === undefined || ino === undefined) return undefined;
  return { size, mtimeMs, ino, sha256 };
}

function isComplete({ status, unwritten = [] }: Outcome): boolean {
  return (status === 'done' || status === 'kept') && !unwritten.some((output) => output.status === 'failed');
}

/** The sources that a task leaves as their recipe wants them. They are in the folder of its source. */
function settledSources({ source, targets }: MadeOutputs, { files, removed }: Written): SettledSource[] {
  const { path, key, ...planned } = source;
  const states = targets.map((target) => {
    const file = files.get(target);
    return file && leftState(file);
  });
  // What takes the place of a source is a source, too.
  if (removed.has(path) || targets.includes(path))
    return targets.flatMap((target, index) => {
      const state = states[index];
      return state ? [{ path: target, key, state, outputs: [] }] : [];
    });
  // Two sources with the same content share a file that is named by its digest: only one of them wrote it.
  return states.every((state) => state !== undefined) ? [{ path, key, state: planned, outputs: targets }] : [];
}

/** Adds a source to the lock file of its folder, if there is one. */
function lock(locks: LockFiles, { path, key, state, outputs }: SettledSource, { files }: Written): void {
  const file = locks.of(path);
  // A source that was edited since the run is not the one that the outputs were made from.
  if (!file || !isAsLeft(path, { ...state, sha256: undefined })) return;
  const sha256 = state.sha256 ?? digestIfThere(path);
  const made = outputs.map((output) => [output, files.get(output)?.sha256 ?? ''] as const);
  if (sha256 !== undefined) file.add(path, key, sha256, made);
}

/** What a file is recorded to be made from. Undefined for what a run says about its files. */
function sourceOf({ task }: WrittenFile, sources: ReadonlyMap<number, PlannedSource>): string | undefined {
  return task === journalIds.atlas ? atlasSource : sources.get(task)?.path;
}

/** What a run made, by folder. */
class News {
  readonly #byFolder = new Map<string, FolderNews>();

  of(path: string): FolderNews {
    const folder = dirname(path);
    const news = this.#byFolder.get(folder) ?? { results: [], written: [], made: [] };
    this.#byFolder.set(folder, news);
    return news;
  }

  /** @param sources of the run, by task */
  save(store: string, sources: ReadonlyMap<number, PlannedSource>, written: Written, locks: LockFiles): void {
    for (const [folder, news] of this.#byFolder) {
      const shard = readShard(store, folder);
      for (const file of news.results) {
        const [name, source, state] = [basename(file.path), sourceOf(file, sources), leftState(file)];
        if (source === undefined || !state) continue;
        if (file.path === source || written.removed.has(source)) shard.removeResult(name);
        else shard.addResult(name, { ...withChangeTime(file.path, state), source });
      }
      // Even if the source did not get all of its outputs.
      for (const { source, path } of news.written) shard.removeOverwritten(basename(source.path), source.key, path);
      for (const settled of news.made.flatMap((each) => settledSources(each, written))) {
        const { path, key, state, outputs } = settled;
        shard.addSource(basename(path), key, { ...withChangeTime(path, state), outputs });
        lock(locks, settled, written);
      }
      writeShard(store, shard);
    }
  }
}

/** Writes the lock files. @returns why that failed */
function lockError(locks: LockFiles, runId: string): Pick<RecordedRun, 'error'> {
  try {
    locks.save(runId);
    return {};
  } catch (error) {
    return { error: l10n.t('{0} could not be written: {1}', lockFileName, (error as Error).message) };
  }
}

/** Bytes of the originals that a run keeps. */
function keptBytes(directory: string): number {
  try {
    const folder = join(directory, 'originals');
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0;
  }
}

/**
 * Records the results of a run, which has ended. No other process may do so for the same store meanwhile.
 * @param directory the run's folder
 * @param store folder of the records
 */
export function recordResults(directory: string, store: string): RecordedRun {
  const sources = new Map<number, PlannedSource>();
  const written = readWritten(directory);
  const [news, locks] = [new News(), new LockFiles()];
  for (const { tasks, outcomes } of reportLines(directory)) {
    for (const task of tasks) {
      const source = plannedSource(task);
      if (source) sources.set(task.id, source);
    }
    for (const outcome of outcomes) {
      const source = sources.get(outcome.id);
      if (source && isComplete(outcome)) news.of(source.path).made.push({ source, targets: outcome.outputs.map(({ target }) => target) });
    }
  }
  for (const file of written.files.values()) {
    news.of(file.path).results.push(file);
    const source = sources.get(file.task);
    if (source) news.of(source.path).written.push({ source, path: file.path });
  }
  news.save(store, sources, written, locks);
  return { keptBytes: keptBytes(directory), ...lockError(locks, basename(directory)) };
}
