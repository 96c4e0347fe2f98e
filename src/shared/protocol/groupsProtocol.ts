import type { Likeness } from '../duplicates/grouping';
import type { AlsoKeptReason, KeepRule } from '../duplicates/keepRule';
import type { PixelSize } from '../values/pixelSize';

/** The part of the panel's messages about groups of duplicates and similar images, both directions. */

/** The mark of a file: `kept` is the one that its group always keeps, `stays` is kept as well, `goes` is marked for removal. */
export type FileMark = 'kept' | 'alsoKept' | 'removable';

/** Why a further file is kept. `chosen`: by hand. */
export type MarkReason = AlsoKeptReason | 'chosen';

/** A summary of all groups. Its size does not depend on their number. */
export interface GroupsView {
  readonly likeness: Likeness;
  readonly groups: number;
  /** Number of files in groups. */
  readonly files: number;
  /** Number of files that are marked for removal, and the bytes that frees. */
  readonly removable: { readonly files: number; readonly bytes: number };
  readonly rule: KeepRule;
  /** Display path. */
  readonly preferredFolder?: string;
  /** Display paths. */
  readonly protectedFolders: readonly string[];
  /** For similar images only. */
  readonly similarity?: { readonly threshold: number; readonly turned: boolean };
  /** Whether the groups are being recomputed, so that nothing can be moved now. */
  readonly busy: boolean;
  /** Number of empty files, and of files that could not be compared. The table lists them. */
  readonly empty: number;
  readonly failed: number;
}

export interface GroupFile {
  readonly id: number;
  /** Display path. */
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly size?: PixelSize;
  /** Display paths of further names (hard links) of the same file. */
  readonly otherNames: readonly string[];
  /** Difference from the best image of the group: the least threshold at which both are similar. */
  readonly distance?: number;
  readonly mark: FileMark;
  readonly reason?: MarkReason;
  /** Why it was not moved, as a sentence. */
  readonly error?: string;
  /** Whether a thumbnail of it can be made, and the URL of the thumbnail once there is one. */
  readonly imaged: boolean;
  readonly image?: string;
}

/** One line of the list: files of one group, side by side. */
export interface GroupLine {
  /** Number of the group, from 0. */
  readonly group: number;
  /** Number of files in the group. */
  readonly size: number;
  /** Index of the first of these files in the group. */
  readonly first: number;
  /** Total size of the group's files that are marked for removal. */
  readonly removableBytes: number;
  readonly files: readonly GroupFile[];
}

/** The lines that the page shows. `columns`: files side by side in a line. */
export interface GroupWindow {
  readonly from: number;
  readonly count: number;
  readonly columns: number;
}

export interface GroupPage extends GroupWindow {
  /** Number of lines. */
  readonly total: number;
  readonly lines: readonly GroupLine[];
}

/** Functions of the extension for groups, called by the page. */
export interface GroupsHost {
  /** Sets which lines the page shows. Returns them, and sends an update when they change. */
  watchGroups(window: GroupWindow): GroupPage;
  /** Marks a file for removal, or unmarks it. At least one file of each group is always kept. */
  toggleFile(id: number): void;
  openFile(id: number): void;
  revealFile(id: number): void;
  /** @param pick asks for the preferred folder, even if there is one */
  setKeepRule(rule: KeepRule, pick: boolean): void;
  addProtectedFolder(): void;
  /** @param index index into `GroupsView.protectedFolders` */
  removeProtectedFolder(index: number): void;
  setThreshold(threshold: number): void;
  setTurned(turned: boolean): void;
  /** Asks, then moves the marked files to the trash or, where there is none, into the storage. */
  trashFiles(): void;
}
