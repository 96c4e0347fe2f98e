import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { callWithTimeout } from '../../client/pool/callWithTimeout';
import type { PoolClient } from '../../client/pool/poolClient';
import { LibraryError, PoolError } from '../../client/pool/poolErrors';
import type { GroupStore } from './groupStore';
import { type Thumbnail, ThumbnailCache } from './thumbnailCache';

/** A thumbnail that takes longer is given up. */
const thumbnailLimitMs = 20_000;

/** Has the pool render thumbnails for the group store. Imports no vscode. */
export class GroupThumbnails {
  readonly #cache: ThumbnailCache;
  /** Whether the image library does not work here, so that nothing can be rendered. */
  #unavailable = false;

  constructor(
    readonly client: PoolClient,
    groups: GroupStore,
    /** Folder of the thumbnails, which belongs to this window. */
    readonly folder: string,
  ) {
    this.#cache = new ThumbnailCache({
      render: (source) => this.#render(source),
      remove: (path) => void rm(path, { force: true }).catch(() => {}),
      changed: (source, thumbnail) => groups.setThumbnail(source, thumbnail),
    });
  }

  /** Requests the thumbnails of the files in view; they arrive in the group store. */
  request(paths: readonly string[]): void {
    this.#cache.request(this.#unavailable ? [] : paths);
  }

  /** Removes all thumbnails because another run starts. */
  clear(): void {
    this.#cache.clear();
    this.#unavailable = false;
  }

  async #render(source: string): Promise<Thumbnail> {
    try {
      return await this.#tryToRender(source).catch((error) => {
        // The process may end because of something else, such as a changed setting.
        if (error instanceof PoolError && !(error instanceof LibraryError)) return this.#tryToRender(source);
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

  async #tryToRender(source: string): Promise<Thumbnail> {
    const path = join(this.folder, `${randomUUID()}.webp`);
    const size = await callWithTimeout(this.client, { timeoutMs: thumbnailLimitMs }, (remote) =>
      remote.thumbnail({ source, target: path }),
    );
    return { path, ...size };
  }
}
