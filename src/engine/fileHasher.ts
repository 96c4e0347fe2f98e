import { closeSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { DigestAlgorithm, Digests } from '../shared/digestAlgorithms';
import { FailureError } from '../shared/failure';
import { firstBlockBytes } from '../shared/reading';
import type { Digester } from './digester';
import { createDigester } from './digesters';
import { type FileIdentity, identityOf, isSameState, openRegular, readFailure } from './regularFile';

/**
 * Digests of files. A file of one block is read synchronously, which costs less than a hand-over. Of a longer one the next
 * block is read while this one is digested: a file that comes from the disk, or is the only one, takes a third less time,
 * and between blocks the thread gets to its messages.
 */

const readAsync = promisify(read);

/** Smaller blocks cost calls; larger ones do not stay in the processor's cache and gain nothing. */
const blockBytes = 1 << 20;

export interface HashedFile {
  readonly digests: Digests;
  /** The state of the file that the digests are of. */
  readonly identity: FileIdentity;
  /** When reading began, in ms since 1970. */
  readonly readAt: number;
}

export interface HashOptions {
  /** Asked after every block; when it says yes, the file fails with `cancelled`. */
  readonly isCancelled?: (() => boolean) | undefined;
  /** Told after every block how many bytes of the file were read; begins anew where the file is read twice. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** What reading one file takes: two blocks, and a digester for each algorithm. Used for one file after the other, never for two at a time. */
class Lane {
  readonly block = Buffer.allocUnsafeSlow(blockBytes);
  #spare: Buffer | undefined;
  readonly #digesters = new Map<DigestAlgorithm, Digester>();

  /** The second block, which small files do not need. */
  get spare(): Buffer {
    this.#spare ??= Buffer.allocUnsafeSlow(blockBytes);
    return this.#spare;
  }

  /** Whether every digester is there. Asked first, since waiting costs a small file a turn of the event loop. */
  has(algorithms: readonly DigestAlgorithm[]): boolean {
    return algorithms.every((algorithm) => this.#digesters.has(algorithm));
  }

  async prepare(algorithms: readonly DigestAlgorithm[]): Promise<void> {
    for (const algorithm of algorithms)
      if (!this.#digesters.has(algorithm)) this.#digesters.set(algorithm, await createDigester(algorithm));
  }

  digesters(algorithms: readonly DigestAlgorithm[]): Digester[] {
    return algorithms.map((algorithm) => this.#digesters.get(algorithm) as Digester);
  }
}

/** Lanes of this thread that are free: as many as it ever hashed files at a time. */
const freeLanes: Lane[] = [];

/** A file under way. */
interface OpenFile {
  readonly path: string;
  readonly file: number;
  readonly identity: FileIdentity;
  readonly lane: Lane;
  readonly digesters: readonly Digester[];
}

/** Opens a file, with all that reading it takes, and cleans up after it. Whatever is thrown becomes a FailureError. */
async function withOpenFile<Result>(
  path: string,
  algorithms: readonly DigestAlgorithm[],
  read: (open: OpenFile) => Result | Promise<Result>,
): Promise<Result> {
  const lane = freeLanes.pop() ?? new Lane();
  try {
    if (!lane.has(algorithms)) await lane.prepare(algorithms);
    const { file, identity } = openRegular(path);
    try {
      return await read({ path, file, identity, lane, digesters: lane.digesters(algorithms) });
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw readFailure(error);
  } finally {
    freeLanes.push(lane);
  }
}

interface Contents {
  readonly digests: readonly string[];
  readonly bytes: number;
}

/** Digests a file to its end, the first block being read. */
async function readOn({ path, file, identity, lane, digesters }: OpenFile, first: number, options: HashOptions): Promise<Contents> {
  let [block, spare]: [Buffer, Buffer] = [lane.block, lane.spare];
  let [length, bytes] = [first, 0];
  for (const digester of digesters) digester.start();
  while (length > 0) {
    const part = block.subarray(0, length);
    const next = readAsync(file, spare, 0, spare.length, null);
    try {
      for (const digester of digesters) digester.update(part);
      bytes += length;
      options.onProgress?.(bytes);
    } finally {
      // Whatever happens, nothing may be read into a block that another file has got.
      length = (await next).bytesRead;
    }
    [block, spare] = [spare, block];
    // Whoever writes as fast as this reads would be followed for ever.
    if (bytes > identity.size) throw differentSize(path, identity, bytes);
    if (options.isCancelled?.()) throw new FailureError('cancelled', l10n.t('Cancelled while the file was read.'));
  }
  return { digests: digesters.map((digester) => digester.end()), bytes };
}

function readAll(open: OpenFile, options: HashOptions): Contents | Promise<Contents> {
  const { file, identity, lane, digesters } = open;
  const first = readSync(file, lane.block);
  if (BigInt(first) !== identity.size) return readOn(open, first, options);
  options.onProgress?.(first);
  const part = lane.block.subarray(0, first);
  return { digests: digesters.map((digester) => digester.digestOf(part)), bytes: first };
}

function changedFailure(): FailureError {
  return new FailureError('changed', l10n.t('The file was changed while it was read. Run again when nothing writes to it.'));
}

/** Why there are more or fewer bytes than the system said: sizes can be made up, as in /proc. */
function differentSize(path: string, before: FileIdentity, bytes: number): FailureError {
  if (!isSameState(before, identityOf(path))) return changedFailure();
  return new FailureError('input-output', l10n.t('The file should have {0} bytes, but {1} could be read.', String(before.size), bytes));
}

/** What one reading found. */
interface Read extends HashedFile {
  /** Whether the file was touched meanwhile, in a way that need not concern its contents. */
  readonly touched: boolean;
}

/**
 * Makes sure that what was read is the file. The path is asked again, not the open file: that would say nothing of another
 * file which took its place by a rename.
 * @returns whether it was touched: see {@link Read}
 */
function checkUnchanged(path: string, before: FileIdentity, bytes: number, wanted: bigint): boolean {
  const after = identityOf(path);
  if (!isSameState(before, after)) throw changedFailure();
  if (BigInt(bytes) !== wanted) throw differentSize(path, before, bytes);
  return after.ctimeNs !== before.ctimeNs;
}

/**
 * Reads a file that was touched once more: other permissions or names are no change, but whoever writes can set the time of
 * the last change back, and then only another reading tells.
 */
async function readSettled(read: () => Promise<Read>): Promise<HashedFile> {
  const { touched, ...first } = await read();
  if (!touched) return first;
  const { touched: again, ...second } = await read();
  const isSame = Object.entries(first.digests).every(([algorithm, digest]) => second.digests[algorithm as DigestAlgorithm] === digest);
  if (again || !isSame || !isSameState(first.identity, second.identity)) throw changedFailure();
  return second;
}

/**
 * Digests of a file, any number of algorithms in one reading, in memory that does not depend on its size.
 * @throws FailureError with one of the codes `vanished`, `changed`, `not-a-file`, `permission`, `input-output`, `cancelled`
 */
export function hashFile(path: string, algorithms: readonly DigestAlgorithm[], options: HashOptions = {}): Promise<HashedFile> {
  return readSettled(() => {
    const readAt = Date.now();
    return withOpenFile(path, algorithms, async (open) => {
      const { identity } = open;
      const { digests, bytes } = await readAll(open, options);
      const touched = checkUnchanged(path, identity, bytes, identity.size);
      return { digests: Object.fromEntries(algorithms.map((each, index) => [each, digests[index]])), identity, readAt, touched };
    });
  });
}

/**
 * BLAKE3 of the first bytes of a file ({@link firstBlockBytes}), to tell files apart without reading them whole. Of a file
 * that is not longer it is the digest of all of it.
 * @throws FailureError as {@link hashFile} does
 */
export function firstBlockDigest(path: string): Promise<HashedFile> {
  return readSettled(() => {
    const readAt = Date.now();
    return withOpenFile(path, ['blake3'], ({ file, identity, lane: { block }, digesters: [blake3] }) => {
      const length = readSync(file, block, 0, firstBlockBytes, null);
      const blockDigest = (blake3 as Digester).digestOf(block.subarray(0, length));
      const touched = checkUnchanged(path, identity, length, identity.size < firstBlockBytes ? identity.size : BigInt(firstBlockBytes));
      return { digests: { blake3: blockDigest }, identity, readAt, touched };
    });
  });
}
