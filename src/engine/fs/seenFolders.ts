import { lstatSync } from 'node:fs';

/** Files come folder by folder, and have a few outputs each. */
const kept = 16;
/** For so long, in ms, a look counts. */
const freshMs = 10;

/** The disk and the number of a folder, or of a link in its place; undefined if nothing is there. */
function identityOf(folder: string): string | undefined {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}

/** A folder as it was when it was looked at. */
interface Seen {
  readonly identity: string;
  /** When, in ms. */
  at: number;
}

/** Folders that were looked at closely. A single call tells whether a folder still is the same, and only now and then. */
export class SeenFolders {
  readonly #seen = new Map<string, Seen>();

  /** Whether a folder was added, and no other folder or link has taken its place since, but for the last few ms. */
  has(folder: string): boolean {
    const seen = this.#seen.get(folder);
    if (!seen) return false;
    const now = performance.now();
    if (now - seen.at < freshMs) return true;
    if (seen.identity !== identityOf(folder)) return false;
    seen.at = now;
    return true;
  }

  forget(folder: string): void {
    this.#seen.delete(folder);
  }

  add(folder: string): void {
    const identity = identityOf(folder);
    if (identity === undefined) return;
    const [oldest] = this.#seen.keys();
    if (this.#seen.size >= kept && oldest !== undefined) this.#seen.delete(oldest);
    this.#seen.set(folder, { identity, at: performance.now() });
  }
}
