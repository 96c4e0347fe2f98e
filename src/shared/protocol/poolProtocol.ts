import type { Recipe } from '../recipe/recipe';
import type { CompareRequest, Comparison } from '../run/comparison';
import type { AnySetup, InspectRequest, InspectSummary, VerifyRequest } from '../run/inspection';
import type { PackedGroups } from '../run/packedGroups';
import type { DigestedFiles, PackedEntries } from '../run/packedMessages';
import type { LostFiles, PlanEntry, PlanRequest, PlanSummary } from '../run/plan';
import type { ReadFiles } from '../run/readFiles';
import type {
  FileEstimate,
  MadeFiles,
  MarkupOptions,
  Outcome,
  RecordedRun,
  RunSetup,
  Task,
  UndoReport,
  UndoScope,
  WorkerStatus,
} from '../run/run';
import type { SentTasks } from '../run/sentTasks';
import type { ThumbnailRequest } from '../run/thumbnail';
import type { SwatchRequest, Trial, TrialRequest } from '../run/trial';
import type { Json } from '../values/json';
import type { PixelSize } from '../values/pixelSize';

/** Every message between the pool process and its parent, both directions. */

/** Exit code of the process when its worker threads have ended and no other one can be started. */
export const threadsEndedCode = 71;

/** The pool process, once a worker thread runs. */
export interface PoolInfo {
  readonly pid: number;
  /** Version of Node.js. */
  readonly node: string;
  /** Number of worker threads. */
  readonly workers: number;
}

/** Versions of the image library. */
export interface LibraryVersions {
  readonly sharp: string;
  readonly libvips: string;
  /** Why its WebAssembly build does the work, which is slower; undefined for the native library. */
  readonly nativeFault?: string;
}

/** Functions of the pool process, called by its parent. They reject with a message for people, unless they say otherwise. */
export interface PoolFunctions {
  /** Resolves once a worker thread runs. Rejects with the cause when none can. */
  start(): Promise<PoolInfo>;
  /** Has each worker thread encode and decode a pixel. Rejects with the cause when that fails: then images cannot be processed, but files can be read. */
  prove(): Promise<LibraryVersions>;
  /**
   * Expands and plans a request. The entries arrive through `planned`, in order, before the call resolves. A cancel ends it with an
   * empty summary.
   * @param lost files that ended earlier processes; the headers of all others are read one by one, each after `reading` told it
   */
  plan(request: PlanRequest, lost?: LostFiles): Promise<PlanSummary>;
  /** Finds and scans the files to inspect. Like `plan`, but the entries arrive through `foundFiles` and `readFiles`. */
  planInspection(request: InspectRequest): Promise<InspectSummary>;
  /** Reads a checksum file and scans the files that it lists. Like `planInspection`. */
  planVerification(request: VerifyRequest): Promise<InspectSummary>;
  /** Saves the digests of an inspection to the cache. Never rejects: an error is logged. */
  endInspection(): void;
  /** Deletes the digest cache in a folder. */
  clearDigests(folder: string): void;
  /** Writes a text file atomically. Returns why that failed, as a sentence; undefined on success. */
  writeText(path: string, text: string): string | undefined;
  /**
   * Prepares for the tasks of a run. Call it before the first `enqueue`.
   * @param memoryBudget memory that the process may take with the files in progress, in bytes; a file that needs more is processed alone
   */
  begin(setup: AnySetup, memoryBudget: number): void;
  /** Changes the memory budget of the run in progress. @param memoryBudget see `begin` */
  limitMemory(memoryBudget: number): void;
  /** Adds images to the queue. Their outcomes arrive through `finished`. */
  enqueue(tasks: SentTasks): void;
  /** Adds files to inspect. Their outcomes arrive through `finished`. */
  enqueueFiles(files: PackedEntries): void;
  /** Starts no further task until `resume` or the next `begin`. Those in progress end. */
  pause(): void;
  resume(): void;
  /** Cancels one task. Returns whether it was still queued: then it is dropped, without an outcome. Otherwise it is asked to end early. */
  cancelTask(id: number): boolean;
  /** Ends a plan, drops queued tasks, and resolves when the tasks in progress have ended. */
  cancel(): Promise<void>;
  /**
   * Writes the files about a run. Returns what failed, as sentences.
   * @param directory the run's folder
   * @param guard sources and targets of the plan, which an atlas must not overwrite, and the folder of the records of what runs made
   */
  writeRunFiles(
    directory: string,
    recipe: Recipe,
    made: readonly MadeFiles[],
    guard: { readonly taken: readonly string[]; readonly results: string },
  ): Promise<readonly string[]>;
  /**
   * Records what a run made, which has ended.
   * @param directory the run's folder
   * @param results folder of the records
   */
  recordResults(directory: string, results: string): Promise<RecordedRun>;
  /** Deletes folders with everything in them. */
  removeFolders(paths: readonly string[]): Promise<void>;
  /** Makes a thumbnail. Returns the size of the whole image. */
  thumbnail(request: ThumbnailRequest): Promise<PixelSize>;
  /** Writes files that show a source and one of its outputs, and how they differ. */
  compare(request: CompareRequest): Promise<Comparison>;
  /** Makes of one image what a run would make of it, as a file to show. */
  tryRecipe(request: TrialRequest): Promise<Trial>;
  /** Draws recipes on a small version of an image. Resolves with the path of a small image for each. */
  swatches(request: SwatchRequest): Promise<readonly string[]>;
  /** Makes the outputs of tasks without writing them. Resolves with what each took; null for one that failed. */
  estimate(setup: RunSetup, sample: readonly Task[]): Promise<readonly (FileEstimate | null)[]>;
  /** Markup for files that a run wrote. */
  markup(made: readonly MadeFiles[], options: MarkupOptions): Promise<string>;
  /**
   * Undoes a run, except for files that were changed since.
   * @param directory the run's folder
   */
  undo(directory: string, scope: UndoScope): Promise<UndoReport>;
  /**
   * Moves a file into a run's folder, from which undo restores it. Returns why it was not moved, as a sentence; undefined on success.
   * @param task a number that is unique in the run
   * @param kept path of the copy that is kept
   */
  moveToStorage(directory: string, task: number, path: string, kept: string): Promise<string | undefined>;
  /** Removes what a killed run left: temp files beside its targets, and intermediate images in its folder. Returns the number of temp files. */
  sweep(directory: string, targets: readonly string[]): Promise<number>;
}

