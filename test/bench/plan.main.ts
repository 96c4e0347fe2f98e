import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { argv, stdout } from 'node:process';
import { PoolClient } from '../../src/client/pool/poolClient';
import { requestPlan } from '../../src/client/runs/requestPlan';
import { parseProfile } from '../../src/shared/recipe/parseProfile';
import { resizeProfile } from '../../src/shared/recipe/presets';

const [poolFile, folder, out, workers] = argv.slice(2) as [string, string, string, string];

function peakBytes(pid: number | undefined): number {
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

function liveBytes() {
  (globalThis as unknown as { gc(): void }).gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
async function main(): Promise<void> {
  const parsed = parseProfile('bench', resizeProfile({ width: 24, height: 24 }, { kind: 'folder', folder: out }));
  if (!parsed.ok) throw new Error('the profile is wrong');
  const client = new PoolClient({ settings: () => ({ poolFile, workers: Number(workers) }), log: () => {}, idleMs: 60_000 });
  const request = {
    selection: [folder],
    roots: [folder],
    allowedFolders: [out],
    recipe: parsed.recipe,
    excludeGlobs: [],
    useIgnoreFiles: true,
  };
  const before = liveBytes();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const started = performance.now();
  const plan = await requestPlan(client, request, new AbortController().signal);
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  const grown = liveBytes() - before;
  const files = plan.rows.length;
  stdout.write(
    JSON.stringify(
      {
        files,
        tasks: plan.tasks.length,
        seconds,
        parentBytesAFile: grown / files,
        parentPeak: peakBytes(process.pid) / 1e6,
        poolPeak: peakBytes((await client.process()).pid) / 1e6,
        p99: delay.percentile(99) / 1e6,
        max: delay.max / 1e6,
      },
      null,
      1,
    ),
  );
  client.dispose();
}

void main();
