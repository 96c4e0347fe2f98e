import { accessSync, constants, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fdir } from 'fdir';
import type { PlanRequest, WalkRules } from '../../shared/run/plan';
import { isInside, realPath, rootOf } from './containment';
import { globMatcher, ignoreRules } from './ignoreFiles';
import { tellingEntries } from './walkedEntries';

/** A file of the selection, before anything of it was read. */
export interface FoundFile {
  /** The file itself, links resolved. */
  readonly path: string;
  /** The way to its folder from where a mirrored tree starts, with `/`; empty there. Never leads up. */
  readonly relativeDir: string;
  /** Whether the user pointed at it, and not at a folder above it. */
  readonly explicit: boolean;
}

export interface Unreachable {
  readonly path: string;
  /** What the file system said. */
  readonly error: unknown;
}

export interface Expansion {
  /** Sorted by path; each file once, however many ways led to it. */
  readonly files: readonly FoundFile[];
  /** Paths of the selection that are not there, and folders that cannot be read. */
  readonly unreachable: readonly Unreachable[];
  /** Files in folders that are no candidates. */
  readonly otherFiles: number;
}

/** Where files are looked for, and which. */
export interface Search extends WalkRules, Pick<PlanRequest, 'selection' | 'roots' | 'rootRules'> {
  /** Globs relative to each file's root; without any, all files. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Folders that are not walked, unless they were pointed at. */
  readonly skipFolders: readonly string[];
  /** Whether what only looks like a file is found in folders, too: pipes, sockets, devices, links that lead nowhere. */
  readonly withOthers?: boolean;
  /** Whether links to folders outside of the one that is walked are left alone. */
  readonly staysInside?: boolean;
  /** Which files of folders are meant; whoever points at a file means it. */
  isCandidate(path: string): boolean;
}

interface SelectedPath {
  readonly path: string;
  readonly isFolder: boolean;
}

/** The folder from which the trees of several selected paths are mirrored: a lone folder itself, else the nearest one above all. */
function commonBase(paths: readonly SelectedPath[]): string {
  const [first, ...rest] = paths;
  if (first === undefined) return '';
  if (rest.length === 0) return first.isFolder ? first.path : dirname(first.path);
  return rest.reduce((base, { path }) => {
    let at = base;
    // Paths on two drives of Windows have no folder above both.
    while (!isInside(path, at) && dirname(at) !== at) at = dirname(at);
    return at;
  }, dirname(first.path));
}

/** Mirrored trees start anew in each root, since each root has output folders of its own. */
function baseFinder(selected: readonly SelectedPath[], roots: readonly string[]): (path: string) => string {
  const bases = new Map<string | undefined, string>();
  return (path) => {
    const root = rootOf(path, roots);
    const base = bases.get(root) ?? commonBase(selected.filter((each) => rootOf(each.path, roots) === root));
    bases.set(root, base);
    return base;
  };
}

/** A file that a link leads to outside of the tree is mirrored where the link is. */
function mirroredDir(base: string, real: string, found: string): string {
  const inside = [real, found].find((path) => isInside(path, base));
  return inside === undefined ? '' : relative(base, dirname(inside)).split(sep).join('/');
}

/**
 * Every file below a folder that no rule leaves out. Links are followed; one that loops ends, since no folder is entered twice.
 * @param links takes the files that are links
 */
