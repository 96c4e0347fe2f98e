import { type Stats, statfsSync, statSync } from 'node:fs';
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

/** File systems of Linux whose files have no number on the disk: FAT, exFAT, and what programs mount (FUSE). */
const unnumbered: ReadonlySet<number> = new Set([0x4d44, 0x2011bab0, 0x65735546]);

/**
 * Whether a file still has the content that it was left with. Its size, time, and number on the disk tell in most cases; when a
 * checkout or a copy changed those, its digest does. Without a digest, size and time have to do on disks that give files new
 * numbers whenever they are mounted.
 */
export function isAsLeft(path: string, left: FileState, now = stateOf(path)): boolean {
  if (now === undefined || now.size !== left.size) return false;
  const isSameTime = now.mtimeMs === left.mtimeMs;
  if (isSameTime && now.ino === left.ino) return true;
  try {
    if (left.sha256 !== undefined) return digestOfFile(path) === left.sha256;
    return isSameTime && process.platform === 'linux' && unnumbered.has(statfsSync(path).type);
  } catch {
    return false;
  }
}
