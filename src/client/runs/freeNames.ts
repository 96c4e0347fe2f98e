import { lstat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathKey } from '../../shared/values/paths';

async function isFree(path: string, taken: ReadonlySet<string>): Promise<boolean> {
  if (taken.has(pathKey(path))) return false;
  return lstat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

/** The first free path among the preferred one and its numbered forms (`a.png`, `a-2.png`). */
async function freeName(preferred: string, taken: ReadonlySet<string>): Promise<string> {
  const extension = extname(preferred);
  const stem = preferred.slice(0, preferred.length - extension.length);
  let path = preferred;
  for (let number = 2; !(await isFree(path, taken)); number += 1) path = `${stem}-${number}${extension}`;
  return path;
}

/**
 * Gives each file to be renamed a free path that no other gets: the preferred ones may be taken by now, or be the same.
 * @param files `to`: the preferred path
 */
export async function freeNames<File extends { readonly to: string }>(files: readonly File[]): Promise<File[]> {
  const taken = new Set<string>();
  const named: File[] = [];
  for (const file of files) {
    const to = await freeName(file.to, taken);
    taken.add(pathKey(to));
    named.push({ ...file, to });
  }
  return named;
}
