import type { PlaceholderKind } from '../recipe/options';
import type { ProfileError } from '../recipe/profileErrors';
import type { Recipe } from '../recipe/recipe';
import type { OutputFormat, SourceFormat } from '../values/formats';
import type { MarkupKind } from '../values/markup';
import type { NameValues } from '../values/nameTemplate';
import type { Failure } from './failure';
import type { Findings } from './findings';

/** The run model: what a plan, a task and an outcome are. Plain data that crosses processes; paths are absolute and native. */

/**
 * What a file holds beside its pixels. `comments`: texts of a PNG and the comments of a JPEG; `lateExif`: EXIF behind the pixels
 * of a PNG; `gainMap`: what makes a JPEG HDR; `images`: further images in a JPEG, such as a preview.
 */
export const metadataKinds = ['exif', 'icc', 'xmp', 'iptc', 'comments', 'lateExif', 'gainMap', 'images'] as const;
export type MetadataKind = (typeof metadataKinds)[number];

/** What the header of a source says, read when the plan is made. Width and height are as displayed: after the EXIF orientation. */
export interface SourceHeader {
  readonly format: SourceFormat;
  readonly width: number;
  readonly height: number;
  /** Frames of an animation, else 1. */
  readonly pages: number;
  /** Bits of a sample: 8, 16 or 32. */
  readonly bits: number;
  readonly channels: number;
  readonly alpha: boolean;
  /** The color space by libvips' name: `srgb`, `rgb16`, `b-w`, `grey16`, `cmyk`, ... */
  readonly space: string;
  /** What there is beside the pixels, to be kept. */
  readonly metadata: readonly MetadataKind[];
  /** Pixels an inch that the file asks to be printed with; absent where it says none, or 72, which stands for none. */
  readonly density?: number;
}

/** How an output meets what is at its place: nothing, a file that may be overwritten, or the source itself. */
export type WriteMode = 'create' | 'overwrite' | 'replace';

export interface PlannedOutput {
  /** Index into the recipe's outputs. */
  readonly output: number;
  /** Where the file goes. Of a name that is known only when the file is made, a stand-in: its folder counts. */
  readonly target: string;
  readonly late?: LateName;
  readonly format: OutputFormat | 'svg';
  readonly mode: WriteMode;
  /** The source already is what is asked for: its bytes are copied, not encoded again. */
  readonly copy: boolean;
  /** The frame that this file is made of, from 0; absent where it is all of the image. */
  readonly frame?: number;
}

/** A name that speaks of the bytes of a file, or of a size that only the pixels tell. */
export interface LateName {
  readonly template: string;
  readonly values: NameValues;
  /** With its dot. */
  readonly extension: string;
}

/** One file of a run, whatever is done with it. */
export interface FileTask {
  /** Position in the plan's sorted order; unique in a run. */
  readonly id: number;
  readonly source: string;
  readonly bytes: number;
  /** Estimated work: memory of the decoded image in bytes, or the bytes to read. It orders, chunks and admits tasks. */
  readonly cost: number;
  /** 0 at first; raised when the pool process died with the task in flight. */
  readonly attempt: number;
}

/** One source file with all its outputs. */
export interface Task extends FileTask {
  /** The innermost root that holds the source; paths of the recipe start there. */
  readonly root: string;
  /** Modification time in ms; a file that was changed after the plan is left alone. */
  readonly mtimeMs: number;
  readonly header: SourceHeader;
  readonly outputs: readonly PlannedOutput[];
  /** The recipe as overrides change it for this file; absent where it is that of the run. */
  readonly recipe?: Recipe;
}

/** A source that the plan leaves out, and why. A fault in the file makes it failed, a reason of the recipe skipped. */
export interface Skip extends Failure {
  readonly id: number;
  readonly source: string;
  readonly bytes: number;
  readonly status: 'skipped' | 'failed';
}

export type PlanEntry = Task | Skip;

export function isTask(entry: PlanEntry): entry is Task {
  return 'outputs' in entry;
}

/** Sources that would make the same file. */
export interface Clash {
  readonly target: string;
  readonly sources: readonly string[];
}

export interface PlanRequest {
  /** Files and folders that the user pointed at. */
  readonly selection: readonly string[];
  /** Workspace folders (or, on the command line, the given paths' folders): outputs stay inside the one that holds their source. */
  readonly roots: readonly string[];
  /** Folders outside the roots that the user confirmed. */
  readonly allowedFolders: readonly string[];
  readonly recipe: Recipe;
  /** Globs that are never walked into, such as those of `files.exclude`. */
  readonly excludeGlobs: readonly string[];
  readonly useIgnoreFiles: boolean;
  /** What is to be left out below a root, where the roots have settings of their own; by root. */
  readonly rootRules?: Readonly<Record<string, WalkRules>>;
}

