import type { Recipe } from '../recipe/recipe';
import type { AnySetup, InspectRequest, InspectSummary, VerifyRequest } from '../run/inspection';
import type { DigestedFiles, PackedEntries } from '../run/packColumns';
import type {
  Estimate,
  MadeFiles,
  MarkupOptions,
  Outcome,
  PlanEntry,
  PlanRequest,
  PlanSummary,
  PreviewFiles,
  PreviewRequest,
  RunSetup,
  Task,
  ThumbnailRequest,
  UndoReport,
  WorkerStatus,
} from '../run/run';
import type { PixelSize } from '../values/pixelSize';

/** Every message between the pool process and its parent, both directions. */

/** What the pool process says of itself once a worker thread runs. */
export interface PoolInfo {
  readonly pid: number;
  readonly node: string;
  readonly workers: number;
}

/** What the image library is. */
export interface LibraryVersions {
  readonly sharp: string;
  readonly libvips: string;
}

/** Functions of the pool process, called by its parent. */
export interface PoolFunctions {
  /** Answers when a worker thread runs. Rejects with the cause where none can. */
  start(): Promise<PoolInfo>;
  /** Has the worker threads decode and encode a pixel. Rejects with the cause where they cannot: then only files can be read. */
  prove(): Promise<LibraryVersions>;
  /** Expands and plans. The entries arrive through `planned`, in order, before the call returns. Cancel ends it with an empty summary. */
  plan(request: PlanRequest): Promise<PlanSummary>;
  /** Finds files and looks at each, as `plan` does; the entries arrive through `foundFiles`. */
  planInspection(request: InspectRequest): Promise<InspectSummary>;
  /** Reads a checksum file and looks at what it names. */
  planVerification(request: VerifyRequest): Promise<InspectSummary>;
  /** Keeps what a reading has learned for the next one. */
  endInspection(): void;
  /** Forgets all digests of the cache in a folder. */
  clearDigests(folder: string): void;
  /** Writes a text into its place, whole or not at all. Returns why it could not be written, as a sentence. */
  writeText(path: string, text: string): string | undefined;
  /** Prepares for tasks of a run. */
  begin(setup: AnySetup): void;
  /** Adds tasks to the queue; their outcomes arrive through `finished`. */
  enqueue(tasks: readonly Task[]): void;
  /** Adds files to be read. */
  enqueueFiles(files: PackedEntries): void;
  /** Drops what is queued and returns when what was being worked on has ended. */
  cancel(): Promise<void>;
  /** Writes the manifest and the markup of the run in this folder. Returns what could not be written, as sentences. */
  writeRunFiles(directory: string, recipe: Recipe, made: readonly MadeFiles[]): Promise<readonly string[]>;
  /** Makes a small image before and after the steps of a recipe. */
  preview(request: PreviewRequest): Promise<PreviewFiles>;
  /** Makes a small image to be seen in a list. Returns the size of the whole one. */
  thumbnail(request: ThumbnailRequest): Promise<PixelSize>;
  /** Makes the outputs of tasks and throws them away. */
  estimate(setup: RunSetup, sample: readonly Task[]): Promise<Estimate>;
  /** Markup for files that a run made. */
  markup(made: readonly MadeFiles[], wanted: MarkupOptions): Promise<string>;
  /** Takes back what the run in this folder did, as far as nobody changed it since. */
  undo(directory: string): Promise<UndoReport>;
  /** Moves a file into the folder of a run, from which undo brings it back. Returns why it is still in its place, as a sentence. */
  moveToStorage(directory: string, task: number, path: string, kept: string): Promise<string | undefined>;
  /** Removes what a killed run left: the temp files beside these targets, and images under way in its folder. */
  sweep(directory: string, targets: readonly string[]): Promise<number>;
}

/** Functions of the parent, called by the pool process. */
export interface PoolEvents {
  /** Tells, a few times a second, how many of the files found for a plan were looked at. */
  scanned(files: number, found: number): void;
  planned(entries: readonly PlanEntry[]): Promise<void>;
  foundFiles(entries: PackedEntries): Promise<void>;
  /** Ids of tasks that go to a worker now: should the process die before their outcomes, one of these may have caused it. */
  taken(ids: readonly number[]): void;
  /** @param digested further outcomes, of files of which only digests are to be said */
  finished(outcomes: readonly Outcome[], digested: readonly DigestedFiles[]): void;
  /** Sent a few times a second while a run has tasks: also the sign of life. */
  status(workers: readonly WorkerStatus[]): void;
  log(line: string): void;
}

/** Events carry no reply; `planned` does, so that a plan of a huge folder does not outrun its receiver. */
export const poolEventNames = ['taken', 'finished', 'status', 'log'] as const;
