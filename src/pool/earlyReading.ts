import { setTimeout as delay } from 'node:timers/promises';
import type { OnScanned } from '../engine/fs/mapConcurrently';
import type { InspectSetup, InspectTask } from '../shared/run/inspection';
import { packEntries } from '../shared/run/packedMessages';
import { fileLimits, takeChunk } from './chunks';
import type { EarlyResult, InspectChunk } from './fileWork';
import type { StatusBoard } from './statusBoard';

/** Reads small files while an inspection is planned. */

/** For at most this long. */
const defaultEarlyMs = 10_000;
/** While a thread reads a chunk, the next one waits for it. */
const lanesPerWorker = 2;
/** Up to so many files and bytes are read sooner than a thread starts. */
export const fewFiles = 64;
const fewBytes = 8_000_000;

interface EarlyReading {
  readonly workers: number;
  readonly earlyMs?: number;
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
  return tasks.length <= fewFiles && tasks.reduce((sum, { bytes }) => sum + bytes, 0) <= fewBytes;
}

/** Reads a chunk in this thread. */
export async function readHere(chunk: InspectChunk, board: StatusBoard): Promise<EarlyResult> {
  return (await import('./fileWork')).digestSmallFiles(chunk, 0, board);
}

/** Digests small files, for some seconds at most. */
export async function readEarly(setup: InspectSetup, tasks: readonly InspectTask[], reading: EarlyReading): Promise<void> {
  const { workers, earlyMs = defaultEarlyMs, signal, onRead, read, ended, log } = reading;
  const waiting = [...tasks];
  let isOver = false;
  const lane = async () => {
    while (waiting.length > 0 && !isOver) {
      const result = await read({ setup, files: packEntries(takeChunk(waiting, workers, fileLimits)), alone: false });
      if (isOver) return;
      ended(result);
      onRead(tasks.length - waiting.length, tasks.length);
    }
  };
  const over = new AbortController();
  // A file system that does not answer keeps a thread waiting. The run finds that out.
  const late = delay(earlyMs, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => {});
  const lanes = Promise.all(Array.from({ length: workers * lanesPerWorker }, lane));
  await Promise.race([lanes.catch((error: Error) => log(String(error.stack))), late]);
  isOver = true;
  over.abort();
}
