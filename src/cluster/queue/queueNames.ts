import { version } from '../../../package.json';

/** The names of what a cluster has in Redis. Computers with another version of Assetmill use others, so that none gets work that it does not know. */

/** First part of every key. */
export const keyPrefix = 'assetmill';

/** The queue of a root. @param root its name */
export function queueName(root: string): string {
  return `${root}@${version}`;
}

/** The setup of a run. */
export function setupKey(root: string, run: string): string {
  return `${keyPrefix}:${queueName(root)}:setup:${run}`;
}

/** Present once a run is canceled. */
export function canceledKey(root: string, run: string): string {
  return `${keyPrefix}:${queueName(root)}:canceled:${run}`;
}

/** The names of the machines that work on a queue. */
export function machinesKey(root: string): string {
  return `${keyPrefix}:${queueName(root)}:machines`;
}

/** What a machine told last. */
export function machineKey(root: string, machine: string): string {
  return `${machinesKey(root)}:${machine}`;
}

/** Counts, by chunk, the machines that began to carry it out and were not heard of again. */
export function begunKey(root: string): string {
  return `${keyPrefix}:${queueName(root)}:begun`;
}

/** Start of the reason of a chunk that no attempt can carry out: what follows is for people. */
export const refusedPrefix = 'Refused: ';

/** What all computers set for the queue. An event contains the outcomes of a chunk, so few of them are kept; who misses one looks at the chunk. */
export const queueSettings = { prefix: keyPrefix, streams: { events: { maxLen: 500 } } } as const;

/** Time after which Redis forgets what nobody collected: runs that were not resumed, in seconds. */
export const keptSeconds = 7 * 24 * 3600;
