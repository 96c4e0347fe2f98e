import { realpath, rm } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { Task } from '../../shared/run/run';
import { recommendedWorkers, type WorkerMeasurement, type WorkerSpeed } from '../../shared/run/workerMeasurement';
import { evenSample } from '../runs/planSample';
import { makeFolder } from '../store/makeFolder';
import { workIn } from './measuredWork';
import { type Pass, type TimedOptions, TimedPool, type TimedWork } from './timedPool';

/** Most files that are processed. */
const mostFiles = 64;
/** Files from which the time of all others is estimated. */
const triedFiles = 4;
/** Time of all passes together, in seconds; starting processes comes to it. */
const limitSeconds = 18;
/** Time of a pass with one worker that tells enough, in seconds. */
const usualPassSeconds = 3;
/** A trial of a few files that takes less says too little about many, in seconds. */
const leastTrialSeconds = 0.1;
const mostRounds = 200;

/** Nothing can be measured with these files. The message is for people. */
export class MeasureError extends Error {
  override readonly name = 'MeasureError';
}

/** What to measure, and with what. */
export interface MeasureOptions extends Omit<TimedOptions, 'folder'> {
  /** A folder that does not exist yet. It is removed at the end. */
  readonly folder: string;
  readonly title: string;
  /** The tasks of a plan. */
  readonly tasks: readonly Task[];
  /** Numbers of workers, rising, from 1 on. */
  readonly counts: readonly number[];
  /** The one in use. */
  readonly current: number;
  /** Most time of a pass with one worker; by default some seconds. */
  readonly passSeconds?: number;
  /** Called when another number of workers has its turn. @param share of the measurement that is done @param speeds what is known so far */
  progress?(workers: number, share: number, speeds: readonly WorkerSpeed[]): void;
}

/** Time of a pass with one worker, with which all passes end in time if workers help as much as they can. */
function secondsForOne({ counts, passSeconds = usualPassSeconds }: MeasureOptions): number {
  const passes = 2 * counts.reduce((sum, count) => sum + 1 / count, 0);
  return Math.min(limitSeconds / passes, passSeconds);
}

const costOf = (tasks: readonly Task[]) => tasks.reduce((sum, { cost }) => sum + cost, 0);

/** Estimates how long a worker takes for a sample. @throws MeasureError when none of its files can be processed */
async function trySample(sample: readonly Task[], options: MeasureOptions): Promise<number> {
  const tried = evenSample(sample, triedFiles);
  return TimedPool.use(1, options, tried, async (pool) => {
    const { seconds, done, failure = '' } = await pool.time({ tasks: tried, rounds: 1 });
    if (done === 0) throw new MeasureError(l10n.t('Nothing can be measured: the sampled files failed. {0}', failure));
    if (seconds < leastTrialSeconds) return (await pool.time({ tasks: sample, rounds: 1 })).seconds;
    return (seconds * costOf(sample)) / costOf(tried);
  });
}

/** Chooses how many files fill the time of a pass, or how often. @throws MeasureError when there are none */
async function settleWork(options: MeasureOptions): Promise<TimedWork> {
  const sample = evenSample(workIn(options.tasks), mostFiles);
  if (sample.length === 0) throw new MeasureError(l10n.t('There is nothing to measure: no image in the selection would be processed.'));
  const rounds = secondsForOne(options) / (await trySample(sample, options));
  if (rounds >= 1) return { tasks: sample, rounds: Math.min(Math.floor(rounds), mostRounds) };
  return { tasks: evenSample(sample, Math.max(2, Math.floor(sample.length * rounds))), rounds: 1 };
}

/** The order of the passes: up, then down. What changes over time, such as a hot processor or a full cache, concerns all alike. */
function passOrder(counts: readonly number[]): { readonly workers: number; readonly passes: number }[] {
  const below = counts.slice(0, -1).map((workers) => ({ workers, passes: 1 }));
  const top = counts.slice(-1).map((workers) => ({ workers, passes: 2 }));
  return [...below, ...top, ...below.toReversed()];
}

function speedsOf(passes: ReadonlyMap<number, Pass>): WorkerSpeed[] {
  const alone = passes.get(1)?.seconds ?? 0;
  return [...passes].map(([workers, { seconds, done }]) => ({
    workers,
    seconds,
    filesPerSecond: done / seconds,
    speedup: alone / seconds,
  }));
}

/** The faster of the passes with each number of workers. */
async function bestPasses(work: TimedWork, options: MeasureOptions): Promise<ReadonlyMap<number, Pass>> {
  const best = new Map<number, Pass>();
  const order = passOrder(options.counts);
  const started = performance.now();
  for (const [index, { workers, passes }] of order.entries()) {
    const isLate = (performance.now() - started) / 1000 > 2 * limitSeconds;
    if (isLate && best.has(workers)) break;
    options.progress?.(workers, index / order.length, speedsOf(best));
    await TimedPool.use(workers, options, work.tasks, async (pool) => {
      for (let left = passes; left > 0; left -= 1) {
        const pass = await pool.time(work);
        if (pass.seconds < (best.get(workers)?.seconds ?? Number.POSITIVE_INFINITY)) best.set(workers, pass);
      }
    });
  }
  return best;
}

/**
 * Measures how fast files are processed with different numbers of workers: a sample of at most 64 files, twice with each number, each
 * time by a pool process of its own that is warm. The better pass counts. Nothing is written outside of `folder`.
 * @throws MeasureError, PoolError, or the signal's reason
 */
export async function measureWorkers(options: MeasureOptions): Promise<WorkerMeasurement> {
  await makeFolder(options.folder);
  try {
    const inside = { ...options, folder: await realpath(options.folder) };
    const work = await settleWork(inside);
    const speeds = speedsOf(await bestPasses(work, inside));
    const { title, current } = options;
    const { tasks, rounds } = work;
    return { title, files: tasks.length, rounds, current, speeds, recommended: recommendedWorkers(speeds) };
  } finally {
    await rm(options.folder, { recursive: true, force: true }).catch(() => {});
  }
}
