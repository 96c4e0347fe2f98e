import { randomUUID } from 'node:crypto';
import { readFile, rm, truncate } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { processStart } from './processStart';
import { type NamedProcess, processState } from './processState';

/** What a lock says about the process that has it. */

/** Tells the locks of this process from those of all others, on systems that do not tell when a process started as well. */
const instance = randomUUID();
/** The texts of the locks that this process has or waits for. */
const held = new Set<string>();

/** The text of a lock that this process is about to take, different each time. It counts as held until {@link releaseLock} or {@link forgetLock}. */
export function newLockText(): string {
  const id = `${instance}.${randomUUID()}`;
  const text = [process.pid, hostname(), id, processStart(process.pid) ?? ''].join('\n');
  held.add(text);
  return text;
}

/** Gives up a lock that was not taken. */
export function forgetLock(text: string): void {
  held.delete(text);
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
  // A lock of this process may be left that it could not remove.
  if (text.split('\n')[2]?.startsWith(instance)) return !held.has(text);
  const state = processState(ownerOf(text));
  return state === 'unknown' ? isSilent : state === 'ended';
}

/** Times between attempts to remove a lock, in ms. */
const pausesMs = [0, 50, 200];

/**
 * Removes a lock, unless another process has taken it meanwhile. Never rejects: one that cannot be removed is emptied, so that it is
 * soon taken for abandoned.
 * @param text with which it was taken
 */
export async function releaseLock(path: string, text: string): Promise<void> {
  held.delete(text);
  const isOwn = () =>
    readFile(path, 'utf8').then(
      (now) => now === text,
      () => false,
    );
  for (const pauseMs of pausesMs) {
    if (pauseMs > 0) await setTimeout(pauseMs);
    if (!(await isOwn())) return;
    const isRemoved = await rm(path, { force: true }).then(
      () => true,
      () => false,
    );
    if (isRemoved) return;
  }
  if (await isOwn()) await truncate(path).catch(() => {});
}
