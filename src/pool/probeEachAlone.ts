import { statSync } from 'node:fs';
import type { ProbeBatch, ProbedBatch } from '../engine/plan/probedFiles';
import type { Failure } from '../shared/run/failure';
import type { SourceHeader } from '../shared/run/run';
import { lostFailure } from './lostFailure';

/** The size of a file in bytes; 0 where it is not known. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** How files are probed one by one. */
export interface ProbeAlone {
  /** Probes a file while nothing else is in progress. */
  probe(one: ProbeBatch): Promise<ProbedBatch>;
  log(line: string): void;
  /** Files that fail without being probed. */
  readonly lost?: ReadonlyMap<string, Failure>;
}

/** Probes the files of a batch one by one, because their thread or process ended. Only a file that ends its thread then, too, fails. */
export async function probeEachAlone({ paths, explicit }: ProbeBatch, { probe, log, lost }: ProbeAlone): Promise<ProbedBatch> {
  const [bytes, mtimes, inos] = [new Float64Array(paths.length), new Float64Array(paths.length), new Float64Array(paths.length)];
  const headerOf = new Uint32Array(paths.length);
  const headers: SourceHeader[] = [];
  const failures: [number, Failure][] = [];
  for (const [index, path] of paths.entries()) {
    const failure = lost?.get(path);
    if (failure) {
      bytes[index] = sizeOf(path);
      failures.push([index, failure]);
      continue;
    }
    try {
      const one = await probe({ paths: [path], explicit: explicit.slice(index, index + 1) });
      [bytes[index], mtimes[index], inos[index]] = [one.bytes[0] ?? 0, one.mtimes[0] ?? 0, one.inos[0] ?? 0];
      headerOf[index] = headers.push(...one.headers) - 1;
      failures.push(...one.failures.map(([, failure]): [number, Failure] => [index, failure]));
    } catch (error) {
      // A thread can throw anything.
      log(`${path}: ${(error as Partial<Error> | undefined)?.stack ?? error}`);
      bytes[index] = sizeOf(path);
      failures.push([index, lostFailure(error)]);
    }
  }
  return { bytes, mtimes, inos, headers, headerOf, failures, doubtful: [] };
}
