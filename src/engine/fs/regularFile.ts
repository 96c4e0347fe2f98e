import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, statSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { type FailureCode, FailureError } from '../../shared/run/failure';
import { systemFailure } from './systemFailure';

/** Reads files that may turn out to be special files, or that other programs may write to. */

/** Identifies the state of a file. Plain data that can cross processes. */
export interface FileIdentity {
  /** Bytes. */
  readonly size: bigint;
  readonly mtimeNs: bigint;
  /** Time of the last change of anything, including its times and names. Unlike mtime, programs cannot set it back. */
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

function kindFailure(stats: BigIntStats): FailureError {
  if (stats.isDirectory()) return new FailureError('not-a-file', l10n.t('This is a folder, not a file.'));
  if (stats.isFIFO()) return new FailureError('not-a-file', l10n.t('This is a pipe, not a file.'));
  if (stats.isSocket()) return new FailureError('not-a-file', l10n.t('This is a socket, not a file.'));
  return new FailureError('not-a-file', l10n.t('This is a device, not a file.'));
}

/** The stats of a file, with links followed. @throws FailureError if it is no regular file, or what the file system throws */
export function regularStats(path: string): BigIntStats {
  const stats = statSync(path, { bigint: true });
  if (!stats.isFile()) throw kindFailure(stats);
  return stats;
}

/** The identity of a file in its stats. */
export function identityIn({ size, mtimeNs, ctimeNs, ino }: BigIntStats): FileIdentity {
  return { size, mtimeNs, ctimeNs, ino };
}

/** The identity of a file; throws as {@link regularStats} does. */
export function identityOf(path: string): FileIdentity {
  return identityIn(regularStats(path));
}

/**
 * Whether the content of a file is the same, as far as the file system shows. A new name or other permissions do not count.
 * Nor does the disk: on Windows, some versions of Node report different numbers for an open file and for a path.
 */
export function isSameState(a: FileIdentity, b: FileIdentity): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ino === b.ino;
}

/** Whether a name on the disk is not valid UTF-8: Node replaces such bytes by this character, and cannot open the file. */
export function isBrokenName(path: string): boolean {
  return path.includes('\ufffd');
}

/** Failures of reading whose usual message is about writing, or does not help. */
function specialReadFailure({ code, path }: Partial<NodeJS.ErrnoException>): readonly [FailureCode, string] | undefined {
  if (code === 'ENAMETOOLONG') return ['vanished', l10n.t('The name is too long for this disk, so the file does not exist.')];
  if (code === 'ELOOP') return ['input-output', l10n.t('The link points to itself, not to a file.')];
  if (code === 'EMFILE') return ['input-output', l10n.t('Too many files are open on this system. Close other programs and run again.')];
  if (code !== 'ENOENT' || path === undefined) return undefined;
  if (isLink(path)) return ['not-a-file', l10n.t('This is a broken link, not a file.')];
  if (isBrokenName(path)) return ['input-output', l10n.t('The name is not valid UTF-8, so the file cannot be opened.')];
  return undefined;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** The failure behind any error that occurred while a file was opened or read. */
export function readFailure(error: unknown): FailureError {
  if (error instanceof FailureError) return error;
  const own = specialReadFailure((error ?? {}) as Partial<NodeJS.ErrnoException>);
  if (own) return new FailureError(...own, { cause: error });
  const reason = String((error as Error | undefined)?.message ?? error);
  return systemFailure(error) ?? new FailureError('input-output', l10n.t('The file cannot be read ({0}).', reason), { cause: error });
}

/** A file that is open for reading. */
export interface OpenedFile {
  readonly file: number;
  readonly identity: FileIdentity;
  /** Number of its names (hard links). */
  readonly names: bigint;
  readonly stats: BigIntStats;
}

/** The state of an open file. This costs a tenth of asking by path. */
export function openedState(file: number): Omit<OpenedFile, 'file'> {
  const stats = fstatSync(file, { bigint: true });
  return { stats, identity: identityIn(stats), names: stats.nlink };
}

function open(path: string): number {
  try {
    // Without the flag, a pipe would wait for a writer. On Windows it is undefined, which counts as 0 here.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    // A socket cannot be opened at all; this throws the reason.
    regularStats(path);
    throw error;
  }
}

/**
 * Opens a file for reading. Plans exclude special files. If one has replaced the file since then, opening does not block, and
 * nothing is read.
 * @throws FailureError if it is no regular file, or what the file system throws
 */
export function openRegular(path: string): OpenedFile {
  const file = open(path);
  try {
    const { stats, identity, names } = openedState(file);
    if (!stats.isFile()) throw kindFailure(stats);
    return { file, stats, identity, names };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}
