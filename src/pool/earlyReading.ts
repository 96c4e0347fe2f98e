import { readFile } from 'node:fs/promises';
import type { OnScanned } from '../engine/fs/mapConcurrently';
import type { InspectSetup, InspectTask } from '../shared/run/inspection';
import { packEntries, unpackEntries } from '../shared/run/packedMessages';
import { fileLimits, takeChunk } from './chunks';
import type { EarlyResult, InspectChunk } from './fileWork';
import type { StatusBoard } from './statusBoard';

/** Reads small files while an inspection is planned. */

/** For at most this long, or, if it is patient, for this long without any progress. */
const defaultEarlyMs = 10_000;
/** While a thread reads a chunk, the next one waits for it. */
const lanesPerWorker = 2;
/** So many files and bytes are read sooner than a thread starts. */
export const mostFilesWithoutThread = 64;
const mostBytesWithoutThread = 8_000_000;

interface EarlyReading {
  readonly workers: number;
  readonly earlyMs?: number;
  /** Whether it goes on as long as files are read. */
  readonly patient: boolean;
  readonly signal: AbortSignal;
  /** Called with the number of files that were read or left so far, and of all of them. */
  readonly onRead: OnScanned;
  read(chunk: InspectChunk): Promise<EarlyResult>;
  /** Receives what was read. */
  ended(result: EarlyResult): void;
  log(line: string): void;
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
  const { workers, earlyMs = defaultEarlyMs, patient, signal, onRead, read, ended, log } = reading;
  const waiting = [...tasks];
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  // A file system that does not answer keeps a thread waiting. The run finds that out.
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, earlyMs);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const lane = async () => {
    while (waiting.length > 0 && !isOver && !signal.aborted) {
      const result = await read({ setup, files: packEntries(takeChunk(waiting, workers, fileLimits)), alone: false });
      if (isOver) return;
      if (patient) timer?.refresh();
      ended(result);
      onRead(tasks.length - waiting.length, tasks.length);
    }
  };
  const lanes = Promise.all(Array.from({ length: workers * lanesPerWorker }, lane));
  await Promise.race([lanes.catch((error: Error) => log(String(error.stack))), late]);
  isOver = true;
  clearTimeout(timer);
}
