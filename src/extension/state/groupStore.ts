import { setImmediate } from 'node:timers/promises';
import type { FileGroup } from '../../client/duplicates/fileGroup';
import type { RemovalGroup } from '../../client/duplicates/removeDuplicates';
import type { Likeness } from '../../shared/duplicates/grouping';
import type { KeepRule } from '../../shared/duplicates/keepRule';
import type { GroupPage, GroupsView, GroupWindow } from '../../shared/protocol/groupsProtocol';
import { ChangeListeners } from './changeListeners';
import type { ComparedGroup } from './comparisons';
import { GroupLines, type GroupLinesOptions, type NumberedGroup } from './groupLines';
import { type MarkedFile, type MarkRules, markFiles, removalTotals } from './groupMarks';
import type { Thumbnail } from './thumbnailCache';

/**
 * The groups of duplicates in the panel, and which of their files are kept. The store owns this state as the run store owns the
 * run's: panels come and go. Imports no vscode.
 */

/** How many groups are marked at a time, which takes a few milliseconds. */
const groupsPerSlice = 500;

/** The user's choices about groups. */
export interface GroupChoices {
  readonly rule: KeepRule;
  readonly preferredFolder?: string;
  readonly protectedFolders: readonly string[];
  readonly threshold: number;
  readonly turned: boolean;
}

/** The search that found the groups. */
interface EndedSearch {
  readonly likeness: Likeness;
  /** Number of empty files, which are not compared. */
  readonly empty: number;
  /** Number of files that could not be compared. */
  readonly failed: number;
}

export class GroupStore {
  #search: EndedSearch | undefined;
  #groups: readonly NumberedGroup[] = [];
  #groupOfFile = new Uint32Array();
  /** Id of the first file. Ids are never reused, so that a stale request from the page matches no file. */
  #baseId = 0;
  #removal = { files: 0, bytes: 0 };
  #marks = new Map<number, readonly MarkedFile[]>();
  readonly #manualMarks = new Map<string, 'alsoKept' | 'removable'>();
  readonly #lines: GroupLines;
  #busy = false;
  /** Increases with every change of the groups, so that work on old ones stops. */
  #generation = 0;
  readonly #listeners = new ChangeListeners();

  constructor(
    readonly options: GroupLinesOptions,
    private currentChoices: GroupChoices,
  ) {
    this.#lines = new GroupLines(options, (index) => this.#marksOf(index));
  }

  /** Calls the listener on every change. */
  onChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  get choices(): GroupChoices {
    return this.currentChoices;
  }

  /** Whether the groups are being computed. */
  get busy(): boolean {
    return this.#busy;
  }

  /** How the files of the groups match; undefined when no groups are shown. */
  get likeness(): Likeness | undefined {
    return this.#search?.likeness;
  }

  /** Removes all groups because another run starts. */
  clear(): void {
    this.#generation += 1;
    this.#search = undefined;
    this.#groups = [];
    this.#busy = false;
    for (const each of [this.#manualMarks, this.#lines, this.#marks]) each.clear();
    this.#listeners.notify();
  }

  /** Shows the result of a search; `setGroups` follows. */
  open(search: EndedSearch): void {
    this.clear();
    this.#search = search;
    this.#busy = true;
    this.#listeners.notify();
  }

  /** Shows that the groups are being computed. */
  setBusy(): void {
    this.#busy = true;
    this.#listeners.notify();
  }

  /** Replaces the groups, in display order. Manual marks stay in effect, by path. */
  async setGroups(groups: readonly FileGroup[]): Promise<void> {
    this.#baseId += this.#groupOfFile.length;
    let firstId = this.#baseId;
    this.#groups = groups.map(({ files }) => {
      const group = { files, firstId };
      firstId += files.length;
      return group;
    });
    this.#groupOfFile = new Uint32Array(firstId - this.#baseId);
    for (const [index, { files, firstId: id }] of this.#groups.entries()) {
      this.#groupOfFile.fill(index, id - this.#baseId, id - this.#baseId + files.length);
    }
    this.#lines.setGroups(this.#groups);
    await this.mark();
  }

  /** Changes choices; the caller updates the groups or their marks. */
  choose(change: Partial<GroupChoices>): void {
    this.currentChoices = { ...this.currentChoices, ...change };
    this.#listeners.notify();
  }