/** What a walk leaves out beside `node_modules` and `.git`. */
export type WalkRules = Pick<PlanRequest, 'excludeGlobs' | 'useIgnoreFiles'>;

export interface PlanSummary {
  readonly tasks: number;
  readonly skipped: number;
  /** Bytes of the tasks' sources. */
  readonly bytes: number;
  /** Files found in folders that are no images. */
  readonly otherFiles: number;
  /** At most `maxClashes` of them; `clashCount` is the true number. With conflict `unique` clashing names are numbered and there are none. */
  readonly clashes: readonly Clash[];
  readonly clashCount: number;
  /** Output folders outside every root that are not confirmed yet. */
  readonly outsideFolders: readonly string[];
  /** Sources or other files that would be replaced or overwritten. */
  readonly replaces: number;
  /** What is wrong with the recipe in this place, such as a watermark that is not there: nothing is to be done then. */
  readonly errors: readonly ProfileError[];
}

export const outcomeStatuses = ['done', 'kept', 'skipped', 'failed', 'canceled'] as const;
export type OutcomeStatus = (typeof outcomeStatuses)[number];

export interface WrittenOutput {
  readonly target: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly format: OutputFormat | 'svg';
  readonly density?: number;
  /** SHA-256 in hex of the bytes or, where the recipe names files by them or lists them, of the decoded pixels. */
  readonly digest?: string;
}

/** What became of a task. `code` and `message` say why, for every status but done. */
export interface Outcome {
  readonly id: number;
  readonly source: string;
  readonly status: OutcomeStatus;
  readonly code?: Failure['code'];
  readonly message?: string;
  /** Things worth knowing about a file that went well, as sentences. */
  readonly notes?: readonly string[];
  readonly before: { readonly bytes: number; readonly width: number; readonly height: number };
  readonly outputs: readonly WrittenOutput[];
  /** Of a file that was read. */
  readonly findings?: Findings;
  /** Time that the task took in its worker, in ms. */
  readonly ms: number;
  /** Number of the worker, from 0; -1 when none had it. */
  readonly worker: number;
}

/** An image to try a recipe on. */
export interface PreviewRequest {
  readonly source: string;
  readonly root: string;
  readonly recipe: Recipe;
  /** Folder for the two files; made where it is not there. */
  readonly directory: string;
  /** Starts the names of both. */
  readonly name: string;
}

/** Two small images to look at. */
export interface PreviewFiles {
  readonly before: string;
  readonly after: string;
}

/** A small image to be made of a file. */
export interface ThumbnailRequest {
  readonly source: string;
  /** Path of the small image, a WebP; its folder is made where it is not there. */
  readonly target: string;
}

/** What some tasks of a plan came to, without a file being written. */
export interface Estimate {
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Their cost as in `Task`, and the ms that a worker took for it. */
  readonly cost: number;
  readonly ms: number;
}

/** The files that a run made of one source. */
export interface MadeFiles {
  /** The innermost root that holds the source. */
  readonly root: string;
  readonly source: string;
  readonly outputs: readonly WrittenOutput[];
}

/** What markup is wanted for files. */
export interface MarkupOptions {
  readonly kind: MarkupKind;
  /** The attribute `sizes`. */
  readonly sizes?: string | undefined;
  /** What is shown until an image is there: a tiny version of it, or its average color. */
  readonly placeholder?: PlaceholderKind | undefined;
  /** Folder that the addresses start from. */
  readonly from: string;
}

/** What a worker is on now, and its share so far. */
export interface WorkerStatus {
  readonly worker: number;
  /** Id of the task, or -1 when idle. */
  readonly task: number;
  /** Rises while a task that may take long, as reading a large file does, gets on. */
  readonly signs: number;
  /** Bytes that were read of files under way, in whole KiB. */
  readonly bytesRead: number;
  readonly files: number;
  /** Time with at least one task under way, in ms. */
  readonly busyMs: number;
}

export interface RunSetup {
  readonly runId: string;
  readonly recipe: Recipe;
  /** Folder of the run in the store: the journal and the kept originals are in it. */
  readonly directory: string;
  /** Longest time that one file may take, in seconds. */
  readonly timeoutSeconds: number;
}

/** What undoing a run did. */
export interface UndoReport {
  /** Originals put back. */
  readonly restored: number;
  /** New files taken away. */
  readonly removed: number;
  /** Files left alone because they were edited or moved since, or could not be written; and restored ones that are not as they were. */
  readonly refused: readonly { readonly path: string; readonly message: string; readonly edited: boolean }[];
}
