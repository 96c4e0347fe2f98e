import { setImmediate } from 'node:timers/promises';
import type { FileGroup, GroupedFile } from '../../client/duplicates/fileGroup';
import type { Likeness } from '../../shared/duplicates/grouping';
import type { KeepRule } from '../../shared/duplicates/keepRule';
import type { GroupPage, GroupsView, GroupWindow } from '../../shared/protocol/groupsProtocol';
import { goingOf, type MarkedFile, type MarkRules, markFiles } from './groupMarks';
import { GroupLines, type GroupLinesOptions, type NumberedGroup } from './groupPaging';
import type { Thumbnail } from './thumbnailCache';

/**
 * The groups of files that the panel shows, and what is to become of each file. It owns that state, as the run store does the
 * run's: panels come and go. Imports no vscode.
 */

/** Groups that are gone through at a time: a few ms of work. */
const slice = 500;

/** What is chosen about groups; all but the threshold is remembered. */
export interface GroupChoices {
  readonly rule: KeepRule;
  readonly preferredFolder?: string;
  readonly protectedFolders: readonly string[];
  readonly threshold: number;
  readonly turned: boolean;
}

/** A search that has ended. */
interface Search {
  readonly likeness: Likeness;
  readonly empty: number;
  readonly failed: number;
}

/** A group that is to be carried out: the file that is kept, and those that go. */
export interface GoingGroup {
  readonly kept: GroupedFile;
  readonly going: readonly GroupedFile[];
}

export class GroupStore {
  #search: Search | undefined;
  #groups: readonly NumberedGroup[] = [];
  #groupOfFile = new Uint32Array();
  /** The first id of these groups: no id comes again, so that what a page asks of groups before these meets nothing. */
  #baseId = 0;
  #going = { files: 0, bytes: 0 };
  #marks = new Map<number, readonly MarkedFile[]>();
  readonly #byHand = new Map<string, 'stays' | 'goes'>();
  readonly #lines: GroupLines;
  #busy = false;
  /** Rises with every change of the groups, so that work on old ones can be given up. */
  #generation = 0;
  readonly #listeners = new Set<() => void>();

  constructor(
    readonly options: GroupLinesOptions,
    private chosen: GroupChoices,
  ) {
    this.#lines = new GroupLines(options, (index) => this.#marksOf(index));
  }

