import './localize';
import { getEnvironmentData } from 'node:worker_threads';
import type { LibraryVersions } from '../shared/protocol/poolProtocol';
import type { PreviewFiles, PreviewRequest, ThumbnailRequest } from '../shared/run/preview';
import type { Estimate, Outcome, Task } from '../shared/run/run';
import type { PixelSize } from '../shared/values/pixelSize';
import type { ChunkResult } from './chunkResult';
import { digestSmallFiles, type EarlyResult, type InspectChunk, inspectChunk } from './fileWork';
import type { ImageChunk } from './imageWork';
import { boardKey, processClock, StatusBoard } from './statusBoard';

/**
 * Entry of a worker thread. The default export processes the tasks of a chunk one after the other, several chunks at a time; the
 * other functions are called by name (see `Queue`).
 */

/** What a worker thread is given. */
export type Chunk = ImageChunk | InspectChunk;

const imageWork = () => import('./imageWork');

/** Does nothing: an answer shows that the thread runs. */
export function wake(): void {}

export async function prove(): Promise<LibraryVersions> {
  return (await imageWork()).proveLibrary();
}

export async function preview(request: PreviewRequest): Promise<PreviewFiles> {
  return (await imageWork()).makePreview(request);
}

export async function thumbnail(request: ThumbnailRequest): Promise<PixelSize> {
  return (await imageWork()).makeThumbnail(request);
}

export async function estimate(chunk: ImageChunk): Promise<Estimate> {
  return (await imageWork()).estimateChunk(chunk);
}

const board = new StatusBoard(getEnvironmentData(boardKey) as SharedArrayBuffer);
const worker = board.claim();

/** Shows a task on the status board while it is processed. */
async function onBoard<Result>({ id }: Pick<Task, 'id'>, work: () => Promise<Result>): Promise<Result> {
  board.started(worker, id, processClock());
  try {
    return await work();
  } finally {
    board.ended(worker, id, processClock());
  }
}

async function processImageChunk({ setup, tasks }: ImageChunk): Promise<ChunkResult> {
  const { processImage } = await imageWork();
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  for (const task of tasks) outcomes.push(await onBoard(task, () => processImage(task, setup, worker, errors)));
  return { outcomes, errors, hashed: [] };
}

/** Digests small files before a run begins. */
export function readEarly(chunk: InspectChunk): Promise<EarlyResult> {
  return digestSmallFiles(chunk, worker, board);
}

export default function processChunk(chunk: Chunk): Promise<ChunkResult> {
  return 'inspection' in chunk.setup ? inspectChunk(chunk as InspectChunk, worker, board) : processImageChunk(chunk as ImageChunk);
}
