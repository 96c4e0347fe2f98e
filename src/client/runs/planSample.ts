import type { FileEstimate, FileTask, Task } from '../../shared/run/run';

/** Which files of a plan stand for all of them, and what they tell. */

/** At most `size` tasks, evenly spread over all costs, the cheapest first. */
export function evenSample<Kind extends FileTask>(tasks: readonly Kind[], size: number): Kind[] {
  const sorted = [...tasks].sort((a, b) => a.cost - b.cost || a.id - b.id);
  const step = Math.max(1, sorted.length / size);
  return Array.from({ length: Math.min(size, sorted.length) }, (_, index) => sorted[Math.floor((index + 0.5) * step)] as Kind);
}

/** A part of a plan, and the file that stands for it. */
export interface Stratum {
  readonly task: Task;
  /** Number of files in the part. */
  readonly files: number;
  /** Their sizes and costs, in total. */
  readonly bytes: number;
  readonly cost: number;
}

/** The expected result of a plan. */
export interface PlanEstimate {
  readonly bytesOut: number;
  /** The spread: the result is probably between these. */
  readonly low: number;
  readonly high: number;
  /** For a single worker. */
  readonly workSeconds: number;
  /** Number of files that the estimate is based on. */
  readonly sampled: number;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The part of these files, and the one in the middle of their cost. */
function stratumOf(tasks: readonly Task[]): Stratum {
  const cost = sum(tasks.map((task) => task.cost));
  let passed = 0;
  const middle = tasks.find((task) => {
    passed += task.cost;
    return passed >= cost / 2;
  });
  return { task: middle ?? (tasks[0] as Task), files: tasks.length, bytes: sum(tasks.map(({ bytes }) => bytes)), cost };
}

/**
 * Divides a plan, sorted by cost, into parts of about the same cost. Counting files instead would leave out the few photos among
 * many icons, which hold nearly all of the bytes.
 * @param count largest number of parts; with as few files, each is a part
 */
export function strataOf(tasks: readonly Task[], count: number): Stratum[] {
  const sorted = [...tasks].sort((a, b) => a.cost - b.cost || a.id - b.id);
  if (sorted.length <= count) return sorted.map((task) => stratumOf([task]));
  const share = sum(sorted.map(({ cost }) => cost)) / count;
  const parts = new Map<number, Task[]>();
  let passed = 0;
  for (const task of sorted) {
    const part = Math.min(count - 1, Math.floor((passed + task.cost / 2) / (share || 1)));
    passed += task.cost;
    const tasksOfPart = parts.get(part) ?? [];
    tasksOfPart.push(task);
    parts.set(part, tasksOfPart);
  }
  return [...parts.values()].map(stratumOf);
}

/** A part with what its file told. */
interface Measured extends Stratum {
  readonly estimate: FileEstimate;
}

/** Variance of the ratio of sizes between the files, each weighted by the bytes that it stands for. */
function ratioVariance(measured: readonly Measured[], ratio: number): number {
  if (measured.length < 2) return ratio ** 2;
  const weight = sum(measured.map(({ bytes }) => bytes));
  const squares = measured.map(({ bytes, task, estimate }) => bytes * (estimate.bytesOut / Math.max(1, task.bytes) - ratio) ** 2);
  return (sum(squares) / Math.max(1, weight)) * (measured.length / (measured.length - 1));
}

/** About 95 of 100 results are within two standard errors. */
const spreadErrors = 2;

/**
 * Extrapolates from the files that stand for the parts of a plan. Its spread is that of the standard error of the ratio between the
 * sizes after and before (W. G. Cochran, Sampling Techniques, 3rd ed., chapter 6); what the files themselves become is certain.
 * @param estimates by part; null for a file that failed, undefined for one that was not tried
 * @returns undefined where no file told anything
 */
export function extrapolate(strata: readonly Stratum[], estimates: readonly (FileEstimate | null | undefined)[]): PlanEstimate | undefined {
  const measured = strata.flatMap((stratum, index): Measured[] => {
    const estimate = estimates[index];
    return estimate ? [{ ...stratum, estimate }] : [];
  });
  const told = sum(measured.map(({ bytes }) => bytes));
  if (told === 0) return undefined;
  const parts = measured.map(({ bytes, task, estimate }) => (bytes * estimate.bytesOut) / Math.max(1, task.bytes));
  const ratio = sum(parts) / told;
  const bytesOut = ratio * sum(strata.map(({ bytes }) => bytes));
  const known = sum(measured.map(({ estimate }) => estimate.bytesOut));
  const error =
    spreadErrors * Math.sqrt(ratioVariance(measured, ratio) * unknownSquares(strata, new Set(measured.map(({ task }) => task))));
  return {
    bytesOut,
    low: Math.max(Math.min(known, bytesOut), bytesOut - error),
    high: bytesOut + error,
    workSeconds: secondsOf(strata, measured),
    sampled: measured.length,
  };
}

/** Sum of the squares of the bytes in each part that nobody measured. */
function unknownSquares(strata: readonly Stratum[], measured: ReadonlySet<Task>): number {
  return sum(strata.map(({ bytes, task }) => (measured.has(task) ? bytes - task.bytes : bytes) ** 2));
}

function secondsOf(strata: readonly Stratum[], measured: readonly Measured[]): number {
  const ms = sum(measured.map(({ cost, task, estimate }) => (cost * estimate.ms) / Math.max(1, task.cost)));
  const told = sum(measured.map(({ cost }) => cost));
  return ((ms / Math.max(1, told)) * sum(strata.map(({ cost }) => cost))) / 1000;
}
