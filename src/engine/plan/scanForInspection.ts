import type { BigIntStats } from 'node:fs';
import type { DigestAlgorithm, Digests } from '../../shared/checksums/digestAlgorithms';
import { linkOf } from '../../shared/duplicates/grouping';
import type { Failure } from '../../shared/run/failure';
import type { InspectSkip, InspectTask, ListedDigest } from '../../shared/run/inspection';
import { type FileIdentity, identityIn, readFailure, regularStats } from '../fs/regularFile';
import { decodedBytes, readHeader } from '../sources/readHeader';
import { leftOut } from './leftOut';

/** Finds out what inspecting a file will take, before it gets its number in the plan. */

/** Work per file in addition to its bytes: opening, fstat, closing. */
const openingBytes = 16 << 10;

/** Digests that the cache has for a file in this state. */
export type KnownDigests = (path: string, identity: FileIdentity, algorithms: readonly DigestAlgorithm[]) => Digests | undefined;

/** A file to inspect. */
export interface WantedFile {
  readonly path: string;
  /** Whether the task tells which file of its disk it is. */
  readonly linked?: boolean;
  /** The digests that a checksum file lists for it. */
  readonly expected?: readonly ListedDigest[];
}

/** A file that can be read, with its inode and its device, or one that is left out. */
export type ScannedFile =
  | { readonly task: Omit<InspectTask, 'id'>; readonly ino: bigint; readonly dev: bigint }
  | { readonly skip: Omit<InspectSkip, 'id'> };

/** A file that is not read. @param line of the checksum file that lists it */
export function leftOutFile(path: string, status: InspectSkip['status'], failure: Failure, line?: number): ScannedFile {
  return { skip: { ...leftOut(path, 0, status, failure), ...(line !== undefined && { line }) } };
}

function unreadable({ path, expected }: WantedFile, error: unknown): ScannedFile {
  const failure = readFailure(error);
  return leftOutFile(path, failure.code === 'not-a-file' ? 'skipped' : 'failed', failure, expected?.[0]?.line);
}

function readable(
  { path, linked = false, expected }: WantedFile,
  stats: BigIntStats,
  more: Pick<Partial<InspectTask>, 'header' | 'known' | 'cost'>,
): ScannedFile {
  const { size, mtimeNs, dev, ino } = stats;
  const link = linked ? linkOf(stats) : undefined;
  const bytes = Number(size);
  const task = {
    source: path,
    bytes,
    mtimeMs: Number(mtimeNs / 1_000_000n),
    cost: bytes + openingBytes,
    attempt: 0,
    ...(link !== undefined && { link }),
    ...(expected && { expected }),
    ...more,
  };
  return { task, ino, dev };
}

/** Scans a file of any kind. @param algorithms the digests to compute */
export function scanFile(file: WantedFile, algorithms: readonly DigestAlgorithm[], cached: KnownDigests): ScannedFile {
  try {
    const stats = regularStats(file.path);
    const known = algorithms.length > 0 ? cached(file.path, identityIn(stats), algorithms) : undefined;
    return readable(file, stats, known ? { known } : {});
  } catch (error) {
    return unreadable(file, error);
  }
}

/** Scans an image, whose header says what decoding it takes. @param isChecked whether to inspect one without a valid header, to find out why */
export async function scanImage(file: WantedFile, isChecked: boolean): Promise<ScannedFile> {
  try {
    // Opening a pipe would block.
    const stats = regularStats(file.path);
    const header = await readHeader(file.path).catch((error: unknown) => {
      if (isChecked) return undefined;
      throw error;
    });
    const { width = 0, height = 0 } = header ?? {};
    return readable(file, stats, header ? { cost: decodedBytes(header), header: { width, height } } : {});
  } catch (error) {
    return unreadable(file, error);
  }
}
