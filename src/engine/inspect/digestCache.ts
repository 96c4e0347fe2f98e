import { hash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DigestAlgorithm, Digests } from '../../shared/checksums/digestAlgorithms';
import { type FileIdentity, identityOf, isSameState } from '../fs/regularFile';
import { moveOver, removeTemp, writeTemp } from '../fs/tempFile';
import type { HashedFile } from './hashFile';

/**
 * Caches digests of files that have not changed since: same size, same times, same file number. The cache is a JSON file that
 * starts with a line with its own digest; 100,000 files load in less than 200 ms.
 */

const cacheFormat = 'assetmill-digests-1';

/** Default number of cached files; 200,000 take about 40 MB on the disk. */
const defaultLimit = 200_000;

/**
 * A file that was changed this shortly before it was read could change again within the same tick of the file system's clock (two
 * seconds on FAT), without a trace in its times. Git has the same problem with its index ("Racy Git").
 */
const racyMs = 2000;

/** A temp file of this age was left by a process that died. */
const staleTempMs = 3_600_000;

/** The state of a file, and its digests. */
type CachedFile = readonly [state: string, digests: Digests];
type CacheEntries = Map<string, CachedFile>;

function stateOf({ size, mtimeNs, ctimeNs, ino }: FileIdentity): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
}

/** The content of the cache file. */
function encodeEntries(entries: CacheEntries): Buffer {
  const body = Buffer.from(JSON.stringify([...entries]));
  return Buffer.concat([Buffer.from(`${cacheFormat} ${hash('sha256', body)}\n`), body]);
}

/** @throws Error if the file is damaged, or of another version */
function decodeEntries(bytes: Buffer): CacheEntries {
  const bodyAt = bytes.indexOf('\n') + 1;
  const body = bytes.subarray(bodyAt);
  if (bytes.toString('latin1', 0, bodyAt) !== `${cacheFormat} ${hash('sha256', body)}\n`) throw new Error('damaged, or of another version');
  return new Map(JSON.parse(body.toString()) as [string, CachedFile][]);
}

/** The entries of a cache file. A missing, unreadable, damaged or outdated file counts as empty: it is rebuilt. */
function readEntriesIfWhole(path: string): CacheEntries {
  try {
    return decodeEntries(readFileSync(path));
  } catch {
    return new Map();
  }
}

function identityIfExists(path: string): FileIdentity | undefined {
  try {
    return identityOf(path);
  } catch {
    return undefined;
  }
}

/** Digests of files by path, stored in a folder. For use by one thread. Processes that share the folder merge their entries. */
export class DigestCache {
  readonly #file: string;
  readonly #entries: CacheEntries;
  #onDisk: FileIdentity | undefined;
  #changed = false;

  /** @param folder need not exist */
  constructor(
    readonly folder: string,
    readonly limit = defaultLimit,
  ) {
    this.#file = join(folder, 'digests.json');
    this.#onDisk = identityIfExists(this.#file);
    this.#entries = readEntriesIfWhole(this.#file);
  }

  /** Number of cached files. */
  get size(): number {
    return this.#entries.size;
  }

  /** Whether anything is cached for a path, perhaps for an earlier state of its file. */
  has(path: string): boolean {
    return this.#entries.has(path);
  }

  /** The digests of a file in its current state, if all requested ones are cached. */
  find(path: string, identity: FileIdentity, algorithms: readonly DigestAlgorithm[]): Digests | undefined {
    const entry = this.#entries.get(path);
    if (entry?.[0] !== stateOf(identity)) return undefined;
    // Used entries move to the end, so that the least recently used are dropped first.
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    const digests = entry[1];
    if (algorithms.some((algorithm) => digests[algorithm] === undefined)) return undefined;
    return Object.fromEntries(algorithms.map((algorithm) => [algorithm, digests[algorithm]]));
  }

  /** Caches the digests of a file, unless it was changed just before it was read. */
  add(path: string, { identity, digests, readAt }: HashedFile): void {
    const known = this.#entries.get(path);
    this.#entries.delete(path);
    this.#changed = true;
    if (Number(identity.mtimeNs / 1_000_000n) > readAt - racyMs) return;
    const state = stateOf(identity);
    this.#entries.set(path, [state, known?.[0] === state ? { ...known[1], ...digests } : digests]);
    this.#trim(this.#entries);
  }

  #trim(entries: CacheEntries): void {
    for (const oldest of entries.keys()) {
      if (entries.size <= this.limit) return;
      entries.delete(oldest);
    }
  }

  /**
   * Writes the cache, merged with what other processes have written since. If two save at the same moment, the last one wins, and
   * the file is intact in any case.
   * @throws what the file system throws
   */
  save(): void {
    if (!this.#changed) return;
    mkdirSync(this.folder, { recursive: true });
    this.#removeStaleTemps();
    const bytes = encodeEntries(this.#merged());
    const temp = join(this.folder, `digests-${randomBytes(8).toString('hex')}.tmp`);
    try {
      writeTemp(temp, bytes, 0o600);
      moveOver(temp, this.#file);
    } finally {
      removeTemp(temp);
    }
    this.#onDisk = identityIfExists(this.#file);
    this.#changed = false;
  }

  #merged(): CacheEntries {
    const now = identityIfExists(this.#file);
    if (now === undefined || (this.#onDisk && isSameState(now, this.#onDisk))) return this.#entries;
    const entries = readEntriesIfWhole(this.#file);
    for (const [path, entry] of this.#entries) {
      entries.delete(path);
      entries.set(path, entry);
    }
    this.#trim(entries);
    return entries;
  }

  #removeStaleTemps(): void {
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name);
      if (!/^digests-[0-9a-f]{16}\.tmp$/.test(name)) continue;
      const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
      if (mtimeMs < Date.now() - staleTempMs) removeTemp(path);
    }
  }
}
