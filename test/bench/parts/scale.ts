import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { type Contestant, dist, out, store } from '../contestants';
import { measure } from '../measure';
import type { ParentReport } from '../parent.main';
import { type Comparison, compare } from '../report';
import { inTurns, median, type Result } from '../rounds';
import { manyIcons, type Workload } from '../workloads';
import type { Part } from './part';

/**
 * 100,000 files, with worker threads that only pretend to process them: what planning, sending, and recording takes, and whether
 * one pool process and one parent can feed many workers.
 */

/** Numbers of workers, and what processing an icon takes them, in ms. An icon really takes the first time; the other keeps 64 threads from filling two cores with their messages alone. */
const settings = [
  [4, 1.7],
  [16, 1.7],
  [64, 1.7],
  [64, 8],
] as const;

/** A folder with what ships, but the stub as its worker threads. */
function stubPool(): string {
  const folder = join(__dirname, 'stubPool');
  cpSync(dist, folder, { recursive: true });
  copyFileSync(join(__dirname, 'stubWorker.main.cjs'), join(folder, 'worker.cjs'));
  return join(folder, 'pool.cjs');
}

function stubbed(workload: Workload, workers: number, ms: number): Contestant {
  const { folder, files, edge } = workload;
  const args = ['--expose-gc', join(__dirname, 'parent.main.cjs'), stubPool(), folder, out, edge, workers, store];
  return {
    name: ms === 0 ? `${workers} workers` : `${workers} workers, ${ms} ms`,
    files,
    async run() {
      rmSync(store, { recursive: true, force: true });
      const { measured, said } = await measure({ file: execPath, args, variables: { ASSETMILL_STUB_MS: String(ms) } });
      return { ...measured, report: JSON.parse(said) as ParentReport };
    },
  };
}

/** The median of a figure of the parent, as text. */
function figure({ measured }: Result, value: (report: ParentReport) => number | undefined, digits = 0): string {
  const values = measured.flatMap(({ report }) => (report && value(report)) ?? []);
  return values.length > 0 ? median(values).toFixed(digits) : '?';
}

function planNote(result: Result): string {
  const { files } = result;
  const bytes = figure(result, ({ grownBytes }) => grownBytes && grownBytes / files);
  return `The plan is made after ${figure(result, ({ planSeconds }) => planSeconds, 2)} s. With plan and outcomes, the parent has grown by ${bytes} bytes a file.`;
}

function feedNote(results: readonly Result[]): string {
  const workersOf = ({ name }: Result) => Number.parseInt(name, 10);
  const lines = results.map((result) => {
    const { files, name } = result;
    const speed = figure(result, ({ runSeconds }) => files / runSeconds);
    const idle = figure(result, ({ runSeconds, busySeconds }) => 100 * (1 - busySeconds / runSeconds / workersOf(result)));
    const pool = figure(result, ({ poolCpuSeconds }) => poolCpuSeconds && (poolCpuSeconds / files) * 1e6);
    const parent = figure(result, ({ parentCpuSeconds }) => (parentCpuSeconds / files) * 1e6);
    return `${name}: ${speed} files/s, workers idle ${idle}%, CPU a file ${pool} µs in the pool's main thread and ${parent} µs in the parent.`;
  });
  return lines.join('\n');
}

/** Planning 100,000 icons. */
export const plan: Part = async ({ cores, rounds }) => {
  const workload = await manyIcons();
  const results = await inTurns([stubbed(workload, cores, 0)], rounds);
  return [compare('Planning and recording 100,000 icons, with stub workers', results, planNote(results[0] as Result))];
};

/** Feeding up to 64 workers that take a known time for each icon. */
export const feed: Part = async ({ rounds }): Promise<Comparison[]> => {
  const workload = await manyIcons();
  const results = await inTurns(
    settings.map(([workers, ms]) => stubbed(workload, workers, ms)),
    rounds,
  );
  return [compare('Stub workers that take a known time for each of 100,000 icons', results, feedNote(results))];
};
