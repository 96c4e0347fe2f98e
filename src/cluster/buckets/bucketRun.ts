import { mkdirSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import { outcomeOf } from '../../shared/run/outcome';
import type { Outcome, Task } from '../../shared/run/run';
import { taskRecipe } from '../../shared/run/taskOutput';
import { relativePath } from '../../shared/values/paths';
import type { ChunkTask } from '../queue/chunk';
import { ClusterError } from '../queue/queueAddress';
import { assertImagesWithin } from '../roots/fileRoot';
import { inLanes } from '../roots/inLanes';
import { relocatedTask, toLocal } from '../roots/portablePaths';
import type { CheckedOut, StoredRun } from '../roots/rootStorage';
import type { Bucket } from './bucket';
import { checkIn, type FetchedTask } from './checkIn';
import { keptPath, ownFolder } from './objectPath';
import { ObjectWriter } from './objectWriter';
import { removeScratch } from './scratch';
import { ConditionError, MissingError } from './storageError';

/** Objects of a chunk that are fetched at a time. */
const lanes = 16;

/** A run on objects, as a worker sees it. */
export class BucketRun implements StoredRun {
  readonly directory: string;
  readonly #writer: ObjectWriter;
  /** Images that recipes lay over others, by path: they are fetched once. */
  readonly #images = new Map<string, Promise<string>>();
  #chunks = 0;

  /** @param scratch folder for the files of the run */
  constructor(
    readonly bucket: Bucket,
    readonly run: string,
    readonly scratch: string,
  ) {
    this.directory = join(scratch, 'run');
    mkdirSync(this.directory, { recursive: true });
    this.#writer = new ObjectWriter(bucket, run);
  }

  async checkOut(tasks: readonly ChunkTask[], recipe: Recipe): Promise<CheckedOut> {
    this.#chunks += 1;
    const scratch = join(this.scratch, `chunk-${this.#chunks}`);
    try {
      const fetched = await inLanes(tasks, lanes, (task) => this.#fetch(task, recipe, join(scratch, String(task.id))));
      const byId = new Map(fetched.flatMap((each) => ('local' in each ? [[each.portable.id, each] as const] : [])));
      return {
        tasks: [...byId.values()].map(({ local }) => local),
        lost: fetched.flatMap((each) => ('local' in each ? [] : [each])),
        checkIn: (outcome) => {
          const task = byId.get(outcome.id) as FetchedTask;
          return checkIn(this.#writer, task, taskRecipe(task.local, recipe), outcome);
        },
        close: () => this.#close(scratch, tasks),
      };
    } catch (error) {
      await removeScratch(scratch);
      throw error;
    }
  }

  /** @returns the outcome of a task whose source cannot be had @throws ClusterError for paths that are not the root's */
  async #fetch(portable: ChunkTask, recipe: Recipe, scratch: string): Promise<FetchedTask | Outcome> {
    const folders = { sources: join(scratch, 'in'), outputs: join(scratch, 'out') };
    await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
    const { outputs, unwritten } = relocatedTask(portable, guarded(toLocal(folders.outputs)));
    const { versions: _versions, ...planned } = portable;
    const task = { ...relocatedTask(planned, guarded(toLocal(folders.sources))), outputs, ...(unwritten && { unwritten }) };
    await this.#fetchImages(taskRecipe(task, recipe), task.root, folders.sources);
    try {
      await this.#fetchSource(portable, taskRecipe(portable, recipe), task.source);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      return outcomeOf(portable, { status: 'failed', code: error.code, message: error.message });
    }
    await utimes(task.source, task.mtimeMs / 1000, task.mtimeMs / 1000);
    const { mtimeMs } = await stat(task.source);
    return { portable, local: { ...task, mtimeMs }, folders };
  }

  /** @throws FailureError `changed` or `vanished` */
  async #fetchSource({ source, bytes, versions }: ChunkTask, { replace }: Recipe, file: string): Promise<void> {
    const etag = versions?.[source];
    const shown = this.bucket.shown(source);
    const failure = (error: unknown) =>
      error instanceof MissingError
        ? new FailureError('vanished', `${shown} no longer exists.`)
        : new FailureError('changed', `${shown} changed after the plan. Run again.`);
    await mkdir(dirname(file), { recursive: true });
    if (etag === undefined) throw failure(undefined);
    try {
      await this.bucket.download(source, etag, file);
    } catch (error) {
      if (!(error instanceof ConditionError || error instanceof MissingError)) throw error;
      // An earlier attempt may have replaced it: then it has kept it before, and only then.
      const isKept = replace && (await this.#fetchKept(source, file));
      if (!isKept) throw failure(error);
    }
    if ((await stat(file)).size !== bytes) throw failure(undefined);
  }

  async #fetchKept(source: string, file: string): Promise<boolean> {
    try {
      await this.bucket.download(keptPath(this.run, source), undefined, file);
      return true;
    } catch (error) {
      if (error instanceof MissingError) return false;
      throw error;
    }
  }

  /** Fetches the images that a recipe lays over others. @throws ClusterError when one is outside of the root */
  async #fetchImages(recipe: Recipe, root: string, folder: string): Promise<void> {
    assertImagesWithin(recipe, root, folder);
    for (const step of recipe.steps) {
      if (!('image' in step) || typeof step.image !== 'string') continue;
      const local = resolve(root, step.image);
      const path = relativePath(local, folder);
      const known = this.#images.get(path) ?? this.#fetchImage(path);
      this.#images.set(path, known);
      await mkdir(dirname(local), { recursive: true });
      await copyFile(await known, local);
    }
  }

  async #fetchImage(path: string): Promise<string> {
    const file = join(this.scratch, `image-${this.#images.size}`);
    try {
      await this.bucket.download(path, undefined, file);
    } catch (error) {
      if (error instanceof MissingError) throw new ClusterError(`The image ${this.bucket.shown(path)} does not exist.`);
      throw error;
    }
    return file;
  }

  async #close(scratch: string, tasks: readonly Task[]): Promise<void> {
    await removeScratch(scratch);
    // What the engine kept of copies.
    const ids = new Set(tasks.map(({ id }) => String(id)));
    const originals = join(this.directory, 'originals');
    const names = await readdir(originals).catch(() => []);
    for (const name of names) if (ids.has(name.split('-')[0] as string)) await rm(join(originals, name), { force: true });
  }

  close(): Promise<void> {
    return removeScratch(this.scratch);
  }
}

/** Refuses paths of what this program keeps in a bucket. @throws ClusterError */
function guarded(relocate: (path: string) => string): (path: string) => string {
  return (path) => {
    if (`${path}/`.startsWith(ownFolder)) throw new ClusterError(`${path} is not a path of an image.`);
    return relocate(path);
  };
}
