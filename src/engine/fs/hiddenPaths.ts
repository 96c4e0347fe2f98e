import { relative, sep } from 'node:path';

/** Tells which places in a folder belong to other programs: Git's own folder, and hidden files and folders. */

/** Characters that macOS ignores in names, as Git's `is_hfs_dotgit` lists them. */
const ignoredCharacters = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Whether a name leads to Git's folder on some system. Windows ignores dots and spaces at the end, and knows the folder by a short
 * name and with the name of a stream; macOS and Windows ignore case. Git itself refuses these names in a repository.
 */
function isGitName(name: string): boolean {
  const plain = (name.split(':')[0] ?? '')
    .replace(ignoredCharacters, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return plain === '.git' || /^git~\d+$/.test(plain);
}

function partsBelow(path: string, folder: string): string[] {
  return relative(folder, path).split(sep);
}

/** Whether a path below a folder is Git's folder or in it. Both are absolute and without links. */
export function isInGit(path: string, folder: string): boolean {
  return partsBelow(path, folder).some(isGitName);
}

/** The topmost hidden file or folder on the way from a folder to a path; undefined if there is none. Both are absolute and without links. */
export function hiddenPart(path: string, folder: string): string | undefined {
  const parts = partsBelow(path, folder);
  const index = parts.findIndex((part) => part !== '..' && part !== '.' && part.replace(ignoredCharacters, '').startsWith('.'));
  return index < 0 ? undefined : [folder, ...parts.slice(0, index + 1)].join(sep);
}
