import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { processStart } from './processStart';
import { type NamedProcess, processState } from './processState';

/** What a lock says about the process that has it. */

/** The text of a lock that this process takes, different each time. */
export function lockText(): string {
  return [process.pid, hostname(), randomUUID(), processStart(process.pid) ?? ''].join('\n');
}

/** The process that wrote a lock. @param text of the lock; those of older versions lack the last lines */
function ownerOf(text: string): NamedProcess {
  const [pid = '', host = hostname(), , start = ''] = text.split('\n');
  return { pid: Number(pid), host, start: start === '' ? undefined : start };
}

/**
 * Whether a lock has lost its owner.
 * @param text of the lock
 * @param isSilent whether its owner has given no sign of life for long, which decides where nothing else tells
 */
export function isOwnerGone(text: string, isSilent: boolean): boolean {
  const state = processState(ownerOf(text));
  return state === 'unknown' ? isSilent : state === 'ended';
}

/**
 * Removes a lock, unless another process has taken it meanwhile. Never rejects.
 * @param text with which it was taken
 */
export async function releaseLock(path: string, text: string): Promise<void> {
  try {
    if ((await readFile(path, 'utf8')) === text) await rm(path, { force: true });
  } catch {
    // It is gone, or cannot be removed: then the end of this process frees it.
  }
}