  /** Hears of every change. */
  onChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  get choices(): GroupChoices {
    return this.chosen;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** By what the files go together whose groups are shown. */
  get likeness(): Likeness | undefined {
    return this.#search?.likeness;
  }

  /** Forgets all groups: a new run begins, or a search came to nothing that is certain. */
  clear(): void {
    this.#generation += 1;
    this.#search = undefined;
    this.#groups = [];
    this.#busy = false;
    for (const each of [this.#byHand, this.#lines, this.#marks]) each.clear();
    this.#changed();
  }

  /** Shows what a search has found; the groups come on their own. */
  open(search: Search): void {
    this.clear();
    this.#search = search;
    this.#busy = true;
    this.#changed();
  }

  /** Says that groups are being made anew. */
  wait(): void {
    this.#busy = true;
    this.#changed();
  }

  /** Takes groups, in the order in which they are shown. What was chosen by hand goes on counting, by path. */
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

  /** Changes what is chosen; the groups and their marks are to follow. */
  choose(change: Partial<GroupChoices>): void {
    this.chosen = { ...this.chosen, ...change };
    this.#changed();
  }

  /** Marks the files anew and adds up what may go: of many groups some at a time, so that nobody is held up. */
  async mark(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#marks.clear();
    this.#busy = true;
    const rules = this.#rules();
    const sum = { files: 0, bytes: 0 };
    for (const [index, { files }] of this.#groups.entries()) {
      const { files: count, bytes } = goingOf(markFiles(files, rules, this.#byHand));
      sum.files += count;
      sum.bytes += bytes;
      if (index % slice === slice - 1) await setImmediate();
      if (generation !== this.#generation) return;
    }
    this.#going = sum;
    this.#busy = false;
    this.#changed();
  }

  #rules(): MarkRules {
    const { rule, preferredFolder, protectedFolders } = this.chosen;
    const sameBytes = this.#search?.likeness === 'bytes';
    return { rule, protectedFolders, sameBytes, ...(preferredFolder !== undefined && { preferredFolder }) };
  }

  #marksOf(index: number): readonly MarkedFile[] {
    const known = this.#marks.get(index);
    if (known) return known;
    const marks = markFiles((this.#groups[index] as NumberedGroup).files, this.#rules(), this.#byHand);
    // Only those in sight are asked for; a long look around must not add up.
    if (this.#marks.size > slice) this.#marks.clear();
    this.#marks.set(index, marks);
    return marks;
  }

  #markOf(id: number): { readonly index: number; readonly marked: MarkedFile } | undefined {
    const index = this.#groupOfFile[id - this.#baseId];
    const group = index === undefined ? undefined : this.#groups[index];
    if (!group || index === undefined) return undefined;
    return { index, marked: this.#marksOf(index)[id - group.firstId] as MarkedFile };
  }

  /** Has a file go that was to stay, or the other way round. Returns whether that can be: the last of a group stays, and what is protected. */
  toggle(id: number): boolean {
    const found = this.#markOf(id);
    if (!found || this.#busy) return false;
    const { index, marked } = found;
    const before = this.#marksOf(index);
    const goes = marked.mark === 'goes';
    const isFixed = marked.reason === 'protected' || marked.reason === 'linked';
    const staying = before.filter(({ mark }) => mark !== 'goes').length;
    if (!goes && (isFixed || staying === 1)) return false;
    this.#byHand.set(marked.file.path, goes ? 'stays' : 'goes');
    this.#marks.delete(index);
    const [was, is] = [goingOf(before), goingOf(this.#marksOf(index))];
    this.#going = { files: this.#going.files + is.files - was.files, bytes: this.#going.bytes + is.bytes - was.bytes };
    this.#changed();
    return true;
  }

  /** The images of a window. */
  imagesIn(window: GroupWindow): string[] {
    const { lines } = this.page(window);
    const files = lines.flatMap((line) => line.files).filter(({ imaged }) => imaged);
    return files.map(({ id }) => this.pathOf(id)).filter((path) => path !== undefined);
  }

  pathOf(id: number): string | undefined {
    return this.#markOf(id)?.marked.file.path;
  }

  /** What is to be moved to the trash, group by group. */
  *goingGroups(): Generator<GoingGroup> {
    const rules = this.#rules();
    for (const { files } of this.#groups) {
      const marks = markFiles(files, rules, this.#byHand);
      const kept = marks.find(({ mark }) => mark === 'kept')?.file;
      const going = marks.filter(({ mark }) => mark === 'goes').map(({ file }) => file);
      if (kept && going.length > 0) yield { kept, going };
    }
  }

  /** Takes files out of their groups that are gone, and says of others why they are not. A group of one is none. */
  async moved(gone: ReadonlySet<string>, errors: ReadonlyMap<string, string>): Promise<void> {
    for (const [path, error] of errors) this.#lines.setError(path, error);
    const left = this.#groups.map(({ files }) => ({ files: files.filter(({ path }) => !gone.has(path)), spareBytes: 0 }));
    await this.setGroups(left.filter(({ files }) => files.length > 1));
  }

  /** A small image of a file was made, or thrown away. */
  setImage(path: string, image: Thumbnail | undefined): void {
    this.#lines.setImage(path, image);
    this.#changed();
  }

  /** Null while no groups are to be shown. */
  view(): GroupsView | null {
    if (!this.#search) return null;
    const { likeness, empty, failed } = this.#search;
    const { rule, preferredFolder, protectedFolders, threshold, turned } = this.chosen;
    const { shown } = this.options;
    return {
      likeness,
      empty,
      failed,
      rule,
      groups: this.#groups.length,
      files: this.#groupOfFile.length,
      going: this.#going,
      protectedFolders: protectedFolders.map(shown),
      busy: this.#busy,
      ...(preferredFolder !== undefined && { preferredFolder: shown(preferredFolder) }),
      ...(likeness === 'similar' && { similarity: { threshold, turned } }),
    };
  }

  /** The lines of a window. */
  page(window: GroupWindow): GroupPage {
    return this.#lines.page(window);
  }
}
