import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { argv, stdout } from 'node:process';
import { PoolClient } from '../../src/client/pool/poolClient';
import { executePlan } from '../../src/client/runs/executePlan';
import { type Plan, requestPlan } from '../../src/client/runs/requestPlan';
import { newRunId } from '../../src/client/runs/runRecord';
import { RunStore } from '../../src/extension/state/runStore';
import { parseProfile } from '../../src/shared/recipe/parseProfile';
import { resizeProfile } from '../../src/shared/recipe/presets';
import type { PlanRequest } from '../../src/shared/run/plan';
import type { Outcome, WorkerStatus } from '../../src/shared/run/run';

/** A parent that uses the pool process as the extension does, and reports its own and the pool's cost. */

/** The parent's output. */
export interface ParentReport {
  /** 99th percentile of the event loop delay, in ms. */
  readonly delayMs: number;
  /** Peak memory of the pool process in bytes; undefined if the system does not report it. */
  readonly poolBytes?: number;
}

const [poolFile, folder, out, edge, workers, store] = argv.slice(2) as [string, string, string, string, string, string];

/** Peak resident memory of a process, as Linux reports it. */
function peakBytes(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/** The run store and a panel that reads its state ten times a second: the extension host's own work. */
function showRun({ rows }: Plan) {
  const view = new RunStore({ displayPath: (path) => relative(folder, path), now: () => performance.now() / 1000 });
  view.start({ id: 'bench', kind: 'process', title: 'Benchmark', destination: '' });
  view.setRows(rows);
  view.setPhase('running');
  const panel = setInterval(() => JSON.stringify(view.state({ filter: 'all', from: 0, count: 60 })), 100);
  return {
    outcomes: (outcomes: readonly Outcome[]) => view.addOutcomes(outcomes),
    workers: (workers: readonly WorkerStatus[]) => view.setWorkers(workers),
    end: () => clearInterval(panel),
  };
}

async function main(): Promise<void> {
  const size = { width: Number(edge), height: Number(edge) };
  const parsed = parseProfile('bench', resizeProfile(size, { kind: 'folder', folder: out }));
  if (!parsed.ok) throw new Error('the profile is wrong');
  const { recipe } = parsed;
  const client = new PoolClient({ settings: () => ({ poolFile, workers: Number(workers) }), log: () => {}, idleMs: 60_000 });
  const { signal } = new AbortController();
  const request: PlanRequest = {
    selection: [folder],
    roots: [folder],
    allowedFolders: [out],
    recipe,
    excludeGlobs: [],
    useIgnoreFiles: true,
  };
  // Node's own startup is not counted: the extension host is already running when a run begins.
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const plan = await requestPlan(client, request, signal);
  const view = showRun(plan);
  const options = { title: '', destination: '', roots: [folder], timeoutSeconds: 60, signal, ...view };
  const { state } = await executePlan(plan, { id: newRunId(), client, store, recipe, ...options });
  if (state !== 'finished') throw new Error(`the run was ${state}`);
  view.end();
  delay.disable();
  const poolBytes = peakBytes((await client.process()).pid);
  const report: ParentReport = { delayMs: delay.percentile(99) / 1e6, ...(poolBytes !== undefined && { poolBytes }) };
  stdout.write(JSON.stringify(report));
  client.dispose();
}

void main();
