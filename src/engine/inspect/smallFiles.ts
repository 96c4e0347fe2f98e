import { type BigIntStats, closeSync, readSync } from 'node:fs';
import type { DigestAlgorithm } from '../../shared/checksums/digestAlgorithms';
import { firstBlockBytes, hashBlockBytes, type InspectTask } from '../../shared/run/inspection';
import { type FileIdentity, isSameState, type OpenedFile, openedState, openRegular } from '../fs/regularFile';
import { createDigester } from './createDigester';
import type { Digester } from './digester';

/**
 * Digests small files. What they cost are calls, so there is no promise and hardly an object per file. Only files that do not
 * change, and are as planned if they were, are read here. For every other one, `hashFile` finds out what is wrong with it.
 */

/** What was planned for a file. */
type PlannedFile = Pick<InspectTask, 'source' | 'bytes' | 'mtimeMs'>;

export interface SmallFile {
  /** In the order of the algorithms. */
  readonly digests: readonly string[];
  readonly identity: FileIdentity;
}

/** A file that was looked at, and perhaps read. */
export interface SeenFile {
  readonly stats: BigIntStats;
  readonly identity: FileIdentity;
  /** In the order of the algorithms. */
  readonly digests: readonly string[] | undefined;
}

/** Reads one file at a time, each by a single call. */
export class SmallFileReader {
  readonly #block: Buffer;

  constructor(
    readonly digesters: readonly Digester[],
    /** Number of bytes that are read of a file. */
    readonly limit: number,
    /** Whether longer files are digested up to the limit; otherwise they are not read. */
    readonly cuts: boolean,
  ) {
    // One more byte shows that a file is longer than it should be.
    this.#block = Buffer.allocUnsafeSlow(cuts ? limit : limit + 1);
  }

  /** Digests a file. @returns undefined if it is too long, is not as planned, changes meanwhile, or cannot be read */
  read(file: PlannedFile): SmallFile | undefined {
    if (file.bytes > this.limit && !this.cuts) return undefined;
    try {
      return this.#read(file);
    } catch {
      return undefined;
    }
  }

  #read({ source, bytes, mtimeMs }: PlannedFile): SmallFile | undefined {
    const opened = openRegular(source);
    try {
      const { identity } = opened;
      if (identity.size !== BigInt(bytes) || identity.mtimeNs / 1_000_000n !== BigInt(Math.floor(mtimeMs))) return undefined;
      const digests = this.#digest(opened, bytes);
      return digests && { digests, identity };
    } finally {
      closeSync(opened.file);
    }
  }

  /**
   * Looks at a file about which nothing is known, and digests it if it is short and wanted. Without digests, it is longer, was not
   * wanted, changes meanwhile, or cannot be read.
   * @param isWanted whether to digest a file of so many bytes
   * @throws FailureError if it is no regular file, or what the file system throws when it is opened
   */
  see(path: string, isWanted: (bytes: number) => boolean): SeenFile {
    const opened = openRegular(path);
    try {
      const { stats, identity } = opened;
      const bytes = Number(identity.size);
      return { stats, identity, digests: isWanted(bytes) && bytes <= this.limit ? this.#digestIfReadable(opened, bytes) : undefined };
    } finally {
      closeSync(opened.file);
    }
  }

  #digestIfReadable(opened: OpenedFile, bytes: number): readonly string[] | undefined {
    try {
      return this.#digest(opened, bytes);
    } catch {
      return undefined;
    }
  }

  /** @returns undefined if the file has another size, or changes meanwhile @throws what the file system throws */
  #digest({ file, identity, names }: OpenedFile, bytes: number): readonly string[] | undefined {
    const length = readSync(file, this.#block, 0, this.#block.length, null);
    if (length !== Math.min(bytes, this.limit)) return undefined;
    const part = this.#block.subarray(0, length);
    const digests = this.digesters.map((digester) => digester.digestOf(part));
    const after = openedState(file);
    const isUntouched = isSameState(identity, after.identity) && identity.ctimeNs === after.identity.ctimeNs && names === after.names;
    return isUntouched ? digests : undefined;
  }
}

/** Reads files of up to a block whole. */
export async function wholeFileReader(algorithms: readonly DigestAlgorithm[]): Promise<SmallFileReader> {
  return new SmallFileReader(await Promise.all(algorithms.map(createDigester)), hashBlockBytes, false);
}

/** Reads the first bytes of each file ({@link firstBlockBytes}), for their BLAKE3 digest. */
export async function firstBlockReader(): Promise<SmallFileReader> {
  return new SmallFileReader([await createDigester('blake3')], firstBlockBytes, true);
}
