import { type Stats, statSync } from 'node:fs';
import { digestOfFile } from './fileDigest';

/** How a file was left: its size in bytes, its time in ms, its number on the disk, and its SHA-256 where it is known. */
export interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly sha256?: string | undefined;
}

export function stateIn({ size, mtimeMs, ino }: Stats): FileState {
  return { size, mtimeMs, ino };
}

/** The state of a file, without its digest; undefined if it is gone, or is no file. */
export function stateOf(path: string): FileState | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? stateIn(stats) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a file still has the content that it was left with. Its size, time, and number on the disk tell in most cases; when a
 * checkout or a copy changed those, its digest does.
 */
export function isAsLeft(path: string, left: FileState, now = stateOf(path)): boolean {
  if (now === undefined || now.size !== left.size) return false;
  if (now.mtimeMs === left.mtimeMs && now.ino === left.ino) return true;
  try {
    return left.sha256 !== undefined && digestOfFile(path) === left.sha256;
  } catch {
    return false;
  }
}
