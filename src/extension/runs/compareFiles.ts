import { callWithTimeout } from '../../client/pool/callWithTimeout';
import type { CompareRequest, Comparison } from '../../shared/run/comparison';
import type { RunQueue } from './runQueue';

/** A comparison that takes longer is given up. */
const limitMs = 60_000;

/** Has the pool compare two files. Rejects with a message for people. */
export async function compareFiles({ client, busy }: RunQueue, request: CompareRequest): Promise<Comparison> {
  // While a run has the pool, the call goes beside its files: a timeout would end these as well.
  if (busy) return (await client.remote()).compare(request);
  return callWithTimeout(client, { timeoutMs: limitMs }, (remote) => remote.compare(request));
}
