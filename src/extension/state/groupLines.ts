import type { GroupedFile } from '../../client/duplicates/fileGroup';
import type { GroupFile, GroupLine, GroupPage, GroupWindow } from '../../shared/protocol/groupsProtocol';
import type { PixelSize } from '../../shared/values/pixelSize';
import { type MarkedFile, removalTotals } from './groupMarks';
import type { Thumbnail } from './thumbnailCache';

/** A group whose files have consecutive ids. */
export interface NumberedGroup {
  readonly files: readonly GroupedFile[];
  /** Id of the first file. */
  readonly firstId: number;
}

export interface GroupLinesOptions {
  /** A path as people read it. */
  displayPath(path: string): string;
  /** Whether a thumbnail of a file can be rendered. */
  hasThumbnail(path: string): boolean;
}

/** Groups as the page shows them: lines of files side by side, with the details of each file. */
export class GroupLines {
  #groups: readonly NumberedGroup[] = [];
  /** The first line of each group, followed by the number of all lines, for this number of columns. */
  #lines = { columns: 0, starts: new Uint32Array(1) };
  readonly #errors = new Map<string, string>();
  readonly #thumbnails = new Map<string, Thumbnail>();
  /** Image sizes known from rendering thumbnails. */
  readonly #sizes = new Map<string, PixelSize>();

  constructor(
    readonly options: GroupLinesOptions,
    /** The marked files of a group, by its index. */
    readonly marksOf: (index: number) => readonly MarkedFile[],
  ) {}

  /** Replaces the groups; details of files are kept. */
  setGroups(groups: readonly NumberedGroup[]): void {
    this.#groups = groups;
    this.#lines = { columns: 0, starts: new Uint32Array(1) };
  }

  /** Sets the sentence that says why a file could not be moved. */
  setError(path: string, error: string): void {
    this.#errors.set(path, error);
  }

  /** Sets the thumbnail of a file; undefined removes it. */
  setThumbnail(path: string, thumbnail: Thumbnail | undefined): void {
    if (thumbnail === undefined) {
      this.#thumbnails.delete(path);
      return;
    }
    this.#thumbnails.set(path, thumbnail);
    this.#sizes.set(path, { width: thumbnail.width, height: thumbnail.height });
  }

  /** Removes all groups and details of files. */
  clear(): void {
    this.setGroups([]);
    for (const each of [this.#errors, this.#thumbnails, this.#sizes]) each.clear();
  }

  /** The lines of a window. Each group starts on a new line. */
  page({ from, count, columns }: GroupWindow): GroupPage {
    const perLine = Math.max(1, Math.floor(columns));
    const starts = this.#startsOf(perLine);
    const total = starts[this.#groups.length] as number;
    const lines: GroupLine[] = [];
    let group = groupAt(starts, from);
    for (let line = Math.max(0, from); line < Math.min(total, from + count); line += 1) {
      while ((starts[group + 1] as number) <= line) group += 1;
      lines.push(this.#line(group, (line - (starts[group] as number)) * perLine, perLine));
    }
    return { from, count, columns: perLine, total, lines };
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
    return { group: index, size: files.length, first, removableBytes: removalTotals(marks).bytes, files: line };
  }

  #file({ file, mark, reason }: MarkedFile, id: number): GroupFile {
    const { path, bytes, mtimeMs, width, height, otherNames = [], distance } = file;
    const { displayPath, hasThumbnail } = this.options;
    const error = this.#errors.get(path);
    const image = this.#thumbnails.get(path)?.path;
    const size = width === undefined || height === undefined ? this.#sizes.get(path) : { width, height };
    return {
      id,
      path: displayPath(path),
      bytes,
      mtimeMs,
      otherNames: otherNames.map(displayPath),
      mark,
      imaged: hasThumbnail(path),
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
