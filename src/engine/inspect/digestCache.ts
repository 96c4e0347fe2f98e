import { hash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DigestAlgorithm, Digests } from '../../shared/checksums/digestAlgorithms';
import { type FileIdentity, identityOf, isSameState } from '../fs/regularFile';
import { moveOver, removeTemp, writeTemp } from '../fs/tempFile';
import type { HashedFile } from './hashFile';

/**
 * Digests that were computed before, for files that have not changed since: neither in size, nor in the time of their last
 * change, nor in which file they are. One JSON file after a line with its own digest: 100,000 files load in under 200 ms.
 */

const format = 'assetmill-digests-1';

/** How many files are remembered; 200,000 take some 40 MB on the disk. */
const usualLimit = 200_000;

/**
 * A file that was changed so shortly before it was read could be changed again within the same tick of its disk's clock (two
 * seconds on FAT), with no trace in its times. Git has the same trouble with its index ("Racy Git").
 */
const racyMs = 2000;

/** A temp file so old was left by a process that died. */
const staleTempMs = 3_600_000;

/** The state of the file, and its digests. */
type Remembered = readonly [state: string, digests: Digests];
type Entries = Map<string, Remembered>;

function stateOf({ size, mtimeNs, ctimeNs, ino }: FileIdentity): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
}

/** The bytes of the file that hold entries. */
function encode(entries: Entries): Buffer {
  const body = Buffer.from(JSON.stringify([...entries]));
  return Buffer.concat([Buffer.from(`${format} ${hash('sha256', body)}\n`), body]);
}

/** Throws where anything is amiss. */
function decode(bytes: Buffer): Entries {
  const bodyAt = bytes.indexOf('\n') + 1;
  const body = bytes.subarray(bodyAt);
  if (bytes.toString('latin1', 0, bodyAt) !== `${format} ${hash('sha256', body)}\n`) throw new Error('damaged, or of another version');
  return new Map(JSON.parse(body.toString()) as [string, Remembered][]);
}

/** A file that is not there, cannot be read, is damaged or of another version is as good as an empty one: it is rebuilt. */
function readEntriesIfWhole(path: string): Entries {
  try {
    return decode(readFileSync(path));
  } catch {
    return new Map();
  }
}

function identityIfThere(path: string): FileIdentity | undefined {
  try {
    return identityOf(path);
  } catch {
    return undefined;
  }
}

/** Digests of files by their path, kept in a folder. For one thread; processes that share the folder add to each other's. */
export class DigestCache {
  readonly #file: string;
  readonly #entries: Entries;
  #onDisk: FileIdentity | undefined;
  #changed = false;

  /** @param folder need not exist */
  constructor(
    readonly folder: string,
    readonly limit = usualLimit,
  ) {
    this.#file = join(folder, 'digests.json');
    this.#onDisk = identityIfThere(this.#file);
    this.#entries = readEntriesIfWhole(this.#file);
  }

  /** Files that are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /** The digests of a file in its present state, if all that are wanted are known. */
  find(path: string, identity: FileIdentity, algorithms: readonly DigestAlgorithm[]): Digests | undefined {
    const entry = this.#entries.get(path);
    if (entry?.[0] !== stateOf(identity)) return undefined;
    // What is used goes to the end: the oldest are dropped first.
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    const digests = entry[1];
    if (algorithms.some((algorithm) => digests[algorithm] === undefined)) return undefined;
    return Object.fromEntries(algorithms.map((algorithm) => [algorithm, digests[algorithm]]));
  }

  /** Remembers the digests of a file, unless it was changed only just before it was read. */
  add(path: string, { identity, digests, readAt }: HashedFile): void {
    const known = this.#entries.get(path);
    this.#entries.delete(path);
    this.#changed = true;
    if (Number(identity.mtimeNs / 1_000_000n) > readAt - racyMs) return;
    const state = stateOf(identity);
    this.#entries.set(path, [state, known?.[0] === state ? { ...known[1], ...digests } : digests]);
    this.#trim(this.#entries);
  }

  #trim(entries: Entries): void {
    for (const oldest of entries.keys()) {
      if (entries.size <= this.limit) return;
      entries.delete(oldest);
    }
  }

  /**
   * Writes what is remembered, with what another process wrote in the meantime. Of two that save in the same moment the last
   * one wins; the file is whole in any case. Throws what the file system throws.
   */
  save(): void {
    if (!this.#changed) return;
    mkdirSync(this.folder, { recursive: true });
    this.#removeStaleTemps();
    const bytes = encode(this.#merged());
    const temp = join(this.folder, `digests-${randomBytes(8).toString('hex')}.tmp`);
    try {
      writeTemp(temp, bytes, 0o600);
      moveOver(temp, this.#file);
    } finally {
      removeTemp(temp);
    }
    this.#onDisk = identityIfThere(this.#file);
    this.#changed = false;
  }

  #merged(): Entries {
    const now = identityIfThere(this.#file);
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
