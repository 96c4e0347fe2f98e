import sharp from 'sharp';
import { Journal } from '../engine/commit/journal';
import { keptOriginal } from '../engine/commit/keptOriginal';
import { compareImages } from '../engine/inspect/compareImages';
import { estimateTasks } from '../engine/process/estimateTasks';
import type { Cores } from '../engine/process/outputJob';
import { processTask } from '../engine/process/processTask';
import { renderSwatches } from '../engine/render/renderSwatches';
import { renderThumbnail } from '../engine/render/renderThumbnail';
import { diagnose } from '../engine/sources/diagnose';
import type { CompareRequest, Comparison } from '../shared/run/comparison';
import type { FileEstimate, Outcome, RunSetup, Task } from '../shared/run/run';
import type { ThumbnailRequest } from '../shared/run/thumbnail';
import type { SwatchRequest } from '../shared/run/trial';
import type { PixelSize } from '../shared/values/pixelSize';
import type { StatusBoard } from './statusBoard';

/** The work of a thread that needs the image library. Imported with the first image, so that inspections of files start without it. */

// Parallelism comes from processing several files, and several outputs of the last ones. A cache would only keep memory and, on Windows, open files.
sharp.concurrency(1);
sharp.cache(false);

/** Images to process. */
export interface ImageChunk {
  readonly setup: RunSetup;
  readonly tasks: readonly Task[];
}

/** Makes a thumbnail. Rejects with a FailureError that names the cause. */
export function makeThumbnail(request: ThumbnailRequest): Promise<PixelSize> {
  return renderThumbnail(request).catch(async (error) => {
    throw await diagnose(request.source, error);
  });
}

/** Compares a source as it was before its run with an output. Rejects with a FailureError that names the cause. */
export async function makeComparison({ source, output, run, directory }: CompareRequest): Promise<Comparison> {
  const kept = run === undefined ? undefined : keptOriginal(run, source);
  return compareImages({ before: kept ?? source, after: output, directory });
}

/** Draws recipes on a small version of an image. Rejects with a FailureError that names the cause. */
export function makeSwatches(request: SwatchRequest): Promise<readonly string[]> {
  return renderSwatches(request).catch(async (error) => {
    throw await diagnose(request.source, error);
  });
}

/** Tries a recipe on some tasks, without writing anything. */
export function estimateChunk({ setup, tasks }: ImageChunk): Promise<readonly (FileEstimate | null)[]> {
  return estimateTasks(setup, tasks);
}

let journal: Journal | undefined;

function journalOf({ directory, journal: part }: RunSetup): Journal {
  if (journal?.directory !== directory || journal.part !== part) {
    journal?.close();
    journal = new Journal(directory, part);
  }
  return journal;
}

/**
 * The cores, shared with the other threads. Threads inside an encoder would use idle cores, too, but an AVIF made by two threads
 * has other bytes than one made by a single thread.
 */
function sharedCores(board: StatusBoard): Cores {
  return {
    get areIdle() {
      return board.outputs < board.workers;
    },
    take() {
      board.outputStarted();
      return () => board.outputEnded();
    },
  };
}

/** What a thread processes images with. */
export interface ImageWorker {
  readonly worker: number;
  readonly board: StatusBoard;
  /** Receives the error behind a failure, and one that was got around, for the log. */
  readonly errors: string[];
  /** Called when a failure may be that of another image in progress. Without it the task is alone, and its failure final. */
  doubted?(): void;
}

/** Makes the outputs of a task. */
export function processImage(task: Task, setup: RunSetup, { worker, board, errors, doubted }: ImageWorker): Promise<Outcome> {
  const runJournal = journalOf(setup);
  // The outputs of a task that is done again may have been made in another thread. Other tasks of this thread may be using the journal.
  if (!doubted && task.attempt > 0) runJournal.forgetEarlier();
  // Outputs made at the same time could be told each other's errors, too.
  const sharing = doubted ? { cores: sharedCores(board), doubted } : {};
  const isCanceled = () => board.isTaskCanceled(task.id);
  const context = { setup, journal: runJournal, worker, isCanceled, ...sharing };
  return processTask(task, context, (error) => errors.push(`${task.source}: ${(error as Error)?.stack ?? error}`));
}
