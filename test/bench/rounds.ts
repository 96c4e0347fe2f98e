import { bareLoop, type Contestant, type LoopSettings } from './contestants';
import type { Measure, Measured } from './measure';
import type { Workload } from './workloads';

/** Measures contestants in turns, so that other load on the machine affects all of them alike. */

/** The measurements of one contestant, one for each round. */
export interface Result {
  readonly name: string;
  readonly files: number;
  readonly measured: readonly Measured[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Runs a b c, a b c, ... */
export async function inTurns(contestants: readonly Contestant[], rounds: number): Promise<Result[]> {
  const results = contestants.map(({ name, files }) => ({ name, files, measured: [] as Measured[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const measured = await contestant.run();
      const cpu = measured.cpuSeconds === undefined ? '' : `, CPU ${measured.cpuSeconds.toFixed(2)} s`;
      console.error(`Round ${round + 1}, ${contestant.files} files, ${contestant.name}: ${measured.seconds.toFixed(2)} s${cpu}`);
      results[index]?.measured.push(measured);
    }
  }
  return results;
}

/** How many times as much a contestant takes as its rival: the median of their ratios in each round. */
export function ratio(measure: Measure, result: Result, rival: Result): number | undefined {
  const ratios = result.measured.map((each, round) => (each[measure] ?? Number.NaN) / (rival.measured[round]?.[measure] ?? Number.NaN));
  return ratios.some(Number.isNaN) ? undefined : median(ratios);
}

/** What `more` takes beyond `fewer`: the cost of further files, without that of the start. */
export function marginal(fewer: Result, more: Result): Result {
  const measured = more.measured.map(({ seconds, cpuSeconds }, round) => {
    const less = fewer.measured[round] as Measured;
    return {
      seconds: seconds - less.seconds,
      ...(cpuSeconds !== undefined && less.cpuSeconds !== undefined && { cpuSeconds: cpuSeconds - less.cpuSeconds }),
    };
  });
  return { name: more.name, files: more.files - fewer.files, measured };
}

/** Tries several settings of the bare loop on `files` of the files, twice in turns, and returns the best. */
export async function bestLoop(workload: Workload, cores: number, files: number): Promise<LoopSettings> {
  const candidates: LoopSettings[] = [1, 2].flatMap((times) =>
    [1, 2].map((more) => ({ lanes: cores * times * more, threads: cores * times })),
  );
  const results = await inTurns(
    candidates.map((each) => ({
      ...bareLoop(workload, each, files),
      name: `loop with ${each.lanes} calls on ${each.threads} threads`,
    })),
    2,
  );
  const times = results.map(({ measured }) => Math.min(...measured.map(({ seconds }) => seconds)));
  return candidates[times.indexOf(Math.min(...times))] as LoopSettings;
}