async function walk(
  folder: string,
  root: string,
  search: Search,
  skipped: ReadonlySet<string>,
  signal: AbortSignal,
  unreachable: Unreachable[],
  links: Set<string>,
): Promise<string[]> {
  const { excludeGlobs, useIgnoreFiles } = search.rootRules?.[root] ?? search;
  const rules = ignoreRules(folder, root, excludeGlobs, useIgnoreFiles);
  /** Folders, links resolved, with the way that led there. */
  const entered = new Map<string, string>([[folder, folder]]);
  const trimmed = (path: string) => (path.endsWith(sep) ? path.slice(0, -1) : path);
  const others: string[] = [];
  /** fdir reads a linked folder in its real place, and tells its files by the way that led there. */
  const asFound = (path: string) => join(entered.get(dirname(path)) ?? dirname(path), basename(path));
  const other = (path: string) => {
    const found = asFound(path);
    if (search.withOthers && !rules.ignores(found, false)) others.push(found);
  };
  const files = await new fdir({ fs: tellingEntries({ other, link: (path) => links.add(asFound(path)) }) })
    .withFullPaths()
    .withSymlinks({ resolvePaths: false })
    .withAbortSignal(signal)
    .exclude((_, path) => {
      const real = realPath(trimmed(path));
      if (entered.has(real) || skipped.has(real) || rules.ignores(trimmed(path), true)) return true;
      if (search.staysInside && !isInside(real, folder)) return true;
      entered.set(real, trimmed(path));
      return !canBeRead(real, unreachable);
    })
    .filter((path, isFolder) => isFolder || !rules.ignores(path, false))
    .crawl(folder)
    .withPromise();
  return [...files, ...others];
}

/** fdir passes over a folder that it cannot read; the user is to hear of it. */
function canBeRead(folder: string, unreachable: Unreachable[]): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch (error) {
    unreachable.push({ path: folder, error });
    return false;
  }
}

function lookAt(path: string, unreachable: Unreachable[]): SelectedPath[] {
  try {
    const real = realPath(path);
    const isFolder = statSync(real).isDirectory();
    return isFolder && !canBeRead(real, unreachable) ? [] : [{ path: real, isFolder }];
  } catch (error) {
    unreachable.push({ path, error });
    return [];
  }
}

/** Resolves the links of files found by a walk. Most are none, and in a folder with many others, whose links are resolved once. */
function realPathFinder(links: ReadonlySet<string>): (path: string) => string {
  const folders = new Map<string, string>();
  return (path) => {
    if (links.has(path)) return realPath(path);
    const folder = dirname(path);
    const real = folders.get(folder) ?? realPath(folder);
    folders.set(folder, real);
    return real === folder ? path : join(real, basename(path));
  };
}

/** A file of a folder; where it is mirrored is worked out when it is asked for. */
class FileInFolder implements FoundFile {
  readonly explicit = false;

  constructor(
    readonly path: string,
    readonly base: string,
    readonly found: string,
  ) {}

  get relativeDir(): string {
    return mirroredDir(this.base, this.path, this.found);
  }
}

/** Turns a selection into files: folders are walked, rules applied, each file listed once. */
export async function expand(search: Search, signal: AbortSignal): Promise<Expansion> {
  const unreachable: Unreachable[] = [];
  const looked = search.selection.flatMap((path) => lookAt(path, unreachable));
  const selected = [...new Map(looked.map((each) => [each.path, each])).values()];
  const base = baseFinder(selected, search.roots);
  const skipped = new Set(search.skipFolders.map(realPath).filter((folder) => !selected.some(({ path }) => path === folder)));
  const files = new Map<string, FoundFile>();
  const links = new Set<string>();
  const realPathOf = realPathFinder(links);
  let otherFiles = 0;
  for (const { path, isFolder } of selected) {
    if (!isFolder) {
      files.set(path, { path, relativeDir: mirroredDir(base(path), path, path), explicit: true });
      continue;
    }
    for (const found of await walk(path, rootOf(path, search.roots) ?? path, search, skipped, signal, unreachable, links)) {
      if (!search.isCandidate(found)) {
        otherFiles += 1;
        continue;
      }
      const real = realPathOf(found);
      if (!files.has(real)) files.set(real, new FileInFolder(real, base(path), found));
    }
  }
  const chosen = chooser(search);
  return {
    files: [...files.values()].filter(({ path }) => chosen(path)).sort((a, b) => (a.path < b.path ? -1 : 1)),
    unreachable,
    otherFiles,
  };
}

/** The include and exclude globs, relative to each file's root. */
function chooser({ include, exclude, roots }: Search): (path: string) => boolean {
  if (include.length === 0 && exclude.length === 0) return () => true;
  const included = include.length === 0 ? () => true : globMatcher(include);
  const excluded = globMatcher(exclude);
  return (path) => {
    const way = relative(rootOf(path, roots) ?? dirname(path), path)
      .split(sep)
      .join('/');
    return included(way) && !excluded(way);
  };
}
