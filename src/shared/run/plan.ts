import type { ProfileError } from '../recipe/profileErrors';
import type { Recipe } from '../recipe/recipe';
import type { Conflict } from '../recipe/schema/profileChoices';
import type { Failure } from './failure';
import type { Task, UnwrittenOutput } from './run';

/** The model of a plan: what a run would do. Plain data that crosses processes. Paths are absolute and native. */

/** Files whose headers ended the processes that read them, with their failures. */
export type LostFiles = readonly (readonly [path: string, failure: Failure])[];

/** A file that the plan leaves out, and why: `failed` because of an error in the file, `skipped` because of the recipe. */
export interface Skip extends Failure {
  readonly id: number;
  readonly source: string;
  readonly bytes: number;
  readonly status: 'skipped' | 'failed';
  /** Each output of a file that has several. */
  readonly unwritten?: readonly UnwrittenOutput[];
}

export type PlanEntry = Task | Skip;

export function isTask(entry: PlanEntry): entry is Task {
  return 'outputs' in entry;
}

/** Sources with the same output path. */
export interface Clash {
  readonly target: string;
  readonly sources: readonly string[];
}

export interface PlanRequest {
  /** Files and folders that the user selected. */
  readonly selection: readonly string[];
  /** Workspace folders (on the command line, the folders of the given paths). Outputs stay inside the one that contains their source. */
  readonly roots: readonly string[];
  /** Folders outside the roots that the user confirmed. */
  readonly allowedFolders: readonly string[];
  readonly recipe: Recipe;
  /** Globs of files and folders to leave out, such as those of `files.exclude`. */
  readonly excludeGlobs: readonly string[];
  readonly useIgnoreFiles: boolean;
  /** By root: what to leave out below it, where roots have different settings. */
  readonly rootRules?: Readonly<Record<string, WalkRules>>;
  /** How to treat what earlier runs made; absent where that is unknown. */
  readonly results?: ResultRules;
  /** Whether the recipe is from the settings of the workspace, which anybody may have written: then it may use no hidden folders, and no images outside the roots. */
  readonly restricted?: boolean;
  /** Plans only these files of the selection, such as those that failed before. */
  readonly only?: readonly string[];
}

/** How a plan treats what earlier runs made. */
export interface ResultRules {
  /** Folder of the records. */
  readonly folder: string;
  /** Whether files in folders that runs made from other files of the selection are sources, too. */
  readonly include: boolean;
  /** Whether files are made again although they are up to date. */
  readonly force: boolean;
  /** What to do about results that were edited since, when their source is processed again; default: `overwrite`, which Undo takes back. */
  readonly edited?: Conflict;
}

/** What to leave out besides `node_modules` and `.git`. */
export type WalkRules = Pick<PlanRequest, 'excludeGlobs' | 'useIgnoreFiles'>;

export interface PlanSummary {
  readonly tasks: number;
  readonly skipped: number;
  /** Bytes of the tasks' sources. */
  readonly bytes: number;
  /** Files in the folders that are not images. */
  readonly otherFiles: number;
  /** Number of images in the folders that earlier runs made from other files of the selection, and that are left out. */
  readonly results: number;
  /** Number of results that were edited since and would be overwritten. */
  readonly edited: number;
  /** Number of skipped sources whose outputs are up to date. */
  readonly upToDate: number;
  /** Number of images in the folders whose format is not supported, or whose name lacks an extension, by their format: `PSD`. */
  readonly notProcessed: Readonly<Record<string, number>>;
  /** The first of them; `clashCount` is their number. With conflict `unique` there are none, since clashing names get numbers. */
  readonly clashes: readonly Clash[];
  readonly clashCount: number;
  /** Output folders outside of all roots that are not confirmed yet. */
  readonly outsideFolders: readonly string[];
  /** Number of sources or other files that would be replaced or overwritten. */
  readonly replaces: number;
  /** Errors of the recipe that depend on the files, such as a missing watermark. With any of them there are no tasks. */
  readonly errors: readonly ProfileError[];
}
