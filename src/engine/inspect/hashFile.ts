import { closeSync, read, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { DigestAlgorithm, Digests } from '../../shared/checksums/digestAlgorithms';
import { FailureError } from '../../shared/run/failure';
import { firstBlockBytes, hashBlockBytes } from '../../shared/run/inspection';
import { type FileIdentity, identityOf, isSameState, type OpenedFile, openedState, openRegular, readFailure } from '../fs/regularFile';
import { createDigester } from './createDigester';
import type { Digester } from './digester';

/**
 * Digests files. Files in the page cache are read block by block, alternating with hashing, which costs less than asynchronous
 * reads. For files from the disk, and for a lone file, the next block is read while this one is hashed.
 */

const readAsync = promisify(read);

/** Size of blocks that are read ahead: with smaller ones, the overhead takes as long as the read. */
const aheadBytes = 4 << 20;
/** A block that takes longer, in ms, came from the disk: memory is five times as fast. */
const slowReadMs = 1;
/** Number of slow reads after which the file counts as one from the disk. A single one may be due to an interruption. */
const maxSlowReads = 2;
/** Longest time without a turn of the event loop, in ms. */
const maxBlockingMs = 25;

export interface HashedFile {
  readonly digests: Digests;
  /** The state of the file at the time of the digests. */
  readonly identity: FileIdentity;
  /** When reading began, in ms since 1970. */
  readonly readAt: number;
}

export interface HashOptions {
  /** Called after every block. If it returns true, the file fails with `canceled`. */
  readonly isCanceled?: (() => boolean) | undefined;
  /** Called after every block with the number of bytes read. Starts over if the file is read twice. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Whether no other file is read at the same time, so that a core is free for reading ahead. */
  readonly alone?: boolean | undefined;
}

/** The resources for reading one file at a time: a block, and a digester for each algorithm. Reused for later files. */
class Lane {
  readonly block = Buffer.allocUnsafeSlow(hashBlockBytes);
  #ahead: readonly [Buffer, Buffer] | undefined;
  readonly #digesters = new Map<DigestAlgorithm, Digester>();

  /** Blocks for reading ahead, allocated on demand since few files need them. */
  get ahead(): readonly [Buffer, Buffer] {
    this.#ahead ??= [Buffer.allocUnsafeSlow(aheadBytes), Buffer.allocUnsafeSlow(aheadBytes)];
    return this.#ahead;
  }

  /** Whether every digester exists. Checked first, since awaiting `prepare` costs a turn of the event loop. */
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

/** The free lanes of this thread. There are as many as it ever hashed files at the same time. */
const freeLanes: Lane[] = [];

/** A file that is being read. */
interface OpenFile extends OpenedFile {
  readonly path: string;
  readonly lane: Lane;
  readonly digesters: readonly Digester[];
}

/** Opens a file with everything needed to read it, and cleans up afterwards. Every error becomes a FailureError. */
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

/** Digests a file piece by piece. */
class StreamDigest {
  bytes = 0;

  constructor(
    readonly open: OpenFile,
    readonly options: HashOptions,
  ) {
    for (const digester of open.digesters) digester.start();
  }

  /** @throws FailureError if the file grew, or if the run was canceled */
  add(part: Buffer): void {
    const { open, options } = this;
    for (const digester of open.digesters) digester.update(part);
    this.bytes += part.length;
    options.onProgress?.(this.bytes);
    // A file that grows as fast as it is read would never end.
    if (this.bytes > open.identity.size) throw differentSize(open, this.bytes);
    if (options.isCanceled?.()) throw new FailureError('canceled', l10n.t('Canceled while the file was being read.'));
  }

  end(): string[] {
    return this.open.digesters.map((digester) => digester.end());
  }
}

/** Continues block by block, alternating with hashing, as long as reading is fast. @returns whether the end was reached */
async function readAlternating({ file, lane: { block } }: OpenFile, stream: StreamDigest): Promise<boolean> {
  let slow = 0;
  let turn = performance.now();
  while (slow < maxSlowReads) {
    const started = performance.now();
    const length = readSync(file, block);
    const now = performance.now();
    if (length === 0) return true;
    slow = now - started > slowReadMs ? slow + 1 : 0;
    stream.add(block.subarray(0, length));
    if (now - turn < maxBlockingMs) continue;
    await setImmediate();
    turn = performance.now();
  }
  return false;
}

/** Reads to the end, with the next block being read while the last one is hashed. */
async function readAhead({ file, lane }: OpenFile, stream: StreamDigest): Promise<void> {
  let [block, spare] = lane.ahead;
  let { bytesRead: length } = await readAsync(file, block, 0, block.length, null);
  while (length > 0) {
    const part = block.subarray(0, length);
    const next = readAsync(file, spare, 0, spare.length, null);
    try {
      stream.add(part);
    } finally {
      // Even after an error, the read must finish before another file uses the block.
      length = (await next).bytesRead;
    }
    [block, spare] = [spare, block];
  }
}

/** Digests the rest of a file whose first block has been read. */
async function digestRest(open: OpenFile, first: number, options: HashOptions): Promise<Digested> {
  const stream = new StreamDigest(open, options);
  stream.add(open.lane.block.subarray(0, first));
  if (options.alone || !(await readAlternating(open, stream))) await readAhead(open, stream);
  return { digests: stream.end(), bytes: stream.bytes };
}

/** The digests in the order of the algorithms. */
interface Digested {
  readonly digests: readonly string[];
  readonly bytes: number;
}

function readAll(open: OpenFile, options: HashOptions): Digested | Promise<Digested> {
  const { file, identity, lane, digesters } = open;
  const first = readSync(file, lane.block);
  if (BigInt(first) !== identity.size) return digestRest(open, first, options);
  options.onProgress?.(first);
  const part = lane.block.subarray(0, first);
  return { digests: digesters.map((digester) => digester.digestOf(part)), bytes: first };
}

function changedFailure(): FailureError {
  return new FailureError('changed', l10n.t('The file changed while it was being read. Run again when no program is writing to it.'));
}

/** The failure of a file with more or fewer bytes than its size. Some sizes are not real, as in /proc. */
function differentSize({ path, identity }: OpenFile, bytes: number): FailureError {
  if (!isSameState(identity, identityOf(path))) return changedFailure();
  return new FailureError('input-output', l10n.t('The file should have {0} bytes, but {1} were read.', String(identity.size), bytes));
}

/** The result of reading a file once. */
interface HashAttempt extends HashedFile {
  /** Whether the file was touched in the meantime, in a way that need not affect its content. */
  readonly touched: boolean;
}

/**
 * Verifies that the bytes read are those of the file. The open file is queried again: if it is replaced or removed, it loses a
 * name. For a file of several blocks, the cost of checking the path as well is negligible; it may lead elsewhere if a folder above
 * was renamed.
 * @returns whether it was touched, see {@link HashAttempt}
 */
function checkUnchanged(open: OpenFile, bytes: number, expected: bigint): boolean {
  const { identity, names } = openedState(open.file);
  if (!isSameState(open.identity, identity)) throw changedFailure();
  if (bytes > hashBlockBytes && !isSameState(identity, identityOf(open.path))) throw changedFailure();
  if (BigInt(bytes) !== expected) throw differentSize(open, bytes);
  return identity.ctimeNs !== open.identity.ctimeNs || names !== open.names;
}

/**
 * Reads a file again if it was touched. New permissions or names do not change the content, but a program that writes can also set
 * the modification time back, and only a second read shows that.
 */
async function readSettled(read: () => Promise<HashAttempt>): Promise<HashedFile> {
  const { touched, ...first } = await read();
  if (!touched) return first;
  const { touched: again, ...second } = await read();
  const isSame = Object.entries(first.digests).every(([algorithm, digest]) => second.digests[algorithm as DigestAlgorithm] === digest);
  if (again || !isSame || !isSameState(first.identity, second.identity)) throw changedFailure();
  return second;
}

/**
 * Digests a file with any number of algorithms in a single pass, in memory that does not depend on its size.
 * @throws FailureError with one of the codes `vanished`, `changed`, `not-a-file`, `permission`, `input-output`, `canceled`
 */
export function hashFile(path: string, algorithms: readonly DigestAlgorithm[], options: HashOptions = {}): Promise<HashedFile> {
  return readSettled(() => {
    const readAt = Date.now();
    return withOpenFile(path, algorithms, async (open) => {
      const { identity } = open;
      const result = readAll(open, options);
      // Awaiting unnecessarily would cost small files a turn of the event loop.
      const { digests, bytes } = result instanceof Promise ? await result : result;
      const touched = checkUnchanged(open, bytes, identity.size);
      return { digests: Object.fromEntries(algorithms.map((each, index) => [each, digests[index]])), identity, readAt, touched };
    });
  });
}

/**
 * BLAKE3 of the first bytes of a file ({@link firstBlockBytes}), which distinguishes files without reading all of them. For a
 * shorter file, it is the digest of the whole file.
 * @throws FailureError like {@link hashFile}
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
