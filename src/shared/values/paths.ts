/**
 * Absolute native paths as strings, without Node, since the panel has none. A path that starts with `/` is POSIX, where a
 * backslash is part of a name. Any other path is a Windows path, where case and the kind of slash do not matter.
 */

interface SplitPath {
  /** `/`, `C:\` or `\\server\share\`. */
  readonly root: string;
  readonly parts: readonly string[];
  readonly isPosix: boolean;
}

const windowsRoot = /^(?:[a-z]:|[\\/]{2}[^\\/]+[\\/]+[^\\/]+)/i;

function splitPath(path: string): SplitPath {
  const isPosix = path.startsWith('/');
  const root = isPosix ? '' : (windowsRoot.exec(path)?.[0] ?? '');
  const parts = path
    .slice(root.length)
    .split(isPosix ? '/' : /[\\/]/)
    .filter((part) => part !== '');
  return { root: isPosix ? '/' : `${root}\\`, parts, isPosix };
}

/** The last part of a path: the name of a file or folder. */
export function fileName(path: string): string {
  return splitPath(path).parts.at(-1) ?? '';
}

/** The folder that contains a path; of a root, the root itself. */
export function parentFolder(path: string): string {
  const { root, parts, isPosix } = splitPath(path);
  return root + parts.slice(0, -1).join(isPosix ? '/' : '\\');
}

/** A path as case-insensitive and Unicode-normalizing file systems compare it. Two paths with the same key are the same file on some system. */
export function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** What tells paths apart that have no folder in common: the drive or share on Windows, in lower case. */
export function driveOf(path: string): string {
  return splitPath(path).root.toLowerCase();
}

/** How many parts two paths start with in common; -1 when their roots differ, as on two drives. */
function sharedParts(one: SplitPath, other: SplitPath): number {
  const isSame = (a: string | undefined, b: string | undefined) => a === b || (!one.isPosix && a?.toLowerCase() === b?.toLowerCase());
  if (!isSame(one.root, other.root)) return -1;
  const different = one.parts.findIndex((part, index) => !isSame(part, other.parts[index]));
  return different < 0 ? one.parts.length : different;
}

/**
 * The path from a folder to a file, with `/` on every system, as lists and URLs have it.
 * @returns the absolute path, with `/`, when no path leads there from the folder: the file is on another Windows drive
 */
export function relativePath(path: string, folder: string): string {
  if (path === folder) return '';
  // Nearly every path is one below the folder, and lists have many.
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  if (start.startsWith('/') && path.startsWith(start) && !path.includes('//') && !path.endsWith('/')) return path.slice(start.length);
  const [from, to] = [splitPath(folder), splitPath(path)];
  const shared = sharedParts(from, to);
  if (shared < 0) return `${to.root}${to.parts.join('/')}`.replaceAll('\\', '/');
  return [...from.parts.slice(shared).map(() => '..'), ...to.parts.slice(shared)].join('/');
}

/** Whether a path is a folder or below it. Links are not resolved. */
export function isWithin(path: string, folder: string): boolean {
  const outer = splitPath(folder);
  return sharedParts(outer, splitPath(path)) === outer.parts.length;
}

/** The innermost folder that contains all of these folders, which may be one of them. Folders on several Windows drives have none: then the root of the first. */
export function commonFolder(folders: readonly string[]): string {
  const [first] = folders;
  if (first === undefined) return '';
  const split = splitPath(first);
  const shared = folders.reduce((least, folder) => Math.min(least, sharedParts(split, splitPath(folder))), split.parts.length);
  return split.root + split.parts.slice(0, Math.max(0, shared)).join(split.isPosix ? '/' : '\\');
}
