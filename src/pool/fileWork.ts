import { missingNativeBlake3 } from '../engine/inspect/blake3';
import type { HashedFile } from '../engine/inspect/hashFile';
import { type InspectContext, inspectFile, taskAlgorithms } from '../engine/inspect/inspectFile';
import { firstBlockReader, type SmallFile, type SmallFileReader, wholeFileReader } from '../engine/inspect/smallFiles';
import type { DigestAlgorithm } from '../shared/checksums/digestAlgorithms';
import { decodesImages, type Inspection, type InspectSetup, type InspectTask, mismatches } from '../shared/run/inspection';
import { DigestColumns, type PackedEntries, unpackEntries } from '../shared/run/packedMessages';
import type { Outcome } from '../shared/run/run';
import type { ChunkResult, DoubtfulTask } from './chunkResult';
import { processClock, type StatusBoard } from './statusBoard';

/** The work of a thread that reads files. */

/** Files to inspect. */
export interface InspectChunk {
  readonly setup: InspectSetup;
  readonly files: PackedEntries;
  /** Whether no other file is read at the same time. */
  readonly alone: boolean;
  /** Whether the failures are final. */
  readonly isFinal?: boolean;
}

/** The readers of this thread. Reading a small file is never interrupted, so chunks in progress share them. */
const readers = new Map<string, SmallFileReader>();

/** The reader for an inspection. */
export async function readerFor(inspection: Inspection, algorithms: readonly DigestAlgorithm[]): Promise<SmallFileReader> {
  const key = `${inspection.kind === 'firstBlock'} ${algorithms}`;
  const reader = readers.get(key) ?? (await (inspection.kind === 'firstBlock' ? firstBlockReader() : wholeFileReader(algorithms)));
  readers.set(key, reader);
  return reader;
}

/** Digests the small files of a chunk by the algorithms of its first file. */
class SmallFiles {
  readonly columns: DigestColumns;
  /** Digests for the cache. */
  readonly hashed: (readonly [path: string, file: HashedFile])[] = [];

  private constructor(
    readonly setup: InspectSetup,
    readonly algorithms: readonly DigestAlgorithm[],
    readonly reader: SmallFileReader,
    worker: number,
  ) {
    this.columns = new DigestColumns(worker, algorithms);
  }

  static async create(setup: InspectSetup, tasks: readonly InspectTask[], worker: number): Promise<SmallFiles | undefined> {
    if (decodesImages(setup.inspection)) return undefined;
    const algorithms = taskAlgorithms(tasks[0] as InspectTask, setup.inspection);
    return new SmallFiles(setup, algorithms, await readerFor(setup.inspection, algorithms), worker);
  }

  /** Digests a file. @returns false if it is not one of those that are read here */
  add(task: InspectTask): boolean {
    if (task.expected && String(taskAlgorithms(task, this.setup.inspection)) !== String(this.algorithms)) return false;
    const started = performance.now();
    const readAt = Date.now();
    const small = this.reader.read(task);
    if (!small || (task.expected && mismatches(task, this.#digests(small)).length > 0)) return false;
    this.columns.add(task.id, small.digests, performance.now() - started);
    if (this.setup.cacheFolder !== undefined && this.setup.inspection.kind !== 'firstBlock')
      this.hashed.push([task.source, { digests: this.#digests(small), identity: small.identity, readAt }]);
    return true;
  }

  #digests({ digests }: SmallFile): HashedFile['digests'] {
    return Object.fromEntries(this.algorithms.map((algorithm, index) => [algorithm, digests[index]]));
  }
}

/** A line for the log if the native library is missing. */
export function remarkOf(missing: Error | undefined): Pick<ChunkResult, 'remark'> {
  if (!missing) return {};
  return {
    remark: `BLAKE3 runs in WebAssembly, ten times slower than the native library, which could not be loaded (${missing.message}).`,
  };
}

export type EarlyResult = Pick<ChunkResult, 'digested' | 'hashed' | 'remark'>;

/** Digests the small files of a chunk, and leaves all others. */
export async function digestSmallFiles({ setup, files }: InspectChunk, worker: number, board: StatusBoard): Promise<EarlyResult> {
  const tasks = unpackEntries(files) as InspectTask[];
  const small = await SmallFiles.create(setup, tasks, worker);
  for (const task of tasks) {
    board.started(worker, task.id, processClock());
    small?.add(task);
    board.ended(worker, task.id, processClock());
  }
  const digested = small?.columns.packed();
  return { ...(digested && { digested }), hashed: small?.hashed ?? [], ...remarkOf(missingNativeBlake3()) };
}

/** Inspects the files of a chunk one after the other. */
export async function inspectChunk(
  { setup, files, alone, isFinal }: InspectChunk,
  worker: number,
  board: StatusBoard,
): Promise<ChunkResult> {
  const tasks = unpackEntries(files) as InspectTask[];
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  const hashed: (readonly [string, HashedFile])[] = [];
  const small = await SmallFiles.create(setup, tasks, worker);
  const isCanceled = ({ id }: InspectTask) => board.canceled || board.isTaskCanceled(id);
  const doubtful: DoubtfulTask[] = [];
  const inspect = async (task: InspectTask) => {
    const own: string[] = [];
    let isDoubtful = false;
    const doubted = () => {
      isDoubtful = true;
    };
    const context: InspectContext = {
      worker,
      timeoutSeconds: setup.timeoutSeconds,
      alone,
      isCanceled: () => isCanceled(task),
      progress: (bytes) => board.progressed(worker, task.id, bytes),
      hashed: (path, file) => setup.cacheFolder !== undefined && hashed.push([path, file]),
      error: (error) => own.push(`${task.source}: ${(error as Error)?.stack ?? error}`),
      ...(!isFinal && { doubted }),
    };
    const outcome = await inspectFile(task, setup.inspection, context);
    if (isDoubtful) doubtful.push({ id: task.id, hasOutputs: false });
    else {
      outcomes.push(outcome);
      errors.push(...own);
    }
  };
  let left = tasks.length;
  for (const task of tasks) {
    if (board.paused) break;
    left -= 1;
    board.started(worker, task.id, processClock());
    if (isCanceled(task) || !small?.add(task)) await inspect(task);
    board.ended(worker, task.id, processClock());
  }
  const digested = small?.columns.packed();
  return {
    outcomes,
    left,
    doubtful,
    errors,
    hashed: small ? [...small.hashed, ...hashed] : hashed,
    ...(digested && { digested }),
    ...remarkOf(missingNativeBlake3()),
  };
}
