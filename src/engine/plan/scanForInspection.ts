import type { BigIntStats } from 'node:fs';
import type { DigestAlgorithm, Digests } from '../../shared/checksums/digestAlgorithms';
import { linkOf } from '../../shared/duplicates/grouping';
import type { Failure } from '../../shared/run/failure';
import { type InspectEntry, type InspectSkip, type InspectTask, inspectionCost, type ListedDigest } from '../../shared/run/inspection';
import { type FileIdentity, identityIn, readFailure, regularStats } from '../fs/regularFile';
import { decodedBytes, readHeader } from '../sources/readHeader';
import { leftOut } from './leftOut';

/** Finds out what inspecting a file will take, before it gets its number in the plan. */

/** What the digest cache knows. */
export interface KnownDigests {
  /** Whether it knows a path, perhaps with an earlier state of the file. */
  has(path: string): boolean;
  /** The digests of a file in this state. */
  find(path: string, identity: FileIdentity, algorithms: readonly DigestAlgorithm[]): Digests | undefined;
}

/** Without a cache, nothing is known. */
export const noDigests: KnownDigests = { has: () => false, find: () => undefined };

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

/** The file's entry in a plan, with its number. */
export function entryOf(id: number, scanned: ScannedFile): InspectEntry {
  return 'skip' in scanned ? { id, ...scanned.skip } : { id, ...scanned.task };
}

/** A file that is not read. @param line of the checksum file that lists it */
export function leftOutFile(path: string, status: InspectSkip['status'], failure: Failure, line?: number): ScannedFile {
  return { skip: { ...leftOut(path, 0, status, failure), ...(line !== undefined && { line }) } };
}

/** A file that cannot be looked at, by the error that says why. */
export function unreadable({ path, expected }: WantedFile, error: unknown): ScannedFile {
  const failure = readFailure(error);
  return leftOutFile(path, failure.code === 'not-a-file' ? 'skipped' : 'failed', failure, expected?.[0]?.line);
}

/** A file that can be read, as its stats show it. */
export function readable(
  { path, linked = false, expected }: WantedFile,
  stats: BigIntStats,
  more: Pick<Partial<InspectTask>, 'header' | 'known' | 'cost'> = {},
): ScannedFile {
  const { size, mtimeNs, dev, ino } = stats;
  const link = linked ? linkOf(stats) : undefined;
  const bytes = Number(size);
  const task = {
    source: path,
    bytes,
    mtimeMs: Number(mtimeNs / 1_000_000n),
    cost: inspectionCost(bytes),
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
    const known = algorithms.length > 0 ? cached.find(file.path, identityIn(stats), algorithms) : undefined;
    return readable(file, stats, known ? { known } : undefined);
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
