import { dirname, relative, sep } from 'node:path';
import { commonFolder, driveOf, parentFolder } from '../../shared/values/paths';
import { isInside, rootOf } from './containment';

/** Where files belong in an output folder that mirrors the folders of the selection, so that names need no numbers. */

/** A file or folder that the user selected, with its links resolved. */
export interface SelectedPath {
  readonly path: string;
  readonly isFolder: boolean;
}

/** The folders at the top of the mirrored trees. */
export interface MirrorBases {
  /** For an output folder of its root. */
  readonly ofRoot: string;
  /** For an output folder that all roots share. */
  readonly ofSelection: string;
}

/** The selected paths that are in no other selected folder. */
function outermost(selected: readonly SelectedPath[]): SelectedPath[] {
  const folders = new Set(selected.filter(({ isFolder }) => isFolder).map(({ path }) => path));
  const known = new Map<string, boolean>();
  const isCovered = (path: string): boolean => {
    const parent = parentFolder(path);
    const covered = known.get(parent) ?? (parent !== path && (folders.has(parent) || isCovered(parent)));
    known.set(parent, covered);
    return covered;
  };
  return folders.size === 0 ? [...selected] : selected.filter(({ path }) => !isCovered(path));
}

/** The base for some selected paths: a single folder itself, otherwise the innermost folder that contains them all. */
export function mirrorBase(selected: readonly SelectedPath[]): string {
  const outer = outermost(selected);
  const [first, ...rest] = outer;
  if (first?.isFolder && rest.length === 0) return first.path;
  return commonFolder(outer.map(({ path }) => parentFolder(path)));
}

/** The base of each group of selected paths, by the key of the group. */
function basesBy(selected: readonly SelectedPath[], keyOf: (path: string) => string): (path: string) => string {
  const groups = new Map<string, SelectedPath[]>();
  for (const each of selected) {
    const key = keyOf(each.path);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  const bases = new Map([...groups].map(([key, group]) => [key, mirrorBase(group)]));
  return (path) => bases.get(keyOf(path)) ?? path;
}

/** Finds the bases for what is found at a selected path. Paths on several Windows drives have no common folder, so each drive has its base. */
export function mirrorBases(selected: readonly SelectedPath[], roots: readonly string[]): (path: string) => MirrorBases {
  const ofRoot = basesBy(selected, (path) => rootOf(path, roots) ?? driveOf(path));
  const ofSelection = basesBy(selected, driveOf);
  return (path) => ({ ofRoot: ofRoot(path), ofSelection: ofSelection(path) });
}

/**
 * The folder of a file below a base, with `/`. A file outside of it, which a link leads to, belongs at the position of the link.
 * @param found the path by which it was found
 */
export function mirroredDir(base: string, path: string, found: string): string {
  const inside = isInside(path, base) ? path : isInside(found, base) ? found : undefined;
  if (inside === undefined) return '';
  const folder = dirname(inside);
  const dir = folder.startsWith(base) && folder[base.length] === sep ? folder.slice(base.length + 1) : relative(base, folder);
  return sep === '/' ? dir : dir.replaceAll(sep, '/');
}
