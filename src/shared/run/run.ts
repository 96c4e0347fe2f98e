import type { Recipe } from '../recipe/recipe';
import type { PlaceholderKind } from '../recipe/schema/profileChoices';
import type { IconPurpose } from '../values/faviconSet';
import type { FileFormat, OutputFormat, SourceFormat } from '../values/formats';
import type { MarkupKind } from '../values/markup';
import type { NameValues } from '../values/nameTemplate';
import type { PixelSize } from '../values/pixelSize';
import type { Failure } from './failure';
import type { Findings } from './findings';
import type { Stages } from './stages';

/** The model of a run: tasks and outcomes. Plain data that crosses processes. Paths are absolute and native. */

/**
 * What a file contains besides its pixels. `comments`: text chunks of a PNG or comments of a JPEG; `lateExif`: EXIF after the
 * pixels of a PNG; `gainMap`: the HDR gain map of a JPEG; `images`: further images in a JPEG, such as a preview.
 */
export const metadataKinds = ['exif', 'icc', 'xmp', 'iptc', 'comments', 'lateExif', 'gainMap', 'images'] as const;
export type MetadataKind = (typeof metadataKinds)[number];

/** The header of a source, read for the plan. Width and height are as displayed, with the orientation applied. */
export interface SourceHeader {
  readonly format: SourceFormat;
  readonly width: number;
  readonly height: number;
  /** Frames of an animation; otherwise 1. */
  readonly pages: number;
  /** Of each page, where they differ: the images of an icon. */
  readonly sizes?: readonly PixelSize[];
  /** Bits per sample: 8, 16 or 32. */
  readonly bits: number;
  readonly channels: number;
  readonly alpha: boolean;
  /** The color space as libvips names it: `srgb`, `rgb16`, `b-w`, `grey16`, `cmyk`, ... */
  readonly space: string;
  /** Metadata in the file. */
  readonly metadata: readonly MetadataKind[];
  /** Print resolution in pixels per inch; absent where the file has none, or 72, which means none. */
  readonly density?: number;
  /** Number of symbols in an SVG that draws nothing by itself, which may have no size: width and height are 0. */
  readonly symbols?: number;
  /** The orientation, from 2 to 8, where it stands only in XMP or in a text of a PNG, so that decoders do not apply it. */
  readonly orientation?: number;
  /** A PNG of 8-bit RGB with or without alpha, and nothing that a decoder would have to apply: rows in order, no gamma, no profile. */
  readonly bare?: true;
  /** Bytes that the texts and the profile of a PNG take in a decoder, if they are many. Beyond `maxUnfoldedBytes`, the texts are not read. */
  readonly unfolded?: number;
}

/**
 * What an output finds at its path: nothing, a file that may be overwritten, a file that the same recipe made of the same source
 * and that is as it was left, or the source itself.
 */
export type WriteMode = 'create' | 'overwrite' | 'remake' | 'replace';

/** Where an output would be written in one of the formats of which the smallest file is kept. */
export interface OutputCandidate {
  readonly format: OutputFormat;
  readonly target: string;
  readonly mode: WriteMode;
  readonly late?: LateName;
}

export interface PlannedOutput {
  /** Index into the recipe's outputs. */
  readonly output: number;
  /** Path of the file. For a late name or format it is a placeholder in the right folder. */
  readonly target: string;
  /** Present when the name is known only after processing. */
  readonly late?: LateName;
  readonly format: FileFormat | 'best';
  /** For the format `best`: one of them becomes the output once all are encoded. */
  readonly candidates?: readonly OutputCandidate[];
  readonly mode: WriteMode;
  /** The source already matches the recipe: its bytes are copied, not encoded again. */
  readonly copy: boolean;
  /** Number of the frame that the file shows, from 0; absent for the whole image. */
  readonly frame?: number;
  /** Of an image that is only packed: a path with `/` that names it. The target is the atlas. */
  readonly sprite?: string;
}

/** A name that depends on the bytes of the output, or on a size that is known only from its pixels. */
export interface LateName {
  readonly template: string;
  readonly values: NameValues;
  /** With the dot. */
  readonly extension: string;
}

/** One file of a run of any kind. */
export interface FileTask {
  /** Position in the plan's sorted order; unique in a run. */
  readonly id: number;
  readonly source: string;
  readonly bytes: number;
  /** Estimated work in bytes: the memory of the decoded image, or the bytes to read. It decides the order, the chunks and how many run at once. */
  readonly cost: number;
  /** 0 at first; one more each time that the task was sent again, because the pool process died or the computer slept. */
  readonly attempt: number;
}

/** One source file with all its outputs. */
export interface Task extends FileTask {
  /** The innermost root that contains the source. Paths of the recipe are relative to it. */
  readonly root: string;
  /** Modification time in ms. A file that changed after the plan is not processed. */
  readonly mtimeMs: number;
  readonly header: SourceHeader;
  readonly outputs: readonly PlannedOutput[];
  /** Outputs that the plan already refuses, so that they are not even tried. */
  readonly unwritten?: readonly UnwrittenOutput[];
  /** The recipe with the overrides for this file; absent where that of the run applies. */
  readonly recipe?: Recipe;
  /** Whether its outputs are made without libvips, which gives the same samples. */
  readonly light?: true;
  /** Identifies the recipe and where it writes, for the record of what was made; absent where that is not kept. */
  readonly key?: string;
  /** Number of the source on its disk. */
  readonly ino?: number;
}

