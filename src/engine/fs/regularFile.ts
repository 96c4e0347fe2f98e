import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, statSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { type FailureCode, FailureError } from '../../shared/run/failure';
import { systemFailure } from './systemFailure';

/** Reading of files that may turn out to be none, or to be written to by someone else. */

/** What tells one state of a file from another. Plain data that crosses processes. */
export interface FileIdentity {
  /** Bytes. */
  readonly size: bigint;
  readonly mtimeNs: bigint;
  /** When anything of it was changed last, its times and its names included: who sets the time back cannot set this one. */
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

function kindFailure(stats: BigIntStats): FailureError {
  if (stats.isDirectory()) return new FailureError('not-a-file', l10n.t('This is a folder, not a file.'));
  if (stats.isFIFO()) return new FailureError('not-a-file', l10n.t('This is a pipe of other programs, not a file.'));
  if (stats.isSocket()) return new FailureError('not-a-file', l10n.t('This is a socket of another program, not a file.'));
  return new FailureError('not-a-file', l10n.t('This is a device, not a file.'));
}

/** What the file system says of a file, links followed. Throws a FailureError for what is no regular file, and what the file system throws. */
export function regularStats(path: string): BigIntStats {
  const stats = statSync(path, { bigint: true });
  if (!stats.isFile()) throw kindFailure(stats);
  return stats;
}

export function identityIn({ size, mtimeNs, ctimeNs, ino }: BigIntStats): FileIdentity {
  return { size, mtimeNs, ctimeNs, ino };
}

/** The identity of a file; throws as {@link regularStats} does. */
export function identityOf(path: string): FileIdentity {
  return identityIn(regularStats(path));
}

/**
 * Whether the contents of a file are the same, as far as the file system tells. A new name or other permissions do not count.
 * Nor does the disk: on Windows some versions of Node number it otherwise for an open file than for a path.
 */
export function isSameState(a: FileIdentity, b: FileIdentity): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ino === b.ino;
}

/** Whether a name on the disk may have been other bytes than UTF-8: those come as this character, and lead to nothing. */
export function isBrokenName(path: string): boolean {
  return path.includes('\ufffd');
}

/** What the system says where its usual sentence speaks of writing, or leaves the reader alone. */
function readingFailure({ code, path }: Partial<NodeJS.ErrnoException>): readonly [FailureCode, string] | undefined {
  if (code === 'ENAMETOOLONG') return ['vanished', l10n.t('The name is too long for this disk, so there is no such file.')];
  if (code === 'ELOOP') return ['input-output', l10n.t('The link leads to itself, and so to no file.')];
  if (code === 'EMFILE') return ['input-output', l10n.t('Too many files are open on this system. Close other programs and run again.')];
  if (code !== 'ENOENT' || path === undefined) return undefined;
  if (isLink(path)) return ['not-a-file', l10n.t('This is a link that leads nowhere, not a file.')];
  if (isBrokenName(path)) return ['input-output', l10n.t('The name is not valid UTF-8, so the file cannot be opened.')];
  return undefined;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** The failure behind whatever came up while a file was opened or read. */
export function readFailure(error: unknown): FailureError {
  if (error instanceof FailureError) return error;
  const own = readingFailure((error ?? {}) as Partial<NodeJS.ErrnoException>);
  if (own) return new FailureError(...own, { cause: error });
  const said = String((error as Error | undefined)?.message ?? error);
  return systemFailure(error) ?? new FailureError('input-output', l10n.t('The file cannot be read ({0}).', said), { cause: error });
}

/** A file that is open for reading. */
export interface OpenedFile {
  readonly file: number;
  readonly identity: FileIdentity;
  /** How many names it has. */
  readonly names: bigint;
}

/** What the file system says of an open file; a tenth of the cost of asking by its path. */
export function openedState(file: number): Omit<OpenedFile, 'file'> & { readonly stats: BigIntStats } {
  const stats = fstatSync(file, { bigint: true });
  return { stats, identity: identityIn(stats), names: stats.nlink };
}

function open(path: string): number {
  try {
    // A pipe would wait for a writer; the flag is undefined on Windows, which counts as 0 here.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    // A socket cannot be opened at all: then this says why.
    regularStats(path);
    throw error;
  }
}

/**
 * Opens a file for reading. Plans leave out what is no regular file; should something else take the file's place in between,
 * opening does not wait for it, and nothing is read of it.
 */
export function openRegular(path: string): OpenedFile {
  const file = open(path);
  try {
    const { stats, identity, names } = openedState(file);
    if (!stats.isFile()) throw kindFailure(stats);
    return { file, identity, names };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}
