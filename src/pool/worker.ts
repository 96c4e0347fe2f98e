import './localize';
import { getEnvironmentData } from 'node:worker_threads';
import { missingNativeBlake3 } from '../engine/inspect/blake3';
import type { HashedFile } from '../engine/inspect/hashFile';
import { type InspectContext, inspectFile } from '../engine/inspect/inspectFile';
import type { LibraryVersions } from '../shared/protocol/poolProtocol';
import type { InspectSetup, InspectTask } from '../shared/run/inspection';
import { type DigestedFiles, type PackedEntries, packOutcomes, unpackEntries } from '../shared/run/packColumns';
import type { Estimate, Outcome, PreviewFiles, PreviewRequest, Task, ThumbnailRequest } from '../shared/run/run';
import type { PixelSize } from '../shared/values/pixelSize';
import type { ImageChunk } from './imageWork';
import { boardKey, processClock, StatusBoard } from './statusBoard';

/** Entry of a worker thread: carries out the tasks of a chunk, one after the other. Several chunks are under way at a time. */

/** Files to read. */
interface InspectChunk {
  readonly setup: InspectSetup;
  readonly files: PackedEntries;
  /** Whether nothing else is read at the time. */
  readonly alone: boolean;
}

/** What crosses to a worker thread. */
export type Chunk = ImageChunk | InspectChunk;

export interface ChunkResult {
  readonly outcomes: readonly Outcome[];
  /** Further outcomes: of files of which only digests are to be said. */
  readonly digested?: DigestedFiles;
  /** Errors behind the failures, for the log. */
  readonly errors: readonly string[];
  /** Digests of files that were read whole. */
  readonly hashed: readonly (readonly [path: string, file: HashedFile])[];
  /** What the log should tell once, however many chunks say it. */
  readonly remark?: string;
}

const imageWork = () => import('./imageWork');

/** Does nothing: the thread that answers runs. */
export function wake(): void {}

export async function probe(): Promise<LibraryVersions> {
  return (await imageWork()).probe();
}

export async function preview(request: PreviewRequest): Promise<PreviewFiles> {
  return (await imageWork()).preview(request);
}

export async function thumbnail(request: ThumbnailRequest): Promise<PixelSize> {
  return (await imageWork()).thumbnail(request);
}

export async function sample(chunk: ImageChunk): Promise<Estimate> {
  return (await imageWork()).sample(chunk);
}

const board = new StatusBoard(getEnvironmentData(boardKey) as SharedArrayBuffer);
const worker = board.claim();

/** Marks a task on the board while it is worked on. */
async function onBoard<Result>({ id }: Pick<Task, 'id'>, work: () => Promise<Result>): Promise<Result> {
  board.started(worker, id, processClock());
  try {
    return await work();
  } finally {
    board.ended(worker, id, processClock());
  }
}

async function processImages({ setup, tasks }: ImageChunk): Promise<ChunkResult> {
  const { processImage } = await imageWork();
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  for (const task of tasks) outcomes.push(await onBoard(task, () => processImage(task, setup, worker, errors)));
  return { outcomes, errors, hashed: [] };
}

async function inspectFiles({ setup, files, alone }: InspectChunk): Promise<ChunkResult> {
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  const hashed: (readonly [string, HashedFile])[] = [];
  for (const task of unpackEntries(files) as InspectTask[]) {
    const context: InspectContext = {
      worker,
      alone,
      isCanceled: () => board.canceled,
      progress: (bytes) => board.touched(worker, task.id, bytes),
      hashed: (path, file) => setup.cacheFolder !== undefined && hashed.push([path, file]),
      error: (error) => errors.push(`${task.source}: ${(error as Error)?.stack ?? error}`),
    };
    outcomes.push(await onBoard(task, () => inspectFile(task, setup.inspection, context)));
  }
  const missing = missingNativeBlake3();
  const remark = missing && `BLAKE3 is computed in WebAssembly, a tenth as fast: its native library is missing (${missing.message}).`;
  const { digested, others } = packOutcomes(outcomes);
  return { outcomes: others, errors, hashed, ...(digested && { digested }), ...(remark !== undefined && { remark }) };
}

export default function processChunk(chunk: Chunk): Promise<ChunkResult> {
  return 'inspection' in chunk.setup ? inspectFiles(chunk as InspectChunk) : processImages(chunk as ImageChunk);
}
