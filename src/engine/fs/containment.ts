import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { spelledOnDisk } from './diskSpelling';

/** Decides whether paths are inside folders, with links resolved. */

/** Whether a path is a folder or inside it. Both are absolute and without links. */
export function isInside(path: string, folder: string): boolean {
  // The usual case, a hundred times faster. A path with `..` in it may still lead out of the folder.
  if (path.startsWith(folder) && path[folder.length] === sep && !path.includes('..')) return true;
  const route = relative(folder, path);
  // On Windows, the relative path to another drive is absolute.
  return route === '' || !(route === '..' || route.startsWith(`..${sep}`) || isAbsolute(route));
}

/**
 * Whether a file is directly in a folder, which is not a root. This costs a fraction of taking the path apart, and lists of files go
 * folder by folder.
 */
export function isDirectlyIn(path: string, folder: string): boolean {
  return path.lastIndexOf(sep) === folder.length && folder !== '' && path.startsWith(folder);
}

/** The innermost root that contains a path. */
export function rootOf(path: string, roots: readonly string[]): string | undefined {
  return roots.filter((root) => isInside(path, root)).sort((a, b) => b.length - a.length)[0];
}

/** A path with every link resolved, as the disk spells it. If it does not exist yet, the part that exists is resolved. */
export function realPath(path: string): string {
  try {
    return spelledOnDisk(realpathSync.native(path));
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), path.slice(parent.length).replace(/^[\\/]+/, ''));
  }
}
