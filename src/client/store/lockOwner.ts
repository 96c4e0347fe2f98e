import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isAlive } from '../pool/isAlive';
import { processStart } from './processStart';

/** What a lock says about the process that has it: several computers may share a store. */

/** The text of a lock that this process takes, different each time. */
export function lockText(): string {
  return [process.pid, hostname(), randomUUID(), processStart(process.pid) ?? ''].join('\n');
}

/**
 * Whether the process that wrote a lock is known to have ended. Of another computer that is never known.
 * @param text of the lock; those of older versions lack the last lines
 */
export function hasOwnerEnded(text: string): boolean {
  const [pid = '', host = hostname(), , start = ''] = text.split('\n');
  if (host !== hostname()) return false;
  return !isAlive(Number(pid)) || (start !== '' && processStart(Number(pid)) !== start);
}
