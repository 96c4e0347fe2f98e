import type { Measure } from './measure';
import { type Benchmark, fixed, type Row, table } from './report';

/** A row of both runs. */
export interface Pair {
  readonly title: string;
  readonly before: Row;
  readonly after: Row;
}

/** The rows that both runs have. */
export function pairs(old: Benchmark, { comparisons }: Benchmark): Pair[] {
  return comparisons.flatMap(({ title, rows }) => {
    const oldRows = old.comparisons.find((each) => each.title === title)?.rows ?? [];
    return rows.flatMap((after) => {
      const before = oldRows.find(({ name }) => name === after.name);
      return before === undefined ? [] : [{ title, before, after }];
    });
  });
}

function percent(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined) return '';
  const change = (after / before - 1) * 100;
  return `${change > 0 ? '+' : ''}${change.toFixed(1)}%`;
}

function cells(measure: Measure, before: Row, after: Row): string[] {
  const [old, now] = [before.medians[measure], after.medians[measure]];
  const ratios = [before, after].map(({ ratios }) => fixed(ratios[measure], 2));
  return [fixed(old, 2), fixed(now, 2), percent(old, now), ratios[0] === '' ? '' : ratios.join(' to ')];
}

/** What became of each row: in itself, and in relation to the first row, which another machine slows down as well. */
export function changes(old: Benchmark, now: Benchmark): string {
  const found = pairs(old, now);
  const head = ['', 'seconds before', 'after', 'change', 'of the first row', 'CPU before', 'after', 'change', 'of the first row'];
  const rows = found.map(({ title, before, after }) => [
    `${title}: ${after.name}`,
    ...cells('seconds', before, after),
    ...cells('cpuSeconds', before, after),
  ]);
  const machines = old.machine === now.machine ? '' : `\nBefore: ${old.machine}. Now: ${now.machine}.\n`;
  return `## Changes since ${old.date}\n${machines}\n${table(head, rows)}\n`;
}
