import type { PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import { outcomeOf } from '../../shared/run/outcome';
import { isTask, type PlanEntry, type PlanRequest, type PlanSummary, type Skip } from '../../shared/run/plan';
import type { Outcome, Task } from '../../shared/run/run';
import { fromJson, type Json } from '../../shared/values/json';
import { awakeTimeout } from '../pool/awakeTimeout';
import type { PoolClient, PoolListener, PoolUse } from '../pool/poolClient';
import { type PlanRow, planRow } from '../store/runReport';
import { SharedParts } from '../store/sharedParts';
import { makePersistently } from './persistentPlan';
import { cancelGraceMs } from './taskRunner';

/** The plan of a run over images: what to do, what is left out, and the rows to show. */
export interface Plan {
  readonly summary: PlanSummary;
  readonly tasks: readonly Task[];
  /** Outcomes of the sources that are left out. */
  readonly leftOut: readonly Outcome[];
  readonly rows: readonly PlanRow[];
}

/** The outcome of a file that a plan leaves out. */
export function skipOutcome({ status, code, message, unwritten, ...file }: Skip): Outcome {
  return outcomeOf(file, { status, code, message, ...(unwritten && { unwritten }) });
}

/** Calls a planning function of the pool process. */
export interface PlanCall<Summary> {
  /** Receives the entries of the plan. */
  readonly listener: PoolListener;
  /** What the process must be able to do for the plan to count. `images-if-any`: images, once the plan has any to look at. */
  readonly use: PoolUse | 'images-if-any';
  call(remote: Remote<PoolFunctions>): Promise<Summary>;
}

/**
 * Has the pool process make a plan, which writes nothing.
 * @throws PoolError when the process does not work, an AbortError when the signal is raised
 */
export async function callForPlan<Summary>(
  client: PoolClient,
  { listener, use, call }: PlanCall<Summary>,
  signal: AbortSignal,
): Promise<Summary> {
  let proof: Promise<unknown> | undefined;
  let proofFailed: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    proofFailed = reject;
  });
  const prove = () => {
    proof ??= client.process('images');
    proof.catch(proofFailed);
  };
  const summary = await client.runExclusive({ ...listener, probing: prove }, async () => {
    const remote = await client.remote();
    let clear = () => {};
    const abort = () => {
      void remote.cancel().catch(() => {});
      // A disk that does not respond can keep the process from reading the message. Planning writes nothing, so ending it is safe.
      clear = awakeTimeout(cancelGraceMs, () => client.stop());
    };
    // The signal may have been raised while this waited for earlier jobs or for the process.
    signal.throwIfAborted();
    signal.addEventListener('abort', abort);
    try {
      // The process plans before it has proved that it can process images; the plan counts only after that.
      if (use === 'images') prove();
      // If the proof fails, its error tells more than that of the plan, whose process it ends.
      const planSummary = await Promise.race([call(remote), failed]);
      await proof;
      return planSummary;
    } finally {
      clear();
      signal.removeEventListener('abort', abort);
    }
  });
  signal.throwIfAborted();
  return summary;
}

/** How a plan is made. */
export interface PlanOptions {
  /** Called a few times a second with how many of the files found were scanned so far. */
  onScanned?(files: number, found: number): void;
  /** Time for which the process may be silent while it reads headers, in ms; by default a minute. */
  readonly limitMs?: number;
}

/**
 * Has the pool process expand and plan a request. A file whose header ends the process is left out.
 * @throws as {@link callForPlan} does
 */
export function requestPlan(
  client: PoolClient,
  request: PlanRequest,
  signal: AbortSignal,
  { onScanned = () => {}, limitMs }: PlanOptions = {},
): Promise<Plan> {
  return makePersistently({
    client,
    signal,
    limitMs,
    async attempt(watch, lost) {
      const received = new ReceivedPlan();
      const listener = watch.hearing({ planned: async (batch) => received.add(batch), scanned: onScanned });
      const planCall: PlanCall<PlanSummary> = { listener, use: 'images-if-any', call: (remote) => remote.plan(request, lost) };
      return received.plan(await callForPlan(client, planCall, signal));
    },
  });
}

/** The entries of a plan as they arrive. */
class ReceivedPlan {
  readonly #shared = new SharedParts();
  readonly #tasks: Task[] = [];
  readonly #leftOut: Outcome[] = [];
  readonly #rows: PlanRow[] = [];

  /** Batch by batch: with 100,000 files, doing it at the end would block the extension host. */
  add(batch: Json<readonly PlanEntry[]>): void {
    for (const entry of fromJson(batch)) {
      if (isTask(entry)) this.#tasks.push(this.#shared.in(entry));
      else this.#leftOut.push(skipOutcome(entry));
      this.#rows.push(planRow(entry));
    }
  }

  plan(summary: PlanSummary): Plan {
    // Those that are up to date came first.
    this.#rows.sort((a, b) => a.id - b.id);
    return { summary, tasks: this.#tasks, leftOut: this.#leftOut, rows: this.#rows };
  }
}
