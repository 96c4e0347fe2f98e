import './localize';
import { getEnvironmentData } from 'node:worker_threads';
import { missingNativeBlake3 } from '../engine/inspect/blake3';
import type { HashedFile } from '../engine/inspect/hashFile';
import { type InspectContext, inspectFile } from '../engine/inspect/inspectFile';
import type { ProbeBatch, ProbedBatch } from '../engine/plan/probedFiles';
import type { LibraryVersions } from '../shared/protocol/poolProtocol';
import type { InspectSetup, InspectTask } from '../shared/run/inspection';
import { type DigestedFiles, type PackedEntries, packOutcomes, unpackEntries } from '../shared/run/packedMessages';
import type { PreviewFiles, PreviewRequest, ThumbnailRequest } from '../shared/run/preview';
import type { Estimate, Outcome, RunSetup, Task } from '../shared/run/run';
import { fromJson, type Json, toJson } from '../shared/values/json';
import type { PixelSize } from '../shared/values/pixelSize';
import type { ImageChunk } from './imageWork';
import { boardKey, processClock, StatusBoard } from './statusBoard';

/**
 * Entry of a worker thread. The default export processes the tasks of a chunk one after the other, several chunks at a time; the
 * other functions are called by name (see `Queue`).
 */

/** Files to inspect. */
interface InspectChunk {
  readonly setup: InspectSetup;
  readonly files: PackedEntries;
  /** Whether no other file is read at the same time. */
  readonly alone: boolean;
}

/** Images to process. */
interface ProcessChunk {
  readonly setup: Json<RunSetup>;
  readonly tasks: readonly Json<Task>[];
}

/** What a worker thread is given. */
export type Chunk = ProcessChunk | InspectChunk;

export interface ChunkResult {
  readonly outcomes: readonly Outcome[];
  /** Further outcomes, see `packOutcomes`. */
  readonly digested?: DigestedFiles;
  /** The outcomes of images. */
  readonly images?: Json<readonly Outcome[]>;
  /** The errors behind failures, for the log. */
  readonly errors: readonly string[];
  /** Digests of files that were read to their end, for the cache. */
  readonly hashed: readonly (readonly [path: string, file: HashedFile])[];
  /** A line to log once, however many chunks contain it. */
  readonly remark?: string;
}

const imageWork = () => import('./imageWork');

/** Does nothing: an answer shows that the thread runs. */
export function wake(): void {}

export async function prove(): Promise<LibraryVersions> {
  return (await imageWork()).proveLibrary();
}

export async function probe(batch: ProbeBatch): Promise<ProbedBatch> {
  return (await import('../engine/plan/probedFiles')).probeBatch(batch);
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
  for (const task of chunk.tasks.map(fromJson))
    outcomes.push(await onBoard(task, () => processImage(task, setup, { worker, board, errors })));
  return { outcomes: [], images: toJson(outcomes), errors, hashed: [] };
}

async function inspectFileChunk({ setup, files, alone }: InspectChunk): Promise<ChunkResult> {
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  const hashed: (readonly [string, HashedFile])[] = [];
  for (const task of unpackEntries(files) as InspectTask[]) {
    const context: InspectContext = {
      worker,
      alone,
      isCanceled: () => board.canceled,
      progress: (bytes) => board.progressed(worker, task.id, bytes),
      hashed: (path, file) => setup.cacheFolder !== undefined && hashed.push([path, file]),
      error: (error) => errors.push(`${task.source}: ${(error as Error)?.stack ?? error}`),
    };
    outcomes.push(await onBoard(task, () => inspectFile(task, setup.inspection, context)));
  }
  const missing = missingNativeBlake3();
  const remark =
    missing && `BLAKE3 runs in WebAssembly, ten times slower than the native library, which could not be loaded (${missing.message}).`;
  const { digested, others } = packOutcomes(outcomes);
  return { outcomes: others, errors, hashed, ...(digested && { digested }), ...(remark !== undefined && { remark }) };
}

export default function processChunk(chunk: Chunk): Promise<ChunkResult> {
  return 'files' in chunk ? inspectFileChunk(chunk) : processImageChunk(chunk);
}
