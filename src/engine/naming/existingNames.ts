import { readdirSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';

/** Which names are in use. */

/** Two paths with the same key are the same file on some system. Like file systems do, it ignores case and Unicode form. */
export function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** The names that exist in folders, compared by their keys. Lists each folder once. */
export class ExistingNames {
  readonly #folders = new Map<string, ReadonlySet<string>>();

  has(path: string): boolean {
    const folder = dirname(path);
    let names = this.#folders.get(folder);
    if (names === undefined) {
      names = listNames(folder);
      this.#folders.set(folder, names);
    }
    return names.has(pathKey(basename(path)));
  }
}

function listNames(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder).map(pathKey));
  } catch {
    return new Set(); // the folder does not exist yet, or it cannot be read, which writing will report
  }
}

/** The first free path of `name-2.ext`, `name-3.ext` and so on. */
export function numbered(path: string, isFree: (path: string) => boolean): string {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  for (let number = 2; ; number += 1) {
    const candidate = `${stem}-${number}${extension}`;
    if (isFree(candidate)) return candidate;
  }
}