export const outcomeStatuses = ['done', 'kept', 'skipped', 'failed', 'canceled'] as const;
export type OutcomeStatus = (typeof outcomeStatuses)[number];

export interface WrittenOutput {
  readonly target: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly format: FileFormat;
  readonly density?: number;
  /** Of an image that is only packed: a path with `/` that names it, and its file in the folder of the run. The target is the atlas. */
  readonly sprite?: { readonly path: string; readonly file: string };
  /** Of an icon in a set. */
  readonly icon?: IconPurpose;
  /** SHA-256 in hex: of the decoded pixels where the recipe uses their digest in names or the manifest, otherwise of the bytes. */
  readonly digest?: string;
}

/**
 * An output that was not written, and why: `kept` because it would save too little, `skipped` because of the recipe, `failed`
 * because of an error.
 */
export interface UnwrittenOutput extends Failure {
  /** As planned. A late name or an open format still has its tokens. */
  readonly target: string;
  readonly format: FileFormat | 'best';
  readonly status: 'kept' | 'skipped' | 'failed';
}

/** The result of a task. It is failed if one of its outputs is, even if others were written. `code` and `message` give the reason, for every status except done. */
export interface Outcome {
  readonly id: number;
  readonly source: string;
  readonly status: OutcomeStatus;
  readonly code?: Failure['code'];
  readonly message?: string;
  /** Remarks on a file that succeeded, as sentences. */
  readonly notes?: readonly string[];
  readonly before: { readonly bytes: number; readonly width: number; readonly height: number };
  readonly outputs: readonly WrittenOutput[];
  /** The other outputs of a file that has several. */
  readonly unwritten?: readonly UnwrittenOutput[];
  /** Of a file that was inspected. */
  readonly findings?: Findings;
  /** Time in the worker, in ms. */
  readonly ms: number;
  /** Of an image that was processed: where the time went. Together at most `ms`. */
  readonly stages?: Stages;
  /** Number of the worker, from 0; -1 when none had the task. */
  readonly worker: number;
}

/** The result of trying a task of a plan without writing anything. */
export interface FileEstimate {
  /** Of its outputs, or of the source if it would be kept. */
  readonly bytesOut: number;
  /** Time that it took in a worker, in ms. */
  readonly ms: number;
}

/** The files that a run wrote for one source. */
export interface MadeFiles {
  /** The innermost root that contains the source. */
  readonly root: string;
  readonly source: string;
  readonly outputs: readonly WrittenOutput[];
}

/** How to write links to the icons of a website. */
export interface FaviconOptions {
  /** URL of the folder that paths are relative to. */
  readonly baseUrl?: string | undefined;
  /** Path of the web app manifest. */
  readonly manifest?: string | undefined;
  readonly themeColor?: string | undefined;
}

/** How to write markup for files. */
export interface MarkupOptions {
  readonly kind: MarkupKind;
  /** Value of the attribute `sizes`. */
  readonly sizes?: string | undefined;
  /** What is shown until the image is loaded: a tiny version of it, or its average color. */
  readonly placeholder?: PlaceholderKind | undefined;
  /** What the links to the icons of a website refer to beside them. */
  readonly favicon?: FaviconOptions | undefined;
  /** Folder that the URLs are relative to. */
  readonly from: string;
}

/** What a worker is doing, and what it has done so far. */
export interface WorkerStatus {
  readonly worker: number;
  /** The name of the computer, where the worker is one that works on the run. */
  readonly name?: string;
  /** Id of its oldest task, or -1 when idle. */
  readonly task: number;
  /** Rises while a long task, such as reading a large file, makes progress. */
  readonly signs: number;
  /** Bytes read of the files in progress, a multiple of 1024. */
  readonly bytesRead: number;
  /** Number of files done. */
  readonly files: number;
  /** Time with at least one task in progress, in ms. */
  readonly busyMs: number;
}

export interface RunSetup {
  readonly runId: string;
  readonly recipe: Recipe;
  /** Folder of the run in the store, with the journal and the kept originals. */
  readonly directory: string;
  /** Longest time that one file may take, in seconds. */
  readonly timeoutSeconds: number;
  /** Whether damaged sources are decoded as far as possible, and replaced. */
  readonly force?: boolean;
  /** The name of this computer, where several work on the run: it has a journal of its own. */
  readonly journal?: string;
}

/** What is known after the results of a run were recorded. */
export interface RecordedRun {
  /** Bytes of the originals that the run keeps. */
  readonly keptBytes: number;
  /** What could not be written, as a sentence. */
  readonly error?: string;
}

/** The part of a run that is undone. */
export interface UndoScope {
  /** Only the files of the tasks that wrote, replaced, or removed one of these paths. */
  readonly only?: readonly string[];
  /** Tasks that were undone before. What is at their paths now belongs to somebody else, even if it has the same bytes. */
  readonly undone?: readonly number[];
}

/** The result of undoing a run. */
export interface UndoReport {
  /** Number of restored originals. */
  readonly restored: number;
  /** Number of removed outputs. */
  readonly removed: number;
  /** Files that were not undone because they were edited or moved since, or could not be written; and restored files that differ from the original. */
  readonly refused: readonly { readonly path: string; readonly message: string; readonly edited: boolean }[];
}
