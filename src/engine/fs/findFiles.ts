import { accessSync, constants, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fdir } from 'fdir';
import type { PlanRequest, WalkRules } from '../../shared/run/plan';
import { isDirectlyIn, isInside, realPath, rootOf } from './containment';
import { globMatcher, ignoreRules } from './ignoreFiles';
import { type MirrorBases, mirrorBases, mirroredDir, type SelectedPath } from './mirroredTree';
import { reportingFileSystem } from './walkedEntries';

/** A file of the selection, before any of it has been read. */
export interface FoundFile {
  /** The file itself, with links resolved. */
  readonly path: string;
  /** Its folder in the mirrored tree of its root, with `/`; empty at the top. Never leads up. */
  readonly relativeDir: string;
  /** Its folder in the mirrored tree of the whole selection, for a place that all roots share. */
  readonly sharedDir: string;
  /** Whether the user selected the file itself, not a folder above it. */
  readonly explicit: boolean;
  /** Whether its folder shows it as a regular file: no link, and nothing that must not be opened, such as a device. */
  readonly plain: boolean;
}

export interface Unreachable {
  readonly path: string;
  /** The error of the file system. */
  readonly error: unknown;
}

export interface Expansion {
  /** Sorted by path. Each file is listed once, even if several links lead to it. */
  readonly files: readonly FoundFile[];
  /** Missing paths of the selection, and folders that cannot be read. */
  readonly unreachable: readonly Unreachable[];
  /** Number of files in folders that are no candidates. */
  readonly otherFiles: number;
}

/** Which files to find, and where. */
export interface FileSearch extends WalkRules, Pick<PlanRequest, 'selection' | 'roots' | 'rootRules'> {
  /** Globs relative to each file's root. An empty list includes all files. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Folders that are not walked unless they are selected themselves. */
  readonly skipFolders: readonly string[];
  /** Whether to find special files in folders, too: pipes, sockets, devices, broken links. */
  readonly withOthers?: boolean;
  /** Whether to ignore links to folders outside the walked folder. */
  readonly staysInside?: boolean;
  /** Called for each file that a walk finds. */
  onFound?(): void;
  /** Whether a file in a folder is included. Files that are selected themselves always are. */
  isCandidate(path: string): boolean;
}

/** What all walks of a search share. */
interface WalkContext {
  readonly search: FileSearch;
  /** Real paths of folders that are not walked. */
  readonly skipped: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** Receives folders that cannot be read. */
  readonly unreachable: Unreachable[];
  /** Receives the files that are links. */
  readonly links: Set<string>;
}

interface Walked {
  readonly files: readonly string[];
  /** Pipes, sockets, devices, and broken links. */
  readonly others: ReadonlySet<string>;
}

/** Every file below a folder that no rule ignores. Links are followed; loops end, since no folder is entered twice. */
async function walk(folder: string, root: string, { search, skipped, signal, unreachable, links }: WalkContext): Promise<Walked> {
  const { excludeGlobs, useIgnoreFiles } = search.rootRules?.[root] ?? search;
  const rules = ignoreRules(folder, root, excludeGlobs, useIgnoreFiles);
  /** Folders with links resolved, and the path by which each was reached. */
  const entered = new Map<string, string>([[folder, folder]]);
  const trimmed = (path: string) => (path.endsWith(sep) ? path.slice(0, -1) : path);
  const others = new Set<string>();
  /** fdir reads a linked folder at its real path. This is the path by which its files were reached. */
  const asFound = (path: string) => join(entered.get(dirname(path)) ?? dirname(path), basename(path));
  const other = (path: string) => {
    const found = asFound(path);
    if (search.withOthers && !rules.ignores(found, false)) others.add(found);
  };
  const files = await new fdir({ fs: reportingFileSystem({ other, link: (path) => links.add(asFound(path)) }) })
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
    .filter((path, isFolder) => {
      if (isFolder) return true;
      search.onFound?.();
      return !rules.ignores(path, false);
    })
    .crawl(folder)
    .withPromise();
  return { files, others };
}

