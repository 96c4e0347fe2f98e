import './localize';
import { getEnvironmentData, threadId } from 'node:worker_threads';
import type { ProbeBatch, ProbedBatch } from '../engine/plan/probedFiles';
import type { UpToDateBatch } from '../engine/results/upToDateBatch';
import type { LibraryVersions } from '../shared/protocol/poolProtocol';
import type { CompareRequest, Comparison } from '../shared/run/comparison';
import type { FileEstimate, Outcome, RunSetup, Task } from '../shared/run/run';
import type { ThumbnailRequest } from '../shared/run/thumbnail';
import type { SwatchRequest, Trial } from '../shared/run/trial';
import { fromJson, type Json, toJson } from '../shared/values/json';
import type { PixelSize } from '../shared/values/pixelSize';
import type { ChunkResult, DoubtfulTask } from './chunkResult';
import { digestSmallFiles, type EarlyResult, type InspectChunk, inspectChunk } from './fileWork';
import type { ImageChunk } from './imageWork';
import { type PathChunk, type ScannedPaths, scanPaths as scanChunk } from './pathScan';
import { boardKey, processClock, StatusBoard } from './statusBoard';
import type { PlannedTrial } from './trial';

/**
 * Entry of a worker thread. The default export processes the tasks of a chunk one after the other, several chunks at a time; the
 * other functions are called by name (see `Queue`).
 */

/** Images to process. */
interface ProcessChunk {
  readonly setup: Json<RunSetup>;
  readonly tasks: readonly Json<Task>[];
  /** Whether the failures are final. */
  readonly isFinal: boolean;
}

/** What a worker thread is given. */
export type Chunk = ProcessChunk | InspectChunk;

const imageWork = () => import('./imageWork');

/** Does nothing: an answer shows that the thread runs. */
export function wake(): void {}

export async function prove(): Promise<LibraryVersions> {
  // Loads the image library with the settings of a worker.
  await imageWork();
  return (await import('../engine/inspect/proveLibrary')).proveLibrary();
}

export async function probe(batch: ProbeBatch): Promise<ProbedBatch> {
  return (await import('../engine/plan/probedFiles')).probeBatch(batch);
}

export async function upToDate(batch: UpToDateBatch): Promise<Float64Array<ArrayBuffer>> {
  return (await import('../engine/results/upToDateBatch')).upToDateSizes(batch);
}

export async function thumbnail(request: ThumbnailRequest): Promise<PixelSize> {
  return (await imageWork()).makeThumbnail(request);
}

export async function compare(request: CompareRequest): Promise<Comparison> {
  return (await imageWork()).makeComparison(request);
}

export async function tryTask(trial: PlannedTrial): Promise<Trial> {
  // Loads the image library with the settings of a worker.
  await imageWork();
  return (await import('./trial')).makeTrial(trial);
}

export async function swatches(request: SwatchRequest): Promise<readonly string[]> {
  return (await imageWork()).makeSwatches(request);
}

export async function estimate(chunk: ImageChunk): Promise<readonly (FileEstimate | null)[]> {
  return (await imageWork()).estimateChunk(chunk);
}

const board = new StatusBoard(getEnvironmentData(boardKey) as SharedArrayBuffer);
const worker = board.claim(threadId);

/** Shows a task on the status board while it is processed. */
async function onBoard<Result>({ id }: Pick<Task, 'id'>, work: () => Promise<Result>): Promise<Result> {
  board.started(worker, id, processClock());
  try {
    return await work();
  } finally {
    board.ended(worker, id, processClock());
  }
}

/** The setup of the last chunk. A run has one for all of its chunks. */
let known: { readonly json: Json<RunSetup>; readonly setup: RunSetup } | undefined;

function setupOf(json: Json<RunSetup>): RunSetup {
  if (known?.json !== json) known = { json, setup: fromJson(json) };
  return known.setup;
}

async function processImageChunk(chunk: ProcessChunk): Promise<ChunkResult> {
  const { processImage } = await imageWork();
  const setup = setupOf(chunk.setup);
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  const doubtful: DoubtfulTask[] = [];
  let left = chunk.tasks.length;
  for (const task of chunk.tasks.map(fromJson)) {
    if (board.paused) break;
    left -= 1;
    const own: string[] = [];
    let isDoubtful = false;
    const doubted = chunk.isFinal
      ? undefined
      : () => {
          isDoubtful = true;
        };
    const outcome = await onBoard(task, () => processImage(task, setup, { worker, board, errors: own, ...(doubted && { doubted }) }));
    if (isDoubtful) doubtful.push({ id: task.id, hasOutputs: outcome.outputs.length > 0 });
    else {
      outcomes.push(outcome);
      errors.push(...own);
    }
  }
  return { outcomes: [], images: toJson(outcomes), left, doubtful, errors, hashed: [] };
}

/** Digests small files before a run begins. */
export function readEarly(chunk: InspectChunk): Promise<EarlyResult> {
  return digestSmallFiles(chunk, worker, board);
}

/** Looks at files, and digests the small ones, before a run begins. */
export function scanPaths(chunk: PathChunk): Promise<ScannedPaths> {
  return scanChunk(chunk, worker, board);
}

export default function processChunk(chunk: Chunk): Promise<ChunkResult> {
  return 'files' in chunk ? inspectChunk(chunk, worker, board) : processImageChunk(chunk);
}
