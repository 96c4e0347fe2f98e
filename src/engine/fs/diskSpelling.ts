import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathKey } from '../../shared/values/paths';

/**
 * The names of files as their folders list them. Disks that ignore case, such as USB sticks, show a file under any spelling of its
 * path. On Windows and macOS, resolving the links of a path also spells it; on Linux, this does.
 */

/** Folders whose names are kept: files come folder by folder. */
const keptFolders = 16;
/** For so long, in ms, names are kept. If one changes meanwhile, the path is spelled as before and still leads to the file. */
const freshMs = 1000;

/** The same letters in the other case; the name itself if it has no letters. */
function otherCase(name: string): string {
  const upper = name.toUpperCase();
  return upper === name ? name.toLowerCase() : upper;
}

/**
 * Whether the disk of a path shows it in the other case, too. Where case counts, that takes a single call. It may also be so when
 * there happen to be two files whose names differ only in case.
 * @param path of what exists
 */
export function isShownInAnyCase(path: string): boolean {
  const [name, parent] = [basename(path), dirname(path)];
  const other = otherCase(name);
  if (other === name) return parent !== path && isShownInAnyCase(parent);
  try {
    return lstatSync(join(parent, other), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // not allowed, or too long in the other case
  }
}

/** The names of a folder, and the time when it was read. */
interface ListedNames {
  readonly names: ReadonlySet<string>;
  readonly at: number;
}

const listed = new Map<string, ListedNames>();

function namesIn(folder: string): ReadonlySet<string> {
  const known = listed.get(folder);
  if (known && performance.now() - known.at < freshMs) return known.names;
  listed.delete(folder);
  const names = new Set(readdirSync(folder));
  const [oldest] = listed.keys();
  if (listed.size >= keptFolders && oldest !== undefined) listed.delete(oldest);
  listed.set(folder, { names, at: performance.now() });
  return names;
}

function spelledName(folder: string, name: string): string {
  try {
    const names = namesIn(folder);
    if (names.has(name)) return name;
    const key = pathKey(name);
    for (const each of names) if (pathKey(each) === key) return each;
  } catch {
    // A folder that cannot be listed.
  }
  return name;
}

function spelled(path: string): string {
  const parent = dirname(path);
  if (parent === path) return path;
  const folder = spelled(parent);
  return join(folder, spelledName(folder, basename(path)));
}

/** A path without links, as the disk spells it. @param path of what exists */
export function spelledOnDisk(path: string): string {
  return process.platform === 'linux' && isShownInAnyCase(path) ? spelled(path) : path;
}
