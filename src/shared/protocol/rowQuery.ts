import type { OutcomeStatus } from '../run/run';

/** Which rows of the table the page shows, and in which order. */

/**
 * How a file ended, in the order in which the filters are offered. `undone`: it was done, and its outputs were removed or its original
 * restored since. Two statuses exist only when a checksum file is verified: `missing` (listed, but does not exist) and `extra`
 * (exists, but is not listed).
 */
export const endStatuses = ['done', 'undone', 'kept', 'skipped', 'failed', 'missing', 'extra', 'canceled'] as const satisfies readonly (
  | OutcomeStatus
  | 'undone'
  | 'missing'
  | 'extra'
)[];
export type EndStatus = (typeof endStatuses)[number];

/** The status of a row: how the file ended, or that it has not yet. */
export type RowStatus = EndStatus | 'planned' | 'queued' | 'working';
export const rowFilters = ['all', ...endStatuses] as const;
export type RowFilter = (typeof rowFilters)[number];

/** What rows can be sorted by. `size`: bytes before; `saving`: share of the bytes that a single output saves; `pixels`: before. */
export const sortColumns = ['path', 'status', 'size', 'saving', 'pixels'] as const;
export type SortColumn = (typeof sortColumns)[number];

/** How the bytes of an output compare with those of its source. */
export const savingFilters = ['smaller', 'same', 'larger'] as const;
export type SavingFilter = (typeof savingFilters)[number];

/** A query. Conditions that are empty texts apply to no row; all others must hold. */
export interface RowQuery {
  readonly filter: RowFilter;
  /** Words that the path or the message must contain, whatever their case. */
  readonly text: string;
  /** A failure code. */
  readonly cause: string;
  /** An extension in lower case, without the dot. */
  readonly format: string;
  /** Display path of a folder. Its subfolders are included. */
  readonly folder: string;
  readonly saving: SavingFilter | '';
  readonly sort: SortColumn;
  readonly descending: boolean;
}

/** All rows in path order. */
export const everyRow: RowQuery = {
  filter: 'all',
  text: '',
  cause: '',
  format: '',
  folder: '',
  saving: '',
  sort: 'path',
  descending: false,
};

export function isSameQuery(a: RowQuery, b: RowQuery): boolean {
  return (Object.keys(everyRow) as (keyof RowQuery)[]).every((key) => a[key] === b[key]);
}

/** Whether a query has conditions besides its status. */
export function isNarrowed({ text, cause, format, folder, saving }: RowQuery): boolean {
  return [text, cause, format, folder, saving].some((condition) => condition !== '');
}

/** A value of a condition, with the number of rows to which it applies. */
export interface Facet {
  readonly value: string;
  readonly count: number;
}

/** Files that failed for the same reason. */
export interface FailureGroup {
  /** A failure code. */
  readonly code: string;
  readonly count: number;
  /** The message of the first one. */
  readonly example: string;
  /** Whether all have this message. */
  readonly uniform: boolean;
}

/** What the rows of a run can be narrowed down to. */
export interface Facets {
  /** Extensions of the sources, and their folders; the most frequent ones, in alphabetical order. */
  readonly formats: readonly Facet[];
  readonly folders: readonly Facet[];
  /** The most frequent one first. */
  readonly failures: readonly FailureGroup[];
}

/** How a row joins the selection: alone, in addition (or no longer, if it was selected), or with all rows since the last one. */
export const selectModes = ['only', 'toggle', 'range'] as const;
export type SelectMode = (typeof selectModes)[number];

/** The rows that the user selected. */
export interface SelectionView {
  readonly count: number;
  /** Total size of the sources. */
  readonly bytes: number;
}

/** What can be done with rows: by a key, a button of the row, or its context menu. */
export const rowActions = [
  'open',
  'openOriginal',
  'openToSide',
  'compare',
  'revealInExplorer',
  'revealInSystem',
  'copyPath',
  'copyRelativePath',
  'copyMarkdown',
  'copyHtml',
  'copyDigests',
  'retry',
  'retryWith',
  'undo',
  'cancel',
  'rename',
  'exclude',
  'ignore',
] as const;
export type RowAction = (typeof rowActions)[number];

/** What can be done with the whole run, besides what has a button of its own. */
export const runActions = [
  'resumeRun',
  'retryFailed',
  'runAgain',
  'runWith',
  'saveProfile',
  'copyMarkup',
  'openFolder',
  'searchAgain',
] as const;
export type RunAction = (typeof runActions)[number];

/** What can be done with all files that failed for the same reason. */
export const failureActions = ['copy', 'exclude', 'retry'] as const;
export type FailureAction = (typeof failureActions)[number];
