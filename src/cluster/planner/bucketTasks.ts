import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { BucketPrefix } from '../../shared/protocol/bucketUrl';
import type { PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import type { PlanRequest } from '../../shared/run/plan';
import type { Task, UndoReport, UndoScope } from '../../shared/run/run';
import { possibleTargets } from '../../shared/run/taskOutput';
import { Bucket } from '../buckets/bucket';
import { createClient } from '../buckets/createClient';
import { type LeftOut, Mirror } from '../buckets/mirror';
import { removeKept } from '../buckets/removeKept';
import { recordChanges } from '../buckets/runObjects';
import { makeScratch, removeScratch } from '../buckets/scratch';
import { StubJournal } from '../buckets/stubJournal';
import { undoObjects } from '../buckets/undoObjects';
import { uploadRunFiles } from '../buckets/uploadRunFiles';
import type { ChunkReport, ChunkTask } from '../queue/chunk';
import { ClusterError } from '../queue/queueAddress';
import { toLocal, toPortable } from '../roots/portablePaths';
import type { OwnFunctions, TaskRoot } from './taskRoot';

/** What the parent of a planner hears while a bucket is read. */
export interface BucketEvents {
  scanned(objects: number, found: number): void;
  told(sentence: string): void;
  log(line: string): void;
}

/** A bucket that tasks are in. */
export interface BucketPlace {
  readonly name: string;
  readonly bucket: BucketPrefix;
  /** Folder for the mirror. */
  readonly folder: string;
}

/** Objects that a sentence names as examples. */
const shownObjects = 3;

/** Tasks in a bucket: plans are made of a mirror of it. */
export class BucketTasks implements TaskRoot {
  readonly name: string;
  readonly toPortable: (path: string) => string;
  readonly toLocal: (path: string) => string;
  readonly #bucket: Bucket;
  readonly #mirror: Mirror;
  readonly #journal: StubJournal;

  constructor(
    { name, bucket, folder }: BucketPlace,
    readonly events: BucketEvents,
  ) {
    this.name = name;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const real = realpathSync.native(folder);
    this.toPortable = toPortable(real);
    this.toLocal = toLocal(real);
    this.#bucket = new Bucket(createClient(), bucket);
    this.#mirror = new Mirror(this.#bucket, real);
    this.#journal = new StubJournal(real);
  }

  get shown(): string {
    return this.#bucket.shown();
  }

  get option(): string {
    return this.#bucket.shown();
  }

  directory(): undefined {
    return undefined;
  }

  sent(task: Task): ChunkTask {
    const versions: Record<string, string> = {};
    const add = (path: string, etag: string | undefined) => {
      if (etag !== undefined) versions[path] = etag;
    };
    for (const path of task.outputs.flatMap(possibleTargets)) add(path, this.#mirror.etagOf(path));
    // One that is another one now has no ETag, and fails.
    delete versions[task.source];
    add(task.source, this.#mirror.etagOf(task.source, { size: task.bytes, mtimeMs: task.mtimeMs }));
    return { ...task, versions };
  }

  async arrived({ changes = [] }: ChunkReport, directory: string): Promise<void> {
    recordChanges(directory, changes);
    await this.#journal.add(this.#mirror, directory, changes);
  }

  functions(pool: Remote<PoolFunctions>): OwnFunctions {
    return {
      plan: async (request, lost) => {
        assertNoAtlas(request);
        await this.#refresh();
        return pool.plan(request, lost);
      },
      writeRunFiles: async (directory, ...args) => {
        const errors = await pool.writeRunFiles(directory, ...args);
        return [
          ...errors,
          ...(await uploadRunFiles({ bucket: this.#bucket, mirror: this.#mirror, toPortable: this.toPortable }, directory)),
        ];
      },
      undo: (directory, scope) => this.#undo(directory, scope),
      removeFolders: async (paths) => {
        for (const path of paths) await removeKept(this.#bucket, path).catch((error: Error) => this.events.log(error.message));
        await pool.removeFolders(paths);
      },
    };
  }

  async #refresh(): Promise<void> {
    const leftOut = await this.#mirror.refresh((made, of) => this.events.scanned(made, of));
    const sentence = leftOutText(leftOut, (path) => this.#bucket.shown(path));
    if (sentence !== undefined) this.events.told(sentence);
  }

  async #undo(directory: string, scope: UndoScope): Promise<UndoReport> {
    const scratch = makeScratch(join(this.name, 'undo'));
    const { toPortable: portable, toLocal: local } = this;
    const place = { bucket: this.#bucket, mirror: this.#mirror, directory, scratch, toPortable: portable, toLocal: local };
    return undoObjects(place, scope).finally(() => removeScratch(scratch));
  }
}

/** @throws ClusterError */
function assertNoAtlas({ recipe }: PlanRequest): void {
  if (recipe.atlas) throw new ClusterError('An atlas cannot be packed of objects in a bucket. Pack it in a folder.');
}

function leftOutText(leftOut: readonly LeftOut[], shown: (path: string) => string): string | undefined {
  if (leftOut.length === 0) return undefined;
  const some = leftOut.slice(0, shownObjects).map(({ path, reason }) => `${shown(path)} (${reason})`);
  const more = leftOut.length > some.length ? ', ...' : '';
  return `${leftOut.length === 1 ? 'An object was' : `${leftOut.length} objects were`} left out: ${some.join(', ')}${more}`;
}
