import { utimes } from 'node:fs/promises';

/** Signs of life: the time of a file says that the process that owns it still works, to other computers as well. */

/** Time between two signs of life, in ms. */
export const heartbeatMs = 10_000;
/** A process without one for this long is over, in ms. */
export const silentMs = 12 * heartbeatMs;

/** Does work while the file shows regular signs of life. */
export async function whileAlive<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // a full disk does not end the work
  }, heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
  }
}
