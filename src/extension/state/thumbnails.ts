import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { callWithTimeout } from '../../client/pool/callWithTimeout';
import type { PoolClient } from '../../client/pool/poolClient';
import { LibraryError, PoolError } from '../../client/pool/poolErrors';
import { type Thumbnail, ThumbnailCache } from './thumbnailCache';

/** A thumbnail that takes longer is given up. */
const thumbnailLimitMs = 20_000;

/** Separates the path of a file from the state in which the file is shown. */
const stateMark = '\0';

/** Asks for the thumbnail of a file in one of its states, such as before it is replaced. */
export function imageKey(path: string, state: string): string {
  return `${path}${stateMark}${state}`;
}

interface MadeThumbnail {
  readonly thumbnail: Thumbnail;
  /** Number of keys that show it. */
  uses: number;
}

/** Has the pool render thumbnails of the files in view. Files that did not change keep theirs. Imports no vscode. */
export class Thumbnails {
  readonly #cache: ThumbnailCache;
  /** By key. */
  readonly #shown = new Map<string, Thumbnail>();
  /** By the path of the thumbnail, which follows from the file and its times. */
  readonly #made = new Map<string, MadeThumbnail>();
  /** Whether the image library does not work here, so that nothing can be rendered. */
  #unavailable = false;

  /** @param changed called when a thumbnail was made, and with undefined when it was removed. `key`: see `request` */
  constructor(
    readonly client: PoolClient,
    /** Folder of the thumbnails, which belongs to this window. */
    readonly folder: string,
    changed: (key: string, thumbnail: Thumbnail | undefined) => void,
  ) {
    this.#cache = new ThumbnailCache({
      render: (key) => this.#render(key),
      remove: (path) => this.#release(path),
      changed: (key, thumbnail) => {
        if (thumbnail) this.#shown.set(key, thumbnail);
        else this.#shown.delete(key);
        changed(key, thumbnail);
      },
    });
  }

  /** The thumbnail for a key, if it has been made. */
  of(key: string): Thumbnail | undefined {
    return this.#shown.get(key);
  }

  /** Requests the thumbnails of the files in view. @param keys paths, or keys of `imageKey` */
  request(keys: readonly string[]): void {
    this.#cache.request(this.#unavailable ? [] : keys);
  }

  /** Removes all thumbnails because another run starts. */
  clear(): void {
    this.#cache.clear();
    this.#unavailable = false;
  }

  #release(path: string): void {
    const made = this.#made.get(path);
    if (made) made.uses -= 1;
    if (made && made.uses > 0) return;
    this.#made.delete(path);
    void rm(path, { force: true }).catch(() => {});
  }

  async #render(key: string): Promise<Thumbnail> {
    const [source] = key.split(stateMark) as [string];
    try {
      return await this.#thumbnailOf(source).catch((error) => {
        // The process may end because of something else, such as a changed setting.
        if (error instanceof PoolError && !(error instanceof LibraryError)) return this.#thumbnailOf(source);
        throw error;
      });
    } catch (error) {
      this.client.options.log(`No thumbnail of ${source}: ${error}`);
      // Every further attempt would start a process in vain.
      this.#unavailable ||= error instanceof LibraryError;
      if (this.#unavailable) this.#cache.request([]);
      throw error;
    }
  }

  async #thumbnailOf(source: string): Promise<Thumbnail> {
    const { size, mtimeMs, ctimeMs } = await stat(source);
    const name = createHash('sha256')
      .update(JSON.stringify([source, size, mtimeMs, ctimeMs]))
      .digest('hex')
      .slice(0, 32);
    const path = join(this.folder, `${name}.webp`);
    const made = this.#made.get(path) ?? { thumbnail: await this.#make(source, path), uses: 0 };
    this.#made.set(path, made);
    made.uses += 1;
    return made.thumbnail;
  }

  async #make(source: string, path: string): Promise<Thumbnail> {
    const size = await callWithTimeout(this.client, { timeoutMs: thumbnailLimitMs }, (remote) =>
      remote.thumbnail({ source, target: path }),
    );
    return { path, ...size };
  }
}