/** fdir silently skips a folder that it cannot read, so it is reported here. */
function canBeRead(folder: string, unreachable: Unreachable[]): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch (error) {
    unreachable.push({ path: folder, error });
    return false;
  }
}

function resolveSelected(path: string, unreachable: Unreachable[]): SelectedPath[] {
  try {
    const real = realPath(path);
    const isFolder = statSync(real).isDirectory();
    return isFolder && !canBeRead(real, unreachable) ? [] : [{ path: real, isFolder }];
  } catch (error) {
    unreachable.push({ path, error });
    return [];
  }
}

/** Resolves the links of files found by a walk. Most files are no links, and the links of a folder are resolved only once for all of its files. */
function realPathFinder(links: ReadonlySet<string>): (path: string) => string {
  const folders = new Map<string, string>();
  let folder = '';
  let real = '';
  return (path) => {
    if (links.has(path)) return realPath(path);
    if (!isDirectlyIn(path, folder)) {
      folder = dirname(path);
      real = folders.get(folder) ?? realPath(folder);
      folders.set(folder, real);
    }
    return real === folder ? path : join(real, basename(path));
  };
}

/** A file with its place in the mirrored trees, which is computed on demand. */
class MirroredFile implements FoundFile {
  constructor(
    readonly path: string,
    readonly bases: MirrorBases,
    /** The path by which it was found. */
    readonly found: string,
    readonly explicit: boolean,
    readonly plain: boolean,
  ) {}

  get relativeDir(): string {
    return mirroredDir(this.bases.ofRoot, this.path, this.found);
  }

  get sharedDir(): string {
    return mirroredDir(this.bases.ofSelection, this.path, this.found);
  }
}

/** Turns a selection into files: walks folders, applies the rules, and lists each file once. */
export async function findFiles(search: FileSearch, signal: AbortSignal): Promise<Expansion> {
  const unreachable: Unreachable[] = [];
  const resolved = search.selection.flatMap((path) => resolveSelected(path, unreachable));
  const selected = [...new Map(resolved.map((each) => [each.path, each])).values()];
  const basesOf = mirrorBases(selected, search.roots);
  const skipped = new Set(search.skipFolders.map(realPath).filter((folder) => !selected.some(({ path }) => path === folder)));
  const files = new Map<string, FoundFile>();
  const links = new Set<string>();
  const realPathOf = realPathFinder(links);
  const context: WalkContext = { search, skipped, signal, unreachable, links };
  let otherFiles = 0;
  for (const { path, isFolder } of selected) {
    if (!isFolder) {
      files.set(path, new MirroredFile(path, basesOf(path), path, true, false));
      continue;
    }
    const bases = basesOf(path);
    const walked = await walk(path, rootOf(path, search.roots) ?? path, context);
    for (const found of [...walked.files, ...walked.others]) {
      if (!search.isCandidate(found)) {
        otherFiles += 1;
        continue;
      }
      const real = realPathOf(found);
      if (!files.has(real)) files.set(real, new MirroredFile(real, bases, found, false, !links.has(found) && !walked.others.has(found)));
    }
  }
  const isIncluded = globFilter(search);
  return {
    files: [...files.values()].filter(({ path }) => isIncluded(path)).sort((a, b) => (a.path < b.path ? -1 : 1)),
    unreachable,
    otherFiles,
  };
}

/** The include and exclude globs, relative to each file's root. */
function globFilter({ include, exclude, roots }: FileSearch): (path: string) => boolean {
  if (include.length === 0 && exclude.length === 0) return () => true;
  const included = include.length === 0 ? () => true : globMatcher(include);
  const excluded = globMatcher(exclude);
  return (path) => {
    const relativePath = relative(rootOf(path, roots) ?? dirname(path), path)
      .split(sep)
      .join('/');
    return included(relativePath) && !excluded(relativePath);
  };
}
