import { hostname } from 'node:os';
import { isAlive } from '../pool/isAlive';
import { processStart } from './processStart';

/** A process as a record or a lock in the store names it. Several computers may share a store. */
export interface NamedProcess {
  readonly pid: number;
  readonly host: string;
  /** See {@link processStart}; undefined if the system did not tell. */
  readonly start: string | undefined;
}

/**
 * Whether a process still exists. A stopped process, or one of a sleeping computer, does. `unknown` if it runs on another computer, or
 * if there is a process with its id, which may be another one by now.
 */
export function processState({ pid, host, start }: NamedProcess): 'alive' | 'ended' | 'unknown' {
  if (host !== hostname()) return 'unknown';
  if (!isAlive(pid)) return 'ended';
  const startNow = start === undefined ? undefined : processStart(pid);
  if (startNow === undefined) return 'unknown';
  return startNow === start ? 'alive' : 'ended';
}
