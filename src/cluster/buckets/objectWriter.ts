import { stat } from 'node:fs/promises';
import { FailureError } from '../../shared/run/failure';
import type { WriteMode } from '../../shared/run/run';
import type { ChunkTask, KeptObject, MadeObject, ObjectChange } from '../queue/chunk';
import type { Bucket, Condition, HeldObject } from './bucket';
import { digestOfFile } from './fileDigest';
import { keptPath } from './objectPath';
import { ConditionError, MissingError } from './storageError';

/** A file of this computer that becomes an object. */
export interface NewObject {
  readonly task: ChunkTask;
  readonly path: string;
  readonly file: string;
  readonly contentType: string;
  readonly mode: WriteMode;
  /** Whether the plan did not know its path, so that it could not look at what is there. */
  readonly isLate: boolean;
}

/** An object that is in place. */
export interface PlacedObject {
  readonly bytes: number;
  readonly sha256: string;
  /** Absent when an object with these bytes was there already, from somebody else. */
  readonly change?: ObjectChange;
}

/** A file with what is recorded with its object. */
interface Described extends NewObject {
  readonly bytes: number;
  readonly sha256: string;
}

/** What the writer of an object records with it. */
const fields = { sha256: 'assetmill-sha256', run: 'assetmill-run', task: 'assetmill-task' } as const;

/**
 * Writes the outputs of a run as objects. Each write has a condition, so that an object that somebody else wrote meanwhile is never
 * overwritten, and an attempt that nobody heard of counts as done. What is replaced or removed is kept before.
 */
export class ObjectWriter {
  constructor(
    readonly bucket: Bucket,
    readonly run: string,
  ) {}

  /** Puts an output in its place. @throws FailureError `target-exists` or `changed` */
  async place(object: NewObject): Promise<PlacedObject> {
    const { task, path, file, mode } = object;
    const { size } = await stat(file);
    const described = { ...object, bytes: size, sha256: await digestOfFile(file) };
    const etag = task.versions?.[path];
    return etag === undefined || mode === 'create' ? this.#create(described) : this.#replace(described, etag);
  }

  #put({ task, path, file, bytes, sha256, contentType }: Described, condition: Condition): Promise<string> {
    const metadata = { [fields.sha256]: sha256, [fields.run]: this.run, [fields.task]: String(task.id) };
    return this.bucket.put(path, file, bytes, { condition, sha256, metadata, headers: { ContentType: contentType } });
  }

  async #create(object: Described): Promise<PlacedObject> {
    const { task, path, bytes, sha256, mode, isLate } = object;
    try {
      const etag = await this.#put(object, 'absent');
      return { bytes, sha256, change: { task: task.id, path, action: 'create', etag, sha256, bytes } };
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      const held = await this.bucket.head(path);
      // It was there, and is gone again: another attempt finds out.
      if (held === undefined) throw error;
      if (this.#isOwn(held, task)) return own(held, (made) => ({ task: task.id, path, action: 'create', ...made }));
      if (held.metadata[fields.sha256] === sha256) return { bytes, sha256 };
      if (mode !== 'create' && isLate) return this.#replace(object, held.etag);
      throw new FailureError('target-exists', `${this.bucket.shown(path)} exists with another content, so it was not touched.`);
    }
  }

  /** @param etag of the object that the output replaces */
  async #replace(object: Described, etag: string): Promise<PlacedObject> {
    const { task, path, bytes, sha256 } = object;
    try {
      const original = await this.#keep(path, etag);
      const written = await this.#put(object, { etag });
      return { bytes, sha256, change: { task: task.id, path, action: 'replace', etag: written, sha256, bytes, original } };
    } catch (error) {
      // Deleted meanwhile, so nothing is replaced.
      if (error instanceof MissingError) return this.#create(object);
      if (!(error instanceof ConditionError)) throw error;
      const [held, original] = await Promise.all([this.bucket.head(path), this.#kept(path)]);
      if (held && original && this.#isOwn(held, task))
        return own(held, (made) => ({ task: task.id, path, action: 'replace', ...made, original }));
      throw changed(this.bucket.shown(path));
    }
  }

  /** Removes a source whose replacement has another name. @throws FailureError `changed` */
  async remove(task: ChunkTask): Promise<ObjectChange> {
    const { source: path, versions } = task;
    const etag = versions?.[path] ?? '';
    try {
      const original = await this.#keep(path, etag);
      await this.bucket.delete(path, etag);
      return { task: task.id, path, action: 'remove', original };
    } catch (error) {
      if (!(error instanceof ConditionError || error instanceof MissingError)) throw error;
      const original = error instanceof MissingError ? await this.#kept(path) : undefined;
      // An earlier attempt has removed it.
      if (original) return { task: task.id, path, action: 'remove', original };
      throw changed(this.bucket.shown(path));
    }
  }

  /** Takes back an output that was created. */
  async withdraw({ change }: PlacedObject): Promise<void> {
    if (change?.action === 'create') await this.bucket.delete(change.path, change.etag);
  }

  /** Keeps an object before it is replaced or removed. */
  async #keep(path: string, etag: string): Promise<KeptObject> {
    const kept = keptPath(this.run, path);
    return { path: kept, etag: await this.bucket.copy(path, kept, etag) };
  }

  /** What an earlier attempt kept. */
  async #kept(path: string): Promise<KeptObject | undefined> {
    const held = await this.bucket.head(keptPath(this.run, path));
    return held && { path: held.path, etag: held.etag };
  }

  /** Whether an earlier attempt at a task wrote an object. */
  #isOwn({ metadata }: HeldObject, task: ChunkTask): boolean {
    return metadata[fields.run] === this.run && metadata[fields.task] === String(task.id);
  }
}

/** An object that an earlier attempt wrote. */
function own({ etag, size, metadata }: HeldObject, changeOf: (made: MadeObject) => ObjectChange): PlacedObject {
  const made = { etag, sha256: metadata[fields.sha256] ?? '', bytes: size };
  return { ...made, change: changeOf(made) };
}

/** The failure of an object that somebody else changed. */
export function changed(shown: string): FailureError {
  return new FailureError('changed', `${shown} changed during the run, so it was not touched. Run again.`);
}
