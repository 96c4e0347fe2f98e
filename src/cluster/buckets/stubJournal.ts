import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectChange } from '../queue/chunk';
import { inLanes } from '../roots/inLanes';
import type { Mirror } from './mirror';

/** Objects that are read at a time. */
const lanes = 32;

/**
 * Writes what machines did to objects into the mirror and into the journal of the run, as if it had been done to its files. So the records
 * of results and the history know of it. The originals that it names are in the bucket.
 */
export class StubJournal {
  /** @param folder of the mirror */
  constructor(readonly folder: string) {}

  /** @param directory the run's folder */
  async add(mirror: Mirror, directory: string, changes: readonly ObjectChange[]): Promise<void> {
    const entries = await inLanes(changes, lanes, (change) => this.#entry(mirror, change));
    const lines = entries.map((entry) => `\n${JSON.stringify(entry)}\n`).join('');
    if (lines !== '') appendFileSync(join(directory, 'journal.jsonl'), lines);
  }

  async #entry(mirror: Mirror, change: ObjectChange): Promise<object> {
    const { task, action } = change;
    const path = join(this.folder, change.path);
    const original = action === 'create' ? {} : { original: keptInBucket };
    if (action === 'remove') {
      await mirror.remove(change.path);
      return { action, task, path, ...original };
    }
    // Only the mirror needs the time, and only so that it knows its own stub.
    const isThere = await mirror.adopt({ path: change.path, etag: change.etag, size: change.bytes, modifiedMs: Date.now() });
    const stats = isThere ? statSync(path, { throwIfNoEntry: false }) : undefined;
    const state = stats && { size: stats.size, mtimeMs: stats.mtimeMs, ino: stats.ino };
    return { action, task, path, sha256: change.sha256, ...state, ...original };
  }
}

/** What a journal says of an original. Only undo reads it, and that of a bucket does not. */
const keptInBucket = { kept: 'originals/in-bucket', sha256: '', mode: 0o644, mtimeMs: 0 };
