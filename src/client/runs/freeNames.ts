import { lstat } from 'node:fs/promises';
import { extname } from 'node:path';

/** Names for files that are to be renamed together. */

/** A path in the form in which file systems that are lenient compare names. */
function comparable(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

async function isFree(path: string, taken: ReadonlySet<string>): Promise<boolean> {
  if (taken.has(comparable(path))) return false;
  return lstat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

/** The first of a name and its numbered forms (`a.png`, `a-2.png`) at which nothing is, nor will be. */
async function freeName(wanted: string, taken: ReadonlySet<string>): Promise<string> {
  const extension = extname(wanted);
  const stem = wanted.slice(0, wanted.length - extension.length);
  let path = wanted;
  for (let number = 2; !(await isFree(path, taken)); number += 1) path = `${stem}-${number}${extension}`;
  return path;
}

/** Gives each file a new name of its own: what was free when it was looked for may be taken now, or wanted twice. */
export async function freeNames<File extends { readonly to: string }>(files: readonly File[]): Promise<File[]> {
  const taken = new Set<string>();
  const named: File[] = [];
  for (const file of files) {
    const to = await freeName(file.to, taken);
    taken.add(comparable(to));
    named.push({ ...file, to });
  }
  return named;
}
