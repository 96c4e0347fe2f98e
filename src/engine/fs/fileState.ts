import { type Stats, statfsSync, statSync } from 'node:fs';
import { digestOfFile } from './fileDigest';

/** How a file was left: its size in bytes, its time in ms, its number on the disk, and its SHA-256 where it is known. */
export interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly sha256?: string | undefined;
  /** When its content or its attributes last changed, in ms: programs can set the other time, but not this one. Where it is known. */
  readonly ctimeMs?: number | undefined;
}

/** The state of a file in its stats, without its digest. */
export function stateIn({ size, mtimeMs, ino }: Stats): FileState {
  return { size, mtimeMs, ino };
}

function isSame(now: FileState, left: FileState): boolean {
  return now.size === left.size && now.mtimeMs === left.mtimeMs && now.ino === left.ino;
}

/** The state of a file, without its digest; undefined if it is gone, or is no file. */
export function stateOf(path: string): FileState | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? { ...stateIn(stats), ctimeMs: stats.ctimeMs } : undefined;
  } catch {
    return undefined;
  }
}

/** A state with the time of the last change of its file, if the file still is in that state. Costs one call of `stat`. */
export function withChangeTime<State extends FileState>(path: string, state: State): State {
  const now = stateOf(path);
  return now && isSame(now, state) ? { ...state, ctimeMs: now.ctimeMs } : state;
}

/** File systems of Linux whose files have no number on the disk: FAT, exFAT, and what programs mount (FUSE). */
const unnumbered: ReadonlySet<number> = new Set([0x4d44, 0x2011bab0, 0x65735546]);

/**
 * Whether a file still has the content that it was left with. Its size, times, and number on the disk tell in most cases; when a
 * checkout or a copy changed those, its digest does. Another time of its last change alone means that it is not certain: a program may
 * have kept the time of a file that it edited, or the clock may have been set back. Without a digest, size and times have to do on
 * disks that give files new numbers whenever they are mounted.
 */
export function isAsLeft(path: string, left: FileState, now = stateOf(path)): boolean {
  if (now === undefined || now.size !== left.size) return false;
  const hasSameTimes = now.mtimeMs === left.mtimeMs && (left.ctimeMs === undefined || left.ctimeMs === now.ctimeMs);
  if (hasSameTimes && now.ino === left.ino) return true;
  try {
    if (left.sha256 !== undefined) return digestOfFile(path) === left.sha256;
    return hasSameTimes && process.platform === 'linux' && unnumbered.has(statfsSync(path).type);
  } catch {
    return false;
  }
}
