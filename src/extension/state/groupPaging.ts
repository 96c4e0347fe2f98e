import type { GroupedFile } from '../../client/duplicates/fileGroup';
import type { GroupFile, GroupLine, GroupPage, GroupWindow } from '../../shared/protocol/groupsProtocol';
import type { PixelSize } from '../../shared/values/pixelSize';
import { goingOf, type MarkedFile } from './groupMarks';
import type { Thumbnail } from './thumbnailCache';

/** A group with the ids of its files. */
export interface NumberedGroup {
  readonly files: readonly GroupedFile[];
  /** Number of the id of its first file; the others follow. */
  readonly firstId: number;
}

export interface GroupLinesOptions {
  /** A path as people read it. */
  shown(path: string): string;
  /** Whether a small image of a file can be made. */
  imaged(path: string): boolean;
}

/** Groups as the page shows them: lines of files side by side, with what is known of each file. */
export class GroupLines {
  #groups: readonly NumberedGroup[] = [];
  /** The line at which each group begins, and behind them the number of lines; for so many files side by side. */
  #lines = { columns: 0, starts: new Uint32Array(1) };
  readonly #errors = new Map<string, string>();
  readonly #images = new Map<string, Thumbnail>();
  /** Sizes that only the small images have told. */
  readonly #sizes = new Map<string, PixelSize>();

  constructor(
    readonly options: GroupLinesOptions,
    /** What becomes of the files of a group, by its number. */
    readonly marksOf: (index: number) => readonly MarkedFile[],
  ) {}

  /** Takes other groups; what is known of files stays known. */
  setGroups(groups: readonly NumberedGroup[]): void {
    this.#groups = groups;
    this.#lines = { columns: 0, starts: new Uint32Array(1) };
  }

  setError(path: string, error: string): void {
    this.#errors.set(path, error);
  }

  /** A small image of a file was made, or thrown away. */
  setImage(path: string, image: Thumbnail | undefined): void {
    if (image === undefined) {
      this.#images.delete(path);
      return;
    }
    this.#images.set(path, image);
    this.#sizes.set(path, { width: image.width, height: image.height });
  }

  /** Forgets all groups and files. */
  clear(): void {
    this.setGroups([]);
    for (const each of [this.#errors, this.#images, this.#sizes]) each.clear();
  }

  /** The lines of a window; each group is on lines of its own. */
  page({ from, count, columns }: GroupWindow): GroupPage {
    const wide = Math.max(1, Math.floor(columns));
    const starts = this.#startsOf(wide);
    const total = starts[this.#groups.length] as number;
    const lines: GroupLine[] = [];
    let group = groupAt(starts, from);
    for (let line = Math.max(0, from); line < Math.min(total, from + count); line += 1) {
      while ((starts[group + 1] as number) <= line) group += 1;
      lines.push(this.#line(group, (line - (starts[group] as number)) * wide, wide));
    }
    return { from, count, columns: wide, total, lines };
  }

  #startsOf(columns: number): Uint32Array {
    if (this.#lines.columns === columns) return this.#lines.starts;
    const starts = new Uint32Array(this.#groups.length + 1);
    for (const [index, { files }] of this.#groups.entries())
      starts[index + 1] = (starts[index] as number) + Math.ceil(files.length / columns);
    this.#lines = { columns, starts };
    return starts;
  }

  #line(index: number, first: number, columns: number): GroupLine {
    const { files, firstId } = this.#groups[index] as NumberedGroup;
    const marks = this.marksOf(index);
    const line = marks.slice(first, first + columns).map((marked, at) => this.#file(marked, firstId + first + at));
    return { group: index, size: files.length, first, goingBytes: goingOf(marks).bytes, files: line };
  }

  #file({ file, mark, reason }: MarkedFile, id: number): GroupFile {
    const { path, bytes, mtimeMs, width, height, otherNames = [], distance } = file;
    const { shown, imaged } = this.options;
    const error = this.#errors.get(path);
    const image = this.#images.get(path)?.path;
    const size = width === undefined || height === undefined ? this.#sizes.get(path) : { width, height };
    return {
      id,
      path: shown(path),
      bytes,
      mtimeMs,
      otherNames: otherNames.map(shown),
      mark,
      imaged: imaged(path),
      ...(size && { size }),
      ...(distance !== undefined && { distance }),
      ...(reason && { reason }),
      ...(error !== undefined && { error }),
      ...(image !== undefined && { image }),
    };
  }
}

/** The group that a line belongs to. */
function groupAt(starts: Uint32Array, line: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high - 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= line) low = middle;
    else high = middle;
  }
  return low;
}
