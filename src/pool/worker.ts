import './localise';
import { workerData } from 'piscina';
import sharp from 'sharp';
import { diagnose } from '../engine/diagnose';
import { Journal } from '../engine/journal';
import { renderPreview } from '../engine/preview';
import { processTask } from '../engine/processTask';
import { sampleTasks } from '../engine/sampleTasks';
import type { Estimate, Outcome, PreviewFiles, PreviewRequest, RunSetup, Task } from '../shared/run';
import { processClock, StatusBoard } from './statusBoard';

/** Entry of a worker thread: carries out the tasks of a chunk, one after the other. Several chunks are under way at a time. */

// Parallelism comes from the files in flight; a cache would only hold memory, and file handles on Windows.
sharp.concurrency(1);
sharp.cache(false);

/** What crosses to a worker thread. */
export interface Chunk {
  readonly setup: RunSetup;
  readonly tasks: readonly Task[];
}

export interface ChunkResult {
  readonly outcomes: readonly Outcome[];
  /** Errors behind the failures, for the log. */
  readonly errors: readonly string[];
}

/** What the image library is. */
export interface Library {
  readonly sharp: string;
  readonly libvips: string;
}

/** Decodes and encodes one pixel; throws where the native library does not fit. */
export async function probe(): Promise<Library> {
  const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  await sharp(pixel).raw().toBuffer();
  return { sharp: sharp.versions.sharp, libvips: sharp.versions.vips };
}

/** Tries a recipe on one picture. Rejects with a sentence that names the true cause. */
export function preview(request: PreviewRequest): Promise<PreviewFiles> {
  return renderPreview(request).catch(async (error) => {
    throw await diagnose(request.source, error);
  });
}

/** Tries a recipe on some tasks. */
export function sample({ setup, tasks }: Chunk): Promise<Estimate> {
  return sampleTasks(setup, tasks);
}

const board = new StatusBoard((workerData as { board: SharedArrayBuffer }).board);
const worker = board.claim();
let journal: Journal | undefined;

function journalOf(directory: string): Journal {
  if (journal?.directory !== directory) {
    journal?.close();
    journal = new Journal(directory);
  }
  return journal;
}

export default async function processChunk({ setup, tasks }: Chunk): Promise<ChunkResult> {
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  const context = { setup, journal: journalOf(setup.directory), worker };
  for (const task of tasks) {
    board.started(worker, task.id, processClock());
    outcomes.push(await processTask(task, context, (error) => errors.push(`${task.source}: ${(error as Error)?.stack ?? error}`)));
    board.ended(worker, task.id, processClock());
  }
  return { outcomes, errors };
}