/** Functions of the parent, called by the pool process. */
export interface PoolEvents {
  /** How many of the files found for a plan were scanned so far; sent a few times a second. */
  scanned(files: number, found: number): void;
  /** A plan over images needs the worker threads, now or soon. Sent once, before the plan asks them for anything. */
  probing(): void;
  /** Headers are read; sent when that begins, and as a sign of life. @param path the next one; undefined when several are read at once */
  reading(path?: string): Promise<void>;
  /** Some entries of a plan. */
  planned(entries: Json<readonly PlanEntry[]>): Promise<void>;
  /** Some entries of an inspection plan. */
  foundFiles(entries: PackedEntries): Promise<void>;
  /** Files of an inspection plan that have been read already; `foundFiles` does not tell them. */
  readFiles(files: readonly ReadFiles[]): Promise<void>;
  /** Groups of duplicates that have been found while planning; neither `foundFiles` nor `readFiles` tells their files. */
  foundGroups(groups: PackedGroups): Promise<void>;
  /** Ids of tasks that a worker gets now. If the process dies before their outcomes arrive, one of them may be the cause. */
  taken(ids: readonly number[]): void;
  /**
   * @param digested further outcomes, see `DigestColumns`
   * @param chunks outcomes of images, chunk by chunk
   */
  finished(outcomes: readonly Outcome[], digested: readonly DigestedFiles[], chunks: readonly Json<readonly Outcome[]>[]): void;
  /** Sent a few times a second while there are tasks; also shows that the process is alive. */
  status(workers: readonly WorkerStatus[]): void;
  /** The number of worker threads has changed: several computers work on the tasks. */
  capacity(workers: number): void;
  /** The tasks have to wait. @param reason a sentence */
  waiting(reason: string): void;
  /** A worker thread ended, and may have left temp files. Its tasks are tried again. */
  threadLost(): void;
  log(line: string): void;
}

/** Events, which get no reply. `reading` does, so that it arrives before a crash. `planned`, `foundFiles`, `readFiles`, and `foundGroups` do get one, too, so that a huge plan does not overwhelm its receiver. */
export const poolEventNames = ['probing', 'taken', 'finished', 'status', 'capacity', 'waiting', 'threadLost', 'log'] as const;
