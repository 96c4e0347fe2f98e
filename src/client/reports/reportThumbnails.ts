import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import type { Outcome } from '../../shared/run/run';
import { whileLimited } from '../pool/callWithTimeout';
import type { PoolClient } from '../pool/poolClient';
import { LibraryError } from '../pool/poolErrors';
import type { MakeThumbnails } from './htmlReport';

/** Thumbnails that are made at the same time and take longer are given up together. */
const limitMs = 20_000;

/** What can be shown of a file: its first output, or if that no longer exists, its source. Nothing of one that failed as a whole. */
function imagesOf({ status, source, outputs: [first] }: Outcome): string[] {
  if (first) return [first.target, source];
  return status === 'failed' ? [] : [source];
}

/** Has the pool process make thumbnails for a report, as long as its image library works. */
export class ReportThumbnails {
  /** Whether the image library does not work here. */
  #unavailable = false;

  constructor(
    readonly client: PoolClient,
    /** Folder for the thumbnails until the report has them. */
    readonly folder: string,
    readonly signal: AbortSignal,
  ) {}

  /** Between two calls, runs have their turn. */
  readonly make: MakeThumbnails = async (files) => {
    if (this.#unavailable) return [];
    try {
      return await this.client.runExclusive({}, () => this.#makeTogether(files));
    } catch (error) {
      this.signal.throwIfAborted();
      this.client.options.log(`No thumbnails for the report: ${error}`);
      this.#unavailable = error instanceof LibraryError;
      return [];
    } finally {
      await rm(this.folder, { recursive: true, force: true }).catch(() => {});
    }
  };

  #makeTogether(files: readonly Outcome[]): Promise<(string | undefined)[]> {
    const { client, signal } = this;
    const limits = { timeoutMs: limitMs, signal };
    const make = async () => {
      const remote = await client.remote();
      return Promise.all(files.map((file) => this.#firstOf(imagesOf(file), remote)));
    };
    return whileLimited(client, limits, make, () => client.process());
  }

  /** The thumbnail of the first image that can be shown. */
  async #firstOf(images: readonly string[], remote: Remote<PoolFunctions>): Promise<string | undefined> {
    for (const source of images) {
      const target = join(this.folder, `${randomUUID()}.webp`);
      const made = await remote.thumbnail({ source, target }).catch(() => undefined);
      if (made) return `data:image/webp;base64,${await readFile(target, 'base64')}`;
    }
    return undefined;
  }
}