  /** Marks all files and adds up those marked for removal. Many groups are marked in slices, which keeps the extension host responsive. */
  async mark(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#marks.clear();
    this.#busy = true;
    const rules = this.#rules();
    const sum = { files: 0, bytes: 0 };
    for (const [index, { files }] of this.#groups.entries()) {
      const { files: count, bytes } = removalTotals(markFiles(files, rules, this.#manualMarks));
      sum.files += count;
      sum.bytes += bytes;
      if (index % groupsPerSlice === groupsPerSlice - 1) await setImmediate();
      if (generation !== this.#generation) return;
    }
    this.#removal = sum;
    this.#busy = false;
    this.#listeners.notify();
  }

  #rules(): MarkRules {
    const { rule, preferredFolder, protectedFolders } = this.currentChoices;
    const sameBytes = this.#search?.likeness === 'bytes';
    return { rule, protectedFolders, sameBytes, ...(preferredFolder !== undefined && { preferredFolder }) };
  }

  #marksOf(index: number): readonly MarkedFile[] {
    const known = this.#marks.get(index);
    if (known) return known;
    const marks = markFiles((this.#groups[index] as NumberedGroup).files, this.#rules(), this.#manualMarks);
    // Only visible groups are requested, but scrolling through many must not use more and more memory.
    if (this.#marks.size > groupsPerSlice) this.#marks.clear();
    this.#marks.set(index, marks);
    return marks;
  }

  #markOf(id: number): { readonly index: number; readonly marked: MarkedFile } | undefined {
    const index = this.#groupOfFile[id - this.#baseId];
    const group = index === undefined ? undefined : this.#groups[index];
    if (!group || index === undefined) return undefined;
    return { index, marked: this.#marksOf(index)[id - group.firstId] as MarkedFile };
  }

  /** Marks a file for removal, or to be kept. Returns false when that is refused: for the last file kept in a group, and protected files. */
  toggle(id: number): boolean {
    const found = this.#markOf(id);
    if (!found || this.#busy) return false;
    const { index, marked } = found;
    const before = this.#marksOf(index);
    const removed = marked.mark === 'removable';
    const isFixed = marked.reason === 'protected' || marked.reason === 'linked';
    const remaining = before.filter(({ mark }) => mark !== 'removable').length;
    if (!removed && (isFixed || remaining === 1)) return false;
    this.#manualMarks.set(marked.file.path, removed ? 'alsoKept' : 'removable');
    this.#marks.delete(index);
    const [was, is] = [removalTotals(before), removalTotals(this.#marksOf(index))];
    this.#removal = { files: this.#removal.files + is.files - was.files, bytes: this.#removal.bytes + is.bytes - was.bytes };
    this.#listeners.notify();
    return true;
  }

  /** Paths of the images in a window. */
  imagesIn(window: GroupWindow): string[] {
    const { lines } = this.page(window);
    const files = lines.flatMap((line) => line.files).filter(({ imaged }) => imaged);
    return files.map(({ id }) => this.pathOf(id)).filter((path) => path !== undefined);
  }

  /** The path of a file; undefined for an id of earlier groups. */
  pathOf(id: number): string | undefined {
    return this.#markOf(id)?.marked.file.path;
  }

  /** The files of the group that a file belongs to: the kept one, and the others. Undefined for an id of earlier groups. */
  groupOf(id: number): ComparedGroup | undefined {
    const found = this.#markOf(id);
    if (!found) return undefined;
    const marks = this.#marksOf(found.index);
    const kept = marks.find(({ mark }) => mark === 'kept')?.file.path;
    const others = marks.map(({ file }) => file.path).filter((path) => path !== kept);
    return kept === undefined ? undefined : { kept, others, index: others.indexOf(found.marked.file.path) };
  }

  /** The files marked for removal, group by group, each with the file kept instead. */
  *markedGroups(): Generator<RemovalGroup> {
    const rules = this.#rules();
    for (const { files } of this.#groups) {
      const marks = markFiles(files, rules, this.#manualMarks);
      const kept = marks.find(({ mark }) => mark === 'kept')?.file;
      const removable = marks.filter(({ mark }) => mark === 'removable').map(({ file }) => file);
      if (kept && removable.length > 0) yield { kept, removable };
    }
  }

  /**
   * Removes moved files from their groups, and groups of one file. Other files show why they were not moved.
   * @param moved paths
   * @param errors sentences by path
   */
  async setMoved(moved: ReadonlySet<string>, errors: ReadonlyMap<string, string>): Promise<void> {
    for (const [path, error] of errors) this.#lines.setError(path, error);
    const left = this.#groups.map(({ files }) => ({ files: files.filter(({ path }) => !moved.has(path)), spareBytes: 0 }));
    await this.setGroups(left.filter(({ files }) => files.length > 1));
  }

  /** Sets the thumbnail of a file; undefined removes it. */
  setThumbnail(path: string, thumbnail: Thumbnail | undefined): void {
    this.#lines.setThumbnail(path, thumbnail);
    this.#listeners.notify();
  }

  /** All groups at a glance; null when no groups are shown. */
  view(): GroupsView | null {
    if (!this.#search) return null;
    const { likeness, empty, failed } = this.#search;
    const { rule, preferredFolder, protectedFolders, threshold, turned } = this.currentChoices;
    const { displayPath } = this.options;
    return {
      likeness,
      empty,
      failed,
      rule,
      groups: this.#groups.length,
      files: this.#groupOfFile.length,
      removable: this.#removal,
      protectedFolders: protectedFolders.map(displayPath),
      busy: this.#busy,
      ...(preferredFolder !== undefined && { preferredFolder: displayPath(preferredFolder) }),
      ...(likeness === 'similar' && { similarity: { threshold, turned } }),
    };
  }

  /** The lines of a window. */
  page(window: GroupWindow): GroupPage {
    return this.#lines.page(window);
  }
}
