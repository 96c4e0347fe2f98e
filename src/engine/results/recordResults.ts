import { createReadStream, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import * as l10n from '@vscode/l10n';
import { parseJsonLine } from '../../shared/run/parseJsonLine';
import type { Outcome, RecordedRun, Task } from '../../shared/run/run';
import { readJournal, type WrittenFile } from '../commit/journal';
import { digestIfThere } from '../fs/fileDigest';
import { type FileState, isAsLeft } from '../fs/fileState';
import { LockFiles, lockFileName } from './lockFile';
import { type ResultShard, readShard, writeShard } from './resultShard';

/** Records what a run made, once it has ended: from its plan, its outcomes, and its journal. */

/** What a line of a report may hold. */
interface ReportLine {
  readonly tasks?: readonly Task[];
  readonly outcomes?: readonly Outcome[];
}

/** What is known of a source in the plan. */
interface PlannedSource extends FileState {
  readonly path: string;
  readonly key: string;
}

async function* reportLines(directory: string): AsyncGenerator<ReportLine> {
  for await (const text of createInterface({ input: createReadStream(join(directory, 'report.jsonl')) })) {
    const line = parseJsonLine<ReportLine>(text);
    if (line) yield line;
  }
}

function plannedSource({ source, bytes, mtimeMs, ino = 0, key }: Task): PlannedSource | undefined {
  return key === undefined ? undefined : { path: source, size: bytes, mtimeMs, ino, key };
}

/** What a run wrote, as it left it, and the files that it removed. */
interface Written {
  readonly files: ReadonlyMap<string, WrittenFile>;
  readonly removed: ReadonlySet<string>;
}

function readWritten(directory: string): Written {
  const entries = readJournal(directory);
  const files = entries.filter((entry): entry is typeof entry & WrittenFile => 'sha256' in entry);
  const removed = entries.filter(({ action }) => action === 'remove');
  return { files: new Map(files.map((file) => [file.path, file])), removed: new Set(removed.map(({ path }) => path)) };
}

function stateIn({ size, mtimeMs, ino, sha256 }: WrittenFile): FileState | undefined {
  if (size === undefined || mtimeMs === undefined || ino === undefined) return undefined;
  return { size, mtimeMs, ino, sha256 };
}

/** Collects lines by folder. */
class Shards {
  readonly #shards = new Map<string, ResultShard>();

  constructor(readonly store: string) {}

  of(path: string): ResultShard {
    const folder = dirname(path);
    const shard = this.#shards.get(folder) ?? readShard(this.store, folder);
    this.#shards.set(folder, shard);
    return shard;
  }

  save(): void {
    for (const shard of this.#shards.values()) writeShard(this.store, shard);
  }
}

/** Records which files are results. @param sources of the run, by task */
function addResults(shards: Shards, sources: ReadonlyMap<number, PlannedSource>, { files, removed }: Written): void {
  for (const [path, file] of files) {
    const [source, state] = [sources.get(file.task), stateIn(file)];
    if (!source || !state) continue;
    const [shard, name] = [shards.of(path), basename(path)];
    // What takes the place of a source is a source, too.
    if (path === source.path || removed.has(source.path)) shard.removeResult(name);
    else shard.addResult(name, { ...state, source: source.path });
  }
}

/** Where results are recorded. */
interface Records {
  readonly shards: Shards;
  readonly locks: LockFiles;
}

/** Records that a source is as its recipe wants it. */
function addSource(
  { shards, locks }: Records,
  { path, key, ...planned }: PlannedSource,
  { outputs }: Outcome,
  { files, removed }: Written,
): void {
  const made = outputs.map(({ target }) => {
    const file = files.get(target);
    return { target, state: file && stateIn(file) };
  });
  const add = (source: string, state: FileState, targets: readonly string[]) => {
    shards.of(source).addSource(basename(source), key, { ...state, outputs: targets });
    const lock = locks.of(source);
    // A source that was edited since the run is not the one that the outputs were made from.
    const isSame = lock && isAsLeft(source, { ...state, sha256: undefined });
    const sha256 = isSame ? (state.sha256 ?? digestIfThere(source)) : undefined;
    if (lock && sha256 !== undefined)
      lock.add(
        source,
        key,
        sha256,
        targets.map((target) => [target, files.get(target)?.sha256 ?? '']),
      );
  };
  if (removed.has(path) || made.some(({ target }) => target === path)) {
    for (const { target, state } of made) if (state) add(target, state, []);
    return;
  }
  // Two sources with the same content share a file that is named by its digest: only one of them wrote it.
  if (made.every(({ state }) => state))
    add(
      path,
      planned,
      made.map(({ target }) => target),
    );
}

function isComplete({ status, unwritten = [] }: Outcome): boolean {
  return (status === 'done' || status === 'kept') && !unwritten.some((output) => output.status === 'failed');
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

/** Writes the lock files. @returns why that failed */
function lockError(locks: LockFiles): Pick<RecordedRun, 'error'> {
  try {
    locks.save();
    return {};
  } catch (error) {
    return { error: l10n.t('{0} could not be written: {1}', lockFileName, (error as Error).message) };
  }
}

/**
 * Records the results of a run, which has ended. No other process may do so for the same store meanwhile.
 * @param directory the run's folder
 * @param store folder of the records
 */
export async function recordResults(directory: string, store: string): Promise<RecordedRun> {
  const shards = new Shards(store);
  const sources = new Map<number, PlannedSource>();
  const outcomes = new Map<number, Outcome>();
  for await (const line of reportLines(directory)) {
    for (const task of line.tasks ?? []) {
      const source = plannedSource(task);
      if (source) sources.set(task.id, source);
    }
    for (const outcome of line.outcomes ?? []) if (sources.has(outcome.id) && isComplete(outcome)) outcomes.set(outcome.id, outcome);
  }
  const written = readWritten(directory);
  addResults(shards, sources, written);
  const locks = new LockFiles();
  for (const [id, outcome] of outcomes) addSource({ shards, locks }, sources.get(id) as PlannedSource, outcome, written);
  shards.save();
  return { keptBytes: keptBytes(directory), ...lockError(locks) };
}
