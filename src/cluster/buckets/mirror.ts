import { rmdirSync, statSync } from 'node:fs';
import { mkdir, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathKey } from '../../shared/values/paths';
import { inLanes } from '../roots/inLanes';
import type { Bucket, ListedObject } from './bucket';
import { MirrorIndex } from './mirrorIndex';
import { isFilePath, ownFolder } from './objectPath';
import { ConditionError, MissingError } from './storageError';
import { readParts } from './stubParts';

/** Objects that are read at a time. */
const lanes = 64;

/** The state of a file of which a plan was made. */
export interface PlannedState {
  readonly size: number;
  readonly mtimeMs: number;
}

/** Objects that have no stub, and why. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

/**
 * A folder that stands for a bucket on the computer that plans: it has a sparse file for each object, with its size and its time, and
 * with the bytes that headers are in. So a plan, the records of what runs made, and the claims of runs are the same as for files.
 */
export class Mirror {
  readonly #index: MirrorIndex;

  /** @param folder for the stubs; the index is beside it */
  constructor(
    readonly bucket: Bucket,
    readonly folder: string,
  ) {
    this.#index = new MirrorIndex(`${folder}.jsonl`);
    this.#index.read();
  }

  /**
   * Makes the folder like the bucket. Stubs of objects that are as they were are left alone.
   * @param progress told how many stubs were made, and of how many
   * @returns objects that no file can stand for, and those that were in the way of each other
   */
  async refresh(progress: (made: number, of: number) => void): Promise<readonly LeftOut[]> {
    const listed = new Map<string, ListedObject>();
    const leftOut: LeftOut[] = [];
    const seen = new Set<string>();
    for await (const batch of this.bucket.list()) {
      for (const object of batch) {
        // It stands for a folder.
        if (object.path === '' || object.path.endsWith('/') || object.path.startsWith(ownFolder)) continue;
        const name = caseMatters ? object.path : pathKey(object.path);
        if (!isFilePath(object.path)) leftOut.push({ path: object.path, reason: 'no file can have this name' });
        else if (seen.has(name)) leftOut.push({ path: object.path, reason: 'another one differs only in case' });
        else listed.set(object.path, object);
        seen.add(name);
      }
      progress(0, listed.size);
    }
    // Now, since another run may have added to it while the list was read.
    this.#index.read();
    for (const path of this.#index.paths) if (!listed.has(path)) await this.remove(path);
    const changed = [...listed.values()].filter((object) => !this.#isCurrent(object));
    let made = 0;
    await inLanes(changed, lanes, async (object) => {
      const reason = await this.#make(object);
      if (reason !== undefined) leftOut.push({ path: object.path, reason });
      made += 1;
      if (made % lanes === 0) progress(made, changed.length);
    });
    this.#index.compact();
    return leftOut;
  }

  #isCurrent({ path, etag, size }: ListedObject): boolean {
    const known = this.#index.get(path);
    if (known?.etag !== etag || known.size !== size) return false;
    const stats = statSync(join(this.folder, path), { throwIfNoEntry: false });
    return stats !== undefined && isSameState({ size: stats.size, mtimeMs: stats.mtimeMs }, known);
  }

  /** @returns why there is no stub */
  async #make(object: ListedObject): Promise<string | undefined> {
    try {
      const { head, tail } = await readParts(this.bucket, object);
      this.#index.add(object);
      const path = join(this.folder, object.path);
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'w', 0o600);
      try {
        await file.write(head, 0, head.length, 0);
        if (tail) await file.write(tail, 0, tail.length, object.size - tail.length);
        await file.truncate(object.size);
        await file.utimes(object.modifiedMs / 1000, object.modifiedMs / 1000);
      } finally {
        await file.close();
      }
      return undefined;
    } catch (error) {
      if (error instanceof ConditionError || error instanceof MissingError) return 'it changed while it was read';
      if (!['EEXIST', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      this.#index.remove(object.path);
      return 'another one has its name as a folder';
    }
  }

  /** The ETag of the object that was planned; undefined if it is another one now. */
  etagOf(path: string, planned?: PlannedState): string | undefined {
    const known = this.#index.get(path);
    return known && (planned === undefined || isSameState(planned, known)) ? known.etag : undefined;
  }

  /** Makes the stub of an object that was written. @returns whether the object is still there */
  async adopt(object: ListedObject): Promise<boolean> {
    return (await this.#make(object)) === undefined;
  }

  /** Notes an object whose file is in the folder already. */
  note(object: ListedObject): void {
    this.#index.add(object);
  }

  /** Removes the stub of an object that is gone. */
  async remove(path: string): Promise<void> {
    await unlink(join(this.folder, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    this.#index.remove(path);
    this.#removeEmpty(dirname(path));
  }

  #removeEmpty(folder: string): void {
    for (let at = folder; at !== '.' && at !== '/'; at = dirname(at)) {
      try {
        rmdirSync(join(this.folder, at));
      } catch {
        return;
      }
    }
  }
}

const caseMatters = process.platform !== 'win32' && process.platform !== 'darwin';

/** The time of a file may be rounded. */
function isSameState({ size, mtimeMs }: PlannedState, object: ListedObject): boolean {
  return size === object.size && Math.abs(mtimeMs - object.modifiedMs) < 1;
}
