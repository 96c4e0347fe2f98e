import type { DistinctFile, DuplicateGroup } from '../duplicates/grouping';
import { joinPaths, splitPaths } from './readFiles';

/** Packs groups of duplicates into columns to send them between processes. */

type Column = Float64Array<ArrayBuffer>;

/** Groups in columns, their files one after the other. */
export interface PackedGroups {
  /** Number of files of each group. */
  readonly counts: Column;
  /** Size of each file of a group. */
  readonly bytes: Column;
  /** See `joinPaths`. */
  readonly paths: string;
  readonly mtimes: Column;
  /** Joined like paths; empty where there is none. */
  readonly links: string;
  /** Further names of files, by their index. */
  readonly otherNames: readonly (readonly [index: number, names: readonly string[]])[];
}

export function packDuplicates(groups: readonly DuplicateGroup[]): PackedGroups {
  const files = groups.flatMap((group) => group.files);
  return {
    counts: Float64Array.from(groups, (group) => group.files.length),
    bytes: Float64Array.from(groups, ({ bytes }) => bytes),
    paths: joinPaths(files.map(({ path }) => path)),
    mtimes: Float64Array.from(files, ({ mtimeMs }) => mtimeMs),
    links: joinPaths(files.map(({ link = '' }) => link)),
    otherNames: files.flatMap(({ otherNames }, index) => (otherNames ? [[index, otherNames] as const] : [])),
  };
}

export function unpackDuplicates({ counts, bytes, paths, mtimes, links, otherNames }: PackedGroups): DuplicateGroup[] {
  const [allPaths, allLinks] = [splitPaths(paths, mtimes.length), splitPaths(links, mtimes.length)];
  const namesOf = new Map(otherNames);
  const groups: DuplicateGroup[] = [];
  for (let at = 0, group = 0; group < counts.length; group += 1) {
    const [size, count] = [bytes[group] as number, counts[group] as number];
    const files: DistinctFile[] = [];
    for (const end = at + count; at < end; at += 1) {
      const file = { path: allPaths[at] as string, bytes: size, mtimeMs: mtimes[at] as number };
      const [link, names] = [allLinks[at] as string, namesOf.get(at)];
      files.push({ ...file, ...(link !== '' && { link }), ...(names && { otherNames: names }) });
    }
    groups.push({ bytes: size, spareBytes: size * (count - 1), files });
  }
  return groups;
}
