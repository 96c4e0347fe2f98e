import type { Contestant, LoopSettings, Measured } from './contestants';
import { bareLoop } from './contestants';
import type { Workload } from './workloads';

/** Measures contestants in turns, so that other load on the machine affects all of them alike. */

/** The measurements of one contestant, one for each round. */
export interface Result {
  readonly name: string;
  readonly measured: readonly Measured[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Runs a b c, a b c, ... */
export async function inTurns(contestants: readonly Contestant[], workload: Workload, rounds: number): Promise<Result[]> {
  const results = contestants.map(({ name }) => ({ name, measured: [] as Measured[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const measured = await contestant.run(workload);
      console.error(`${workload.name}, round ${round + 1}, ${contestant.name}: ${measured.seconds.toFixed(2)} s`);
      results[index]?.measured.push(measured);
    }
  }
  return results;
}

/** Speed of a contestant relative to its rival: the median of their ratios in each round. */
export function speed(result: Result, yardstick: Result): number {
  return median(result.measured.map(({ seconds }, round) => (yardstick.measured[round] as Measured).seconds / seconds));
}

/** Tries several settings of the bare loop on some of the files, twice in turns, and returns the best. */
export async function bestLoop(workload: Workload, cores: number, part: number): Promise<LoopSettings> {
  const candidates: LoopSettings[] = [1, 2].flatMap((times) =>
    [1, 2].map((more) => ({ lanes: cores * times * more, threads: cores * times })),
  );
  const results = await inTurns(
    candidates.map((each) => ({ ...bareLoop(each, part), name: `loop with ${each.lanes} calls on ${each.threads} threads` })),
    workload,
    2,
  );
  const times = results.map(({ measured }) => Math.min(...measured.map(({ seconds }) => seconds)));
  return candidates[times.indexOf(Math.min(...times))] as LoopSettings;
}
