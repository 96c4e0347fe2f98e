import { type Pair, pairs } from './changes';
import type { Measure } from './measure';
import type { Benchmark } from './report';

const words: Readonly<Record<Measure, string>> = { seconds: 'time', cpuSeconds: 'CPU time', instructions: 'CPU instructions' };

/**
 * What is compared: instructions where both runs counted them, otherwise CPU time, and in any case time.
 * Times are in relation to the first row of the same run, which a slower machine slows down as well; instructions stand for themselves.
 */
function increases({ before, after }: Pair): [Measure, number][] {
  const [old, now] = [before.medians.instructions, after.medians.instructions];
  const counted = old !== undefined && now !== undefined;
  const relative = (measure: Measure) => (after.ratios[measure] ?? Number.NaN) / (before.ratios[measure] ?? Number.NaN);
  return [counted ? ['instructions', now / old] : ['cpuSeconds', relative('cpuSeconds')], ['seconds', relative('seconds')]];
}

/** A sentence for each row that became slower by more than `limit` percent. The first row of each comparison is the yardstick. */
export function regressions(old: Benchmark, now: Benchmark, limit: number): string[] {
  const yardsticks = now.comparisons.map(({ rows }) => rows[0]);
  const compared = pairs(old, now).filter(({ after }) => !yardsticks.includes(after));
  if (compared.length === 0) return ['The two runs have no rows in common.'];
  return compared.flatMap((pair) =>
    increases(pair)
      .map(([measure, factor]) => [measure, (factor - 1) * 100] as const)
      .filter(([, percent]) => percent > limit)
      .map(([measure, percent]) => `${pair.title}: ${pair.after.name} takes ${percent.toFixed(1)}% more ${words[measure]} than before.`),
  );
}
