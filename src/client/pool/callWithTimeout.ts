import type { PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import { awakeTimeout } from './awakeTimeout';
import type { PoolClient } from './poolClient';

/** How long a call may take, and what ends it earlier. */
export interface CallLimits {
  /** In ms. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The pool process did not answer in time. */
export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';
}

/**
 * Does work with the pool process, which may never answer, for example because a decoder or a disk hangs. A timeout or an abort ends
 * the process, so that the next caller gets one that is free. The caller has the pool for itself.
 * @param work is given a signal that is raised by the timeout as well, for what it does without the process
 * @param ready what comes before, and has a limit of its own
 * @throws CallTimeoutError, the signal's reason, or the error of the work
 */
export async function whileLimited<Result>(
  client: PoolClient,
  { timeoutMs, signal }: CallLimits,
  work: (signal: AbortSignal) => Promise<Result>,
  ready: () => Promise<unknown> = async () => {},
): Promise<Result> {
  signal?.throwIfAborted();
  let clear = () => {};
  const ending = new AbortController();
  const end = (reason: unknown) => {
    ending.abort(reason);
    // Pending calls to a process that has ended are rejected.
    client.stop();
  };
  const abort = () => end(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    await ready();
    clear = awakeTimeout(timeoutMs, () => end(new CallTimeoutError()));
    const result = await work(ending.signal);
    ending.signal.throwIfAborted();
    return result;
  } catch (error) {
    ending.signal.throwIfAborted();
    throw error;
  } finally {
    clear();
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * Calls a function of the pool process, once nobody else uses it, as {@link whileLimited} does. Its start does not count.
 * @throws CallTimeoutError, the signal's reason, or the error of the call
 */
export function callWithTimeout<Result>(
  client: PoolClient,
  limits: CallLimits,
  call: (remote: Remote<PoolFunctions>) => Promise<Result>,
): Promise<Result> {
  return client.runExclusive({}, () =>
    whileLimited(
      client,
      limits,
      async () => call(await client.remote()),
      () => client.process(),
    ),
  );
}
