import { readFile } from 'node:fs/promises';
import type { OnScanned } from '../engine/fs/mapConcurrently';
import type { InspectSetup, InspectTask } from '../shared/run/inspection';
import { type DigestedFiles, packEntries, unpackEntries } from '../shared/run/packedMessages';
import { joinPaths } from '../shared/run/readFiles';
import { fileLimits, takeChunk } from './chunks';
import type { EarlyResult, InspectChunk } from './fileWork';
import type { PathChunk, ScannedPaths } from './pathScan';
import type { StatusBoard } from './statusBoard';

/** Reads small files while an inspection is planned. */

/** For at most this long, or, if it is patient, for this long without any progress. */
const defaultEarlyMs = 10_000;
/** While a thread reads a chunk, the next one waits for it. */
const chunksPerWorker = 2;
/** So many files and bytes are read sooner than a thread starts. */
export const mostFilesWithoutThread = 64;
const mostBytesWithoutThread = 8_000_000;
/** At the end, chunks of paths become as small as this. */
const leastPaths = 32;

interface EarlyContext {
  /** Whether it goes on as long as files are read. */
  readonly patient: boolean;
  readonly signal: AbortSignal;
  /** Called with the number of files that were read or left so far, and of all of them. */
  readonly onRead: OnScanned;
}

/** What a plan wants from reading files that were looked at. */
export interface ReadContext extends EarlyContext {
  /** Receives the digests of a chunk. */
  digested(files: DigestedFiles): void;
}

/** What a plan wants from looking at files. */
export interface ScanContext extends EarlyContext {
  /** The number of the plan in a search for duplicates. */
  readonly search?: number;
  /** Receives what a thread found out. The next chunk waits for it. */
  scanned(files: ScannedPaths): Promise<void>;
}

/** What the queue provides. */
interface EarlyMeans {
  readonly workers: number;
  readonly earlyMs?: number;
  log(line: string): void;
}

interface Work<Part, Result> {
  /** The next part; undefined if none waits. */
  next(): Part | undefined;
  read(part: Part): Promise<Result>;
  /** Receives what was read in time. The next part waits for it. */
  ended(result: Result, part: Part): Promise<void>;
}

/** Has the parts of some work done, a few at a time and within the time limit. Rejects if `ended` does. */
async function inLanes<Part, Result>({ next, read, ended }: Work<Part, Result>, limits: EarlyContext & EarlyMeans): Promise<void> {
  const { workers, earlyMs = defaultEarlyMs, patient, signal, log } = limits;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  // A file system that does not answer keeps a thread waiting. The run finds that out.
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, earlyMs);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const lane = async () => {
    for (let part = next(); part !== undefined && !isOver && !signal.aborted; part = next()) {
      let result: Result;
      try {
        result = await read(part);
      } catch (error) {
        // The part is left.
        log(String((error as Error).stack));
        return;
      }
      if (isOver) return;
      if (patient) timer?.refresh();
      await ended(result, part);
    }
  };
  try {
    await Promise.race([Promise.all(Array.from({ length: workers * chunksPerWorker }, lane)), late]);
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}

interface EarlyReading extends EarlyContext, EarlyMeans {
  read(chunk: InspectChunk): Promise<EarlyResult>;
  /** Receives what was read. */
  ended(result: EarlyResult): void;
}

/** Whether some files are not worth a thread. */
export function areFew(tasks: readonly InspectTask[]): boolean {
  return tasks.length <= mostFilesWithoutThread && tasks.reduce((sum, { bytes }) => sum + bytes, 0) <= mostBytesWithoutThread;
}

/** Brings a file into the page cache. A file system that does not answer does not block this thread. */
async function fetchFile({ source }: InspectTask): Promise<void> {
  await readFile(source).catch(() => {}); // Why it cannot be read is found out afterward.
}

/** Reads a chunk in this thread. The reader would block it, so each file is in the page cache by then. */
export async function readHere(chunk: InspectChunk, board: StatusBoard): Promise<EarlyResult> {
  const { digestSmallFiles } = await import('./fileWork');
  for (const task of unpackEntries(chunk.files) as InspectTask[]) await fetchFile(task);
  return digestSmallFiles(chunk, 0, board);
}

/** Digests small files, within a time limit. */
export async function readEarly(setup: InspectSetup, tasks: readonly InspectTask[], reading: EarlyReading): Promise<void> {
  const waiting = [...tasks];
  const work: Work<readonly InspectTask[], EarlyResult> = {
    next: () => (waiting.length > 0 ? takeChunk(waiting, reading.workers, fileLimits) : undefined),
    read: (chunk) => reading.read({ setup, files: packEntries(chunk), alone: false }),
    async ended(result) {
      reading.ended(result);
      reading.onRead(tasks.length - waiting.length, tasks.length);
    },
  };
  await inLanes(work, reading);
}

/** Files of a plan by their numbers, of which only the paths are known. */
export interface NumberedPaths {
  readonly ids: readonly number[];
  readonly paths: readonly string[];
}

/** Part of a list, from one index up to another. */
type Range = readonly [from: number, to: number];

interface EarlyScan extends EarlyContext, EarlyMeans, Pick<ScanContext, 'search'> {
  read(chunk: PathChunk): Promise<ScannedPaths>;
  ended(result: ScannedPaths): Promise<void>;
}

/** Has threads look at files and read the small ones, within a time limit. @returns the indexes of files that are left */
export async function scanEarly(setup: InspectSetup, { ids, paths }: NumberedPaths, scanning: EarlyScan): Promise<number[]> {
  const { workers, search, onRead } = scanning;
  const waiting: Range[] = paths.length > 0 ? [[0, paths.length]] : [];
  const inProgress = new Set<Range>();
  let left = paths.length;
  const work: Work<Range, ScannedPaths> = {
    next() {
      const range = waiting.pop();
      if (!range) return undefined;
      const [from, to] = range;
      const count = Math.min(fileLimits.tasks, Math.max(leastPaths, Math.ceil(left / (workers * chunksPerWorker * 2))));
      if (from + count < to) waiting.push([from + count, to]);
      const part: Range = [from, Math.min(from + count, to)];
      inProgress.add(part);
      return part;
    },
    read: ([from, to]) =>
      scanning.read({
        setup,
        ids: Float64Array.from(ids.slice(from, to)),
        paths: joinPaths(paths.slice(from, to)),
        ...(search !== undefined && { search }),
      }),
    async ended(result, part) {
      const [from, to] = part;
      inProgress.delete(part);
      if (from + result.files < to) waiting.push([from + result.files, to]);
      left -= result.files;
      onRead(paths.length - left, paths.length);
      await scanning.ended(result);
    },
  };
  await inLanes(work, scanning);
  return [...inProgress, ...waiting].flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index));
}
