import type { PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import { outcomeOf } from '../../shared/run/outcome';
import { isTask, type Outcome, type PlanEntry, type PlanRequest, type PlanSummary, type Skip, type Task } from '../../shared/run/run';
import type { PoolClient, PoolHearer, PoolUse } from '../pool/poolClient';
import type { PlanRow } from './runFolder';
import { cancelGraceMs } from './taskRunner';

/** A plan as its owner holds it: what to do, what is left out, and the rows to show. */
export interface Plan {
  readonly summary: PlanSummary;
  readonly tasks: readonly Task[];
  /** Outcomes of the sources that are left out. */
  readonly leftOut: readonly Outcome[];
  readonly rows: readonly PlanRow[];
}

function rowOf(entry: PlanEntry): PlanRow {
  const { id, source, bytes } = entry;
  if (!isTask(entry)) return { id, source, bytes, width: 0, height: 0, cost: 0, targets: [] };
  const { width, height } = entry.header;
  return { id, source, bytes, width, height, cost: entry.cost, targets: entry.outputs.map(({ target }) => target) };
}

/** The outcome of a source that a plan leaves out. */
export function skipOutcome({ status, code, message, ...file }: Skip): Outcome {
  return outcomeOf(file, { status, code, message });
}

/**
 * Has the pool process find out what a run would do. Nothing is written by it.
 * @param ask what is asked of the process
 * @param use what the plan is for
 * @throws PoolError when the process does not work, an AbortError when the signal is raised
 */
export async function askForPlan<Summary>(
  client: PoolClient,
  hearer: PoolHearer,
  ask: (remote: Remote<PoolFunctions>) => Promise<Summary>,
  signal: AbortSignal,
  use: PoolUse = 'images',
): Promise<Summary> {
  const summary = await client.hold(hearer, async () => {
    const remote = await client.remote();
    let late: NodeJS.Timeout | undefined;
    const abort = () => {
      void remote.cancel().catch(() => {});
      // A disk that does not answer keeps the process from hearing; nothing is written by a plan, so it can be ended.
      late = setTimeout(() => client.stop(), cancelGraceMs);
    };
    // It may have been raised while this waited for its turn or for the process.
    signal.throwIfAborted();
    signal.addEventListener('abort', abort);
    try {
      // The process plans before it has proved that it can carry the plan out; only then does the plan count.
      const [planSummary] = await Promise.all([ask(remote), client.process(use)]);
      return planSummary;
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', abort);
    }
  });
  signal.throwIfAborted();
  return summary;
}

/**
 * Has the pool process expand and plan a request.
 * @param onLooked told, a few times a second, how many of the files found were looked at
 * @throws as {@link askForPlan} does
 */
export async function makePlan(
  client: PoolClient,
  request: PlanRequest,
  signal: AbortSignal,
  onScanned: (files: number, found: number) => void = () => {},
): Promise<Plan> {
  const entries: PlanEntry[] = [];
  const planned = async (batch: readonly PlanEntry[]) => {
    entries.push(...batch);
  };
  const summary = await askForPlan(client, { planned, scanned: onScanned }, (remote) => remote.plan(request), signal);
  return {
    summary,
    tasks: entries.filter(isTask),
    leftOut: entries.flatMap((entry) => (isTask(entry) ? [] : skipOutcome(entry))),
    rows: entries.map(rowOf),
  };
}
