import { closeSync, read, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { DigestAlgorithm, Digests } from '../../shared/checksums/digestAlgorithms';
import { FailureError } from '../../shared/run/failure';
import { firstBlockBytes } from '../../shared/run/inspection';
import { type FileIdentity, identityOf, isSameState, type OpenedFile, openedState, openRegular, readFailure } from '../fs/regularFile';
import { createDigester } from './createDigester';
import type { Digester } from './digester';

/**
 * Digests of files. What the system has in its memory is read block by block between digesting, which costs less than a
 * hand-over. Of a file that comes from the disk, or is the only one, the next block is read while this one is digested.
 */

const readAsync = promisify(read);

/** Smaller blocks cost calls; larger ones do not stay in the processor's cache and gain nothing. */
const blockBytes = 1 << 20;
/** Of blocks that are read ahead: smaller ones take as long to hand over as to read. */
const aheadBytes = 4 << 20;
/** A block that takes longer came from the disk: memory is five times as fast. */
const slowReadMs = 1;
/** A single one may have been interrupted. */
const slowReads = 2;
/** So long a thread may keep its messages waiting. */
const turnMs = 25;

export interface HashedFile {
  readonly digests: Digests;
  /** The state of the file that the digests are of. */
  readonly identity: FileIdentity;
  /** When reading began, in ms since 1970. */
  readonly readAt: number;
}

export interface HashOptions {
  /** Asked after every block; when it says yes, the file fails with `canceled`. */
  readonly isCanceled?: (() => boolean) | undefined;
  /** Told after every block how many bytes of the file were read; begins anew where the file is read twice. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Whether no other file is read at the time, so that a core is free to read ahead. */
  readonly alone?: boolean | undefined;
}

/** What reading one file takes: a block, and a digester for each algorithm. Used for one file after the other, never for two at a time. */
class Lane {
  readonly block = Buffer.allocUnsafeSlow(blockBytes);
  #ahead: readonly [Buffer, Buffer] | undefined;
  readonly #digesters = new Map<DigestAlgorithm, Digester>();

  /** Blocks to read ahead into, which few files need. */
  get ahead(): readonly [Buffer, Buffer] {
    this.#ahead ??= [Buffer.allocUnsafeSlow(aheadBytes), Buffer.allocUnsafeSlow(aheadBytes)];
    return this.#ahead;
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
interface OpenFile extends OpenedFile {
  readonly path: string;
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
    const opened = openRegular(path);
    try {
      return await read({ ...opened, path, lane, digesters: lane.digesters(algorithms) });
    } finally {
      closeSync(opened.file);
    }
  } catch (error) {
    throw readFailure(error);
  } finally {
    freeLanes.push(lane);
  }
}

/** Takes in a file piece by piece. */
class Contents {
  bytes = 0;

  constructor(
    readonly open: OpenFile,
    readonly options: HashOptions,
  ) {
    for (const digester of open.digesters) digester.start();
  }

  /** @throws FailureError where it is not to be gone on with */
  add(part: Buffer): void {
    const { open, options } = this;
    for (const digester of open.digesters) digester.update(part);
    this.bytes += part.length;
    options.onProgress?.(this.bytes);
    // Whoever writes as fast as this reads would be followed for ever.
    if (this.bytes > open.identity.size) throw differentSize(open, this.bytes);
    if (options.isCanceled?.()) throw new FailureError('canceled', l10n.t('Canceled while the file was read.'));
  }

  end(): string[] {
    return this.open.digesters.map((digester) => digester.end());
  }
}

/** Reads on block by block, while that is fast. @returns whether the end was reached */
async function readByTurns({ file, lane: { block } }: OpenFile, contents: Contents): Promise<boolean> {
  let slow = 0;
  let turn = performance.now();
  while (slow < slowReads) {
    const started = performance.now();
    const length = readSync(file, block);
    const now = performance.now();
    if (length === 0) return true;
    slow = now - started > slowReadMs ? slow + 1 : 0;
    contents.add(block.subarray(0, length));
    if (now - turn < turnMs) continue;
    await setImmediate();
    turn = performance.now();
  }
  return false;
}

/** Reads on to the end, the next block while the last one is digested. */
async function readAhead({ file, lane }: OpenFile, contents: Contents): Promise<void> {
  let [block, spare] = lane.ahead;
  let { bytesRead: length } = await readAsync(file, block, 0, block.length, null);
  while (length > 0) {
    const part = block.subarray(0, length);
    const next = readAsync(file, spare, 0, spare.length, null);
    try {
      contents.add(part);
    } finally {
      // Whatever happens, nothing may be read into a block that another file has got.
      length = (await next).bytesRead;
    }
    [block, spare] = [spare, block];
  }
}

/** Digests a file to its end, the first block being read. */
async function readOn(open: OpenFile, first: number, options: HashOptions): Promise<Digested> {
  const contents = new Contents(open, options);
  contents.add(open.lane.block.subarray(0, first));
  if (options.alone || !(await readByTurns(open, contents))) await readAhead(open, contents);
  return { digests: contents.end(), bytes: contents.bytes };
}

/** Digests in the order of the algorithms. */
interface Digested {
  readonly digests: readonly string[];
  readonly bytes: number;
}

function readAll(open: OpenFile, options: HashOptions): Digested | Promise<Digested> {
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
function differentSize({ path, identity }: OpenFile, bytes: number): FailureError {
  if (!isSameState(identity, identityOf(path))) return changedFailure();
  return new FailureError('input-output', l10n.t('The file should have {0} bytes, but {1} could be read.', String(identity.size), bytes));
}

/** What one reading found. */
interface Read extends HashedFile {
  /** Whether the file was touched meanwhile, in a way that need not concern its contents. */
  readonly touched: boolean;
}

/**
 * Makes sure that what was read is the file. The open file is asked again: another file that takes its place, or its removal,
 * takes a name from it. Beside the reading of several blocks it costs nothing to ask the path, too, which may lead elsewhere
 * since a folder above has another name.
 * @returns whether it was touched: see {@link Read}
 */
function checkUnchanged(open: OpenFile, bytes: number, wanted: bigint): boolean {
  const { identity, names } = openedState(open.file);
  if (!isSameState(open.identity, identity)) throw changedFailure();
  if (bytes > blockBytes && !isSameState(identity, identityOf(open.path))) throw changedFailure();
  if (BigInt(bytes) !== wanted) throw differentSize(open, bytes);
  return identity.ctimeNs !== open.identity.ctimeNs || names !== open.names;
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
 * @throws FailureError with one of the codes `vanished`, `changed`, `not-a-file`, `permission`, `input-output`, `canceled`
 */
export function hashFile(path: string, algorithms: readonly DigestAlgorithm[], options: HashOptions = {}): Promise<HashedFile> {
  return readSettled(() => {
    const readAt = Date.now();
    return withOpenFile(path, algorithms, async (open) => {
      const { identity } = open;
      const inspection = readAll(open, options);
      // Waiting costs a small file a turn of its own.
      const { digests, bytes } = inspection instanceof Promise ? await inspection : inspection;
      const touched = checkUnchanged(open, bytes, identity.size);
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
    return withOpenFile(path, ['blake3'], (open) => {
      const {
        file,
        identity,
        lane: { block },
        digesters: [blake3],
      } = open;
      const length = readSync(file, block, 0, firstBlockBytes, null);
      const blockDigest = (blake3 as Digester).digestOf(block.subarray(0, length));
      const touched = checkUnchanged(open, length, identity.size < firstBlockBytes ? identity.size : BigInt(firstBlockBytes));
      return { digests: { blake3: blockDigest }, identity, readAt, touched };
    });
  });
}
