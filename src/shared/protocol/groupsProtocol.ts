import type { Likeness } from '../duplicates/grouping';
import type { KeepRule, StayReason } from '../duplicates/keepRule';
import type { PixelSize } from '../values/pixelSize';

/** What the panel shows of files that go together, and what it can ask of them. */

/** What becomes of a file: the one of its group that is kept, one that stays beside it, or one that may go. */
export type FileMark = 'kept' | 'stays' | 'goes';

/** Why a file stays beside the one that is kept; `chosen`: by hand. */
export type MarkReason = StayReason | 'chosen';

/** All groups at a glance. Small whatever their number. */
export interface GroupsView {
  readonly likeness: Likeness;
  readonly groups: number;
  /** Files in groups. */
  readonly files: number;
  /** Of those, the ones that may go, and what that frees. */
  readonly going: { readonly files: number; readonly bytes: number };
  readonly rule: KeepRule;
  /** Folders as shown. */
  readonly preferredFolder?: string;
  readonly protectedFolders: readonly string[];
  /** Of images that look alike. */
  readonly similarity?: { readonly threshold: number; readonly turned: boolean };
  /** Whether the groups are being made anew, so that nothing can be moved now. */
  readonly busy: boolean;
  /** Files without content, and files that could not be compared: they are in the table. */
  readonly empty: number;
  readonly failed: number;
}

export interface GroupFile {
  readonly id: number;
  /** Path as shown. */
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly size?: PixelSize;
  /** Further names of the very file, as shown. */
  readonly otherNames: readonly string[];
  /** Bits in which it looks unlike the best of its group. */
  readonly distance?: number;
  readonly mark: FileMark;
  readonly reason?: MarkReason;
  /** Why it was not moved away, as a sentence. */
  readonly error?: string;
  /** Whether a small image of it can be made, and its address once there is one. */
  readonly imaged: boolean;
  readonly image?: string;
}

/** As many files of a group as stand side by side. */
export interface GroupLine {
  /** Number of the group, from 0. */
  readonly group: number;
  /** Files of the group in all. */
  readonly size: number;
  /** Place of the first of these files in the group. */
  readonly first: number;
  /** What the files of the group that may go take. */
  readonly goingBytes: number;
  readonly files: readonly GroupFile[];
}

/** The lines that the page shows; how many files stand side by side in one. */
export interface GroupWindow {
  readonly from: number;
  readonly count: number;
  readonly columns: number;
}

export interface GroupPage extends GroupWindow {
  /** Lines in all. */
  readonly total: number;
  readonly lines: readonly GroupLine[];
}

/** Functions of the extension for groups, called by the page. */
export interface GroupsHost {
  /** Says which lines the page shows; they come back, and again when they change. */
  watchGroups(window: GroupWindow): GroupPage;
  /** Has a file go that was to stay, or stay that was to go. The last of a group stays. */
  toggleFile(id: number): void;
  openFile(id: number): void;
  revealFile(id: number): void;
  /** @param pick asks for the preferred folder, also where there is one */
  setKeepRule(rule: KeepRule, pick: boolean): void;
  addProtectedFolder(): void;
  /** @param index place in the list of the view */
  removeProtectedFolder(index: number): void;
  setThreshold(threshold: number): void;
  setTurned(turned: boolean): void;
  /** Asks, then moves the files that may go to the trash, or where there is none, into the storage. */
  trashFiles(): void;
}
