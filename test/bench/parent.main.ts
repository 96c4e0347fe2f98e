import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { argv, cpuUsage, memoryUsage, stdout } from 'node:process';
import { PoolClient } from '../../src/client/pool/poolClient';
import { executePlan } from '../../src/client/runs/executePlan';
import { type Plan, requestPlan } from '../../src/client/runs/requestPlan';
import { newRunId } from '../../src/client/store/runRecord';
import { RunStore } from '../../src/extension/state/runStore';
import { everyRow } from '../../src/shared/protocol/rowQuery';
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
  /** From the request to the whole plan. */
  readonly planSeconds: number;
  /** From the plan to the last outcome. */
  readonly runSeconds: number;
  /** What the workers were busy, summed up over all outcomes. */
  readonly busySeconds: number;
  /** What the parent's live memory grew by; undefined without `--expose-gc`. */
  readonly grownBytes?: number;
  /** CPU time of this process during the run, and of the pool's main thread; undefined if the system does not report it. */
  readonly parentCpuSeconds: number;
  readonly poolCpuSeconds?: number;
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

/** CPU time of a process's main thread in seconds, as Linux reports it. */
function mainThreadSeconds(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8');
    // The second field, a name in parentheses, may contain spaces. User and system time are the fields 14 and 15, in hundredths.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

/** Live memory of this process in bytes. */
function liveBytes(): number | undefined {
  if (globalThis.gc === undefined) return undefined;
  globalThis.gc();
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}

/** The run store and a panel that reads its state ten times a second: the extension host's own work. */
function showRun({ rows }: Plan) {
  const view = new RunStore({
    hasThumbnail: () => false,
    displayPath: (path) => relative(folder, path),
    now: () => performance.now() / 1000,
  });
  view.start({ id: 'bench', kind: 'process', title: 'Benchmark', destination: '' });
  view.setRows(rows);
  view.setPhase('running');
  let [at, busySeconds] = [0, 0];
  // The user scrolls all the time.
  const panel = setInterval(() => {
    at = (at + 30) % Math.max(1, rows.length);
    JSON.stringify(view.state({ query: everyRow, from: at, count: 60 }));
  }, 100);
  return {
    busySeconds: () => busySeconds,
    outcomes: (outcomes: readonly Outcome[]) => {
      for (const { ms } of outcomes) busySeconds += ms / 1000;
      view.addOutcomes(outcomes);
    },
    workers: (workers: readonly WorkerStatus[]) => view.setWorkers(workers),
    totals: () => view.totals(),
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
  const before = liveBytes();
  // Node's own startup is not counted: the extension host is already running when a run begins.
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const started = performance.now();
  const plan = await requestPlan(client, request, signal);
  const planned = performance.now();
  const { pid } = await client.process();
  const [parentBefore, poolBefore] = [cpuUsage(), mainThreadSeconds(pid)];
  const view = showRun(plan);
  const options = { title: '', destination: '', timeoutSeconds: 60, signal, ...view };
  const { state } = await executePlan(plan, { id: newRunId(), client, store, request, ...options });
  const [parentCpu, poolAfter] = [cpuUsage(parentBefore), mainThreadSeconds(pid)];
  if (state !== 'finished') throw new Error(`the run was ${state}`);
  const runSeconds = (performance.now() - planned) / 1000;
  view.end();
  delay.disable();
  const poolBytes = peakBytes(pid);
  const after = liveBytes();
  const report: ParentReport = {
    delayMs: delay.percentile(99) / 1e6,
    ...(poolBytes !== undefined && { poolBytes }),
    planSeconds: (planned - started) / 1000,
    runSeconds,
    busySeconds: view.busySeconds(),
    ...(before !== undefined && after !== undefined && { grownBytes: after - before }),
    parentCpuSeconds: (parentCpu.user + parentCpu.system) / 1e6,
    ...(poolBefore !== undefined && poolAfter !== undefined && { poolCpuSeconds: poolAfter - poolBefore }),
  };
  stdout.write(JSON.stringify(report));
  // What is shown stays in memory, as in the extension.
  view.totals();
  client.dispose();
}

void main();
