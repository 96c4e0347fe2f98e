import type { PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import { awakeTimeout } from './awakeTimeout';
import type { PoolClient } from './poolClient';

/** How long a call may take, and what ends it earlier. */
export interface CallLimits {
  /** In ms, counted from when the process is ready: its start has its own limit. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The pool process did not answer in time. */
export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';
}

/**
 * Calls a function of the pool process that may never answer, for example because a decoder hangs. A timeout or an abort ends
 * the process, so that the next caller gets one that is free.
 * @throws CallTimeoutError, the signal's reason, or the error of the call
 */
export function callWithTimeout<Result>(
  client: PoolClient,
  { timeoutMs, signal }: CallLimits,
  call: (remote: Remote<PoolFunctions>) => Promise<Result>,
): Promise<Result> {
  return client.runExclusive({}, async () => {
    signal?.throwIfAborted();
    let clear = () => {};
    let timedOut = false;
    // Pending calls to a process that has ended are rejected.
    const abort = () => client.stop();
    signal?.addEventListener('abort', abort);
    try {
      const { remote } = await client.process();
      clear = awakeTimeout(timeoutMs, () => {
        timedOut = true;
        client.stop();
      });
      return await call(remote);
    } catch (error) {
      signal?.throwIfAborted();
      throw timedOut ? new CallTimeoutError() : error;
    } finally {
      clear();
      signal?.removeEventListener('abort', abort);
    }
  });
}
