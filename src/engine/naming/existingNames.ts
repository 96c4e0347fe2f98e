import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { pathKey } from '../../shared/values/paths';

/** Which names are in use. */

/** The names that exist in folders, compared by their keys. Lists each folder once. */
export class ExistingNames {
  readonly #folders = new Map<string, NamesByKey>();

  has(path: string): boolean {
    return this.#namesIn(dirname(path)).has(pathKey(basename(path)));
  }

  /** The path of what exists at a path, as the disk spells it: a disk that ignores case may show it under another name. */
  spelled(path: string): string {
    const [folder, name] = [dirname(path), basename(path)];
    const found = this.#namesIn(folder).get(pathKey(name));
    if (found === undefined || found === name || lstatSync(path, { throwIfNoEntry: false }) === undefined) return path;
    return join(folder, found);
  }

  #namesIn(folder: string): NamesByKey {
    const known = this.#folders.get(folder);
    if (known) return known;
    const names = listNames(folder);
    this.#folders.set(folder, names);
    return names;
  }
}

/** Undefined for a key that several names have: there, case counts. */
type NamesByKey = ReadonlyMap<string, string | undefined>;

function listNames(folder: string): NamesByKey {
  const names = new Map<string, string | undefined>();
  try {
    for (const name of readdirSync(folder)) {
      const key = pathKey(name);
      names.set(key, names.has(key) ? undefined : name);
    }
  } catch {
    // The folder does not exist yet, or it cannot be read, which writing will report.
  }
  return names;
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
