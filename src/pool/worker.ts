import './localise';
import { workerData } from 'piscina';
import sharp from 'sharp';
import { missingNativeBlake3 } from '../engine/blake3';
import { diagnose } from '../engine/diagnose';
import type { HashedFile } from '../engine/fileHasher';
import { Journal } from '../engine/journal';
import { renderPreview } from '../engine/preview';
import { processTask } from '../engine/processTask';
import { type ReadEvents, readFile } from '../engine/readFile';
import { sampleTasks } from '../engine/sampleTasks';
import { renderThumbnail } from '../engine/thumbnail';
import type { PixelSize } from '../shared/panelProtocol';
import { type DigestedFiles, type PackedEntries, packOutcomes, unpackEntries } from '../shared/readColumns';
import type { ReadSetup, ReadTask } from '../shared/reading';
import type { Estimate, Outcome, PreviewFiles, PreviewRequest, RunSetup, Task, ThumbnailRequest } from '../shared/run';
import { processClock, StatusBoard } from './statusBoard';

/** Entry of a worker thread: carries out the tasks of a chunk, one after the other. Several chunks are under way at a time. */

// Parallelism comes from the files in flight; a cache would only hold memory, and file handles on Windows.
sharp.concurrency(1);
sharp.cache(false);

/** Pictures to process. */
export interface PictureChunk {
  readonly setup: RunSetup;
  readonly tasks: readonly Task[];
}

/** Files to read. */
interface ReadChunk {
  readonly setup: ReadSetup;
  readonly files: PackedEntries;
}

/** What crosses to a worker thread. */
export type Chunk = PictureChunk | ReadChunk;

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

/** Makes a small picture. Rejects with a sentence that names the true cause. */
export function thumbnail(request: ThumbnailRequest): Promise<PixelSize> {
  return renderThumbnail(request).catch(async (error) => {
    throw await diagnose(request.source, error);
  });
}

/** Tries a recipe on some tasks. */
export function sample({ setup, tasks }: PictureChunk): Promise<Estimate> {
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

/** Marks a task on the board while it is worked on. */
async function onBoard<Result>({ id }: Pick<Task, 'id'>, work: () => Promise<Result>): Promise<Result> {
  board.started(worker, id, processClock());
  try {
    return await work();
  } finally {
    board.ended(worker, id, processClock());
  }
}

async function processPictures({ setup, tasks }: PictureChunk): Promise<ChunkResult> {
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  const context = { setup, journal: journalOf(setup.directory), worker };
  for (const task of tasks) {
    const onError = (error: unknown) => errors.push(`${task.source}: ${(error as Error)?.stack ?? error}`);
    outcomes.push(await onBoard(task, () => processTask(task, context, onError)));
  }
  return { outcomes, errors, hashed: [] };
}

async function readFiles({ setup, files }: ReadChunk): Promise<ChunkResult> {
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  const hashed: (readonly [string, HashedFile])[] = [];
  for (const task of unpackEntries(files) as ReadTask[]) {
    const events: ReadEvents = {
      progress: () => board.touched(worker, task.id),
      hashed: (path, file) => setup.cacheFolder !== undefined && hashed.push([path, file]),
      error: (error) => errors.push(`${task.source}: ${(error as Error)?.stack ?? error}`),
    };
    outcomes.push(await onBoard(task, () => readFile(task, setup.reading, worker, events)));
  }
  const missing = missingNativeBlake3();
  const remark = missing && `BLAKE3 is computed in WebAssembly, a tenth as fast: its native library is missing (${missing.message}).`;
  const { digested, others } = packOutcomes(outcomes);
  return { outcomes: others, errors, hashed, ...(digested && { digested }), ...(remark !== undefined && { remark }) };
}

export default function processChunk(chunk: Chunk): Promise<ChunkResult> {
  return 'reading' in chunk.setup ? readFiles(chunk as ReadChunk) : processPictures(chunk as PictureChunk);
}
