import type { Outcome, OutcomeStatus } from '../../shared/run/run';
import type { RunFolder } from '../store/runFolder';
import type { PlanRow } from '../store/runReport';
import { type ReportedRun, type RunFigures, reportedRun } from './reportData';

/** What a comparison keeps of a file of a run: a few numbers, since runs have 100,000 files. */
export interface ComparedFile {
  readonly status: OutcomeStatus;
  /** Of the source. */
  readonly bytesBefore: number;
  /** Of all outputs together. */
  readonly bytes: number;
  readonly outputs: number;
  /** Whether a worker had the file. */
  readonly processed: boolean;
}

/** A run that is compared with another one. */
export interface ComparedRun {
  readonly run: ReportedRun;
  /** By the paths of their sources. */
  readonly files: ReadonlyMap<string, ComparedFile>;
  /** Number of files that were undone since, while others of the run were not. */
  readonly undone: number;
  /** Undefined where nobody knows how long the run took. */
  readonly filesPerSecond?: number;
}

/** A file without an outcome: the run did not reach it. */
function unreached({ bytes }: PlanRow): ComparedFile {
  return { status: 'canceled', bytesBefore: bytes, bytes: 0, outputs: 0, processed: false };
}

function comparedFile({ status, before, outputs, worker }: Outcome): ComparedFile {
  const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
  return { status, bytesBefore: before.bytes, bytes, outputs: outputs.length, processed: worker >= 0 };
}

function figuresOf(files: ReadonlyMap<string, ComparedFile>): RunFigures {
  const counts: Record<OutcomeStatus, number> = { done: 0, kept: 0, skipped: 0, failed: 0, canceled: 0 };
  let [bytesIn, bytesOut, outputs, outputBytes] = [0, 0, 0, 0];
  for (const file of files.values()) {
    counts[file.status] += 1;
    outputs += file.outputs;
    outputBytes += file.bytes;
    if (file.status !== 'done') continue;
    bytesIn += file.bytesBefore;
    bytesOut += file.bytes;
  }
  return { files: files.size, counts, bytesIn, bytesOut, outputs, outputBytes };
}

function processedIn(files: ReadonlyMap<string, ComparedFile>): number {
  let count = 0;
  for (const { processed } of files.values()) if (processed) count += 1;
  return count;
}

/** Reads a run part by part, and keeps of each file only what is compared. @throws what the file system throws */
export async function readComparedRun(folder: RunFolder): Promise<ComparedRun> {
  const files = new Map<string, ComparedFile>();
  const allUndone = new Set<number>();
  for await (const { rows, outcomes, undone } of folder.report.parts()) {
    for (const row of rows) files.set(row.source, unreached(row));
    for (const outcome of outcomes) {
      files.set(outcome.source, comparedFile(outcome));
      allUndone.delete(outcome.id);
    }
    for (const id of undone) allUndone.add(id);
  }
  const run = reportedRun(folder, figuresOf(files));
  return { run, files, undone: allUndone.size, ...(run.seconds > 0 && { filesPerSecond: processedIn(files) / run.seconds }) };
}
