import type { PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import type { PoolClient } from './poolClient';

/** How long an answer is waited for. */
export interface Patience {
  /** Counted from when the process is ready: its start has a limit of its own. */
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

/** The pool process gave no answer in time. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/**
 * Asks the pool process for something that it may never answer, as where a decoder hangs. When the time is up or the signal is
 * raised the process is ended, so that whoever asks next finds one that is free.
 * @throws LateError, the signal's reason, or what the process says
 */
export function askWithin<Result>(
  client: PoolClient,
  { limitMs, signal }: Patience,
  ask: (remote: Remote<PoolFunctions>) => Promise<Result>,
): Promise<Result> {
  return client.hold({}, async () => {
    signal?.throwIfAborted();
    let timer: NodeJS.Timeout | undefined;
    let late = false;
    // A call to a process that is gone is rejected.
    const abort = () => client.stop();
    signal?.addEventListener('abort', abort);
    try {
      const { remote } = await client.process();
      timer = setTimeout(() => {
        late = true;
        client.stop();
      }, limitMs);
      return await ask(remote);
    } catch (error) {
      signal?.throwIfAborted();
      throw late ? new LateError() : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  });
}
