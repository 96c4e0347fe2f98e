import { PoolClient } from '../../src/client/pool/poolClient';
import { executePlan } from '../../src/client/runs/executePlan';
import { requestPlan } from '../../src/client/runs/requestPlan';
import { newRunId } from '../../src/client/store/runRecord';
import type { PlanRequest } from '../../src/shared/run/plan';

/** A parent of a pool process, which a test forks and kills. Plans and executes a request, and reports its progress. */

export interface ParentOrder {
  readonly poolFile: string;
  readonly workers: number;
  readonly store: string;
  readonly request: PlanRequest;
}

export interface ParentReport {
  readonly poolPid: number;
  readonly ended: number;
}

async function serve({ poolFile, workers, store, request }: ParentOrder): Promise<void> {
  const client = new PoolClient({ settings: () => ({ poolFile, workers }), log: () => {}, idleMs: 60_000 });
  const plan = await requestPlan(client, request, new AbortController().signal);
  const { pid } = await client.process();
  let ended = 0;
  await executePlan(plan, {
    id: newRunId(),
    client,
    store,
    request,
    title: '',
    destination: '',
    timeoutSeconds: 60,
    signal: new AbortController().signal,
    outcomes: (outcomes) => {
      ended += outcomes.length;
      process.send?.({ poolPid: pid as number, ended } satisfies ParentReport);
    },
    workers: () => {},
  });
}

process.once('message', (order) => void serve(order as ParentOrder));
