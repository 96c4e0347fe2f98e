import { setImmediate } from 'node:timers/promises';
import { type ReadFiles, readOutcomes } from '../../shared/run/readFiles';
import { slices } from '../../shared/values/slices';
import type { PoolClient } from '../pool/poolClient';
import { newRunId } from '../store/runRecord';
import { defaultMemoryBudget } from './defaultMemoryBudget';
import type { PlannedInspection } from './inspectionPlan';
import type { RunControl } from './runControl';
import { type RunEnd, type RunnerEvents, TaskRunner } from './taskRunner';

/** Outcomes that are passed on at once: the receiver spreads them as arguments of a call. */
const batchSize = 1000;

export interface RunInspectionOptions {
  readonly client: PoolClient;
  /** Longest time without progress in one file, in seconds. */
  readonly timeoutSeconds: number;
  /** Memory of the images in progress, in bytes; by default what suits the computer. */
  readonly memoryBudget?: number;
  /** Folder of the digest cache that the plan was made with. */
  readonly cacheFolder?: string;
  readonly signal: AbortSignal;
  /** Pauses the run and cancels single files. */
  readonly control?: RunControl;
}

export interface InspectionEvents extends RunnerEvents {
  /** Receives files that were read while planning; without it, `outcomes` does. */
  read?(files: ReadFiles): void;
}

/** Inspects the files of a plan; nothing is written to them. Every file gets its outcome. Digests are cached even after a cancel. */
export async function runInspection(plan: PlannedInspection, options: RunInspectionOptions, events: InspectionEvents): Promise<RunEnd> {
  const { client, timeoutSeconds, memoryBudget = defaultMemoryBudget(), cacheFolder, signal, control } = options;
  const { inspection, summary, tasks, settled, read } = plan;
  for (const files of read) {
    if (events.read) {
      events.read(files);
      continue;
    }
    for (const batch of slices(readOutcomes(files), batchSize)) events.outcomes(batch);
    // There may be 100,000 files, and the extension host must go on.
    await setImmediate();
  }
  for (const batch of slices(settled, batchSize)) events.outcomes(batch);
  const setup = {
    runId: newRunId(),
    inspection,
    timeoutSeconds,
    sequential: summary.sequential,
    ...(cacheFolder !== undefined && { cacheFolder }),
  };
  const end = await new TaskRunner({ client, setup, memoryBudget, events, signal, control }, tasks).run();
  // If the cache cannot be saved, the next run takes longer, and nothing else happens.
  if (cacheFolder !== undefined) await client.runExclusive({}, async () => (await client.remote()).endInspection()).catch(() => {});
  return end;
}
