import { type Measure, measures } from './measure';
import { median, type Result, ratio } from './rounds';

/** One comparison as a Markdown table and as data. */
export interface Comparison {
  /** The same in every run of the benchmark, since runs are compared by it. */
  readonly title: string;
  /** Settings that were found out in this run. */
  readonly note?: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly name: string;
  readonly files: number;
  /** Medians over the rounds. */
  readonly medians: Readonly<Partial<Record<Measure, number>>>;
  /** How many times as much it takes as the first row: medians of the ratios in each round. */
  readonly ratios: Readonly<Partial<Record<Measure, number>>>;
  readonly poolMegabytes?: number;
  readonly delayMs?: number;
}

/** A run of the benchmark: the content of its JSON file. */
export interface Benchmark {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly comparisons: readonly Comparison[];
}

function ofEach(value: (measure: Measure) => number | undefined): Partial<Record<Measure, number>> {
  return Object.fromEntries(measures.map((each) => [each, value(each)]).filter(([, found]) => found !== undefined));
}

function rowOf(result: Result, first: Result): Row {
  const delays = result.measured.flatMap(({ report }) => report?.delayMs ?? []);
  const peaks = result.measured.flatMap(({ report }) => report?.poolBytes ?? []);
  return {
    name: result.name,
    files: result.files,
    medians: ofEach((measure) => {
      const values = result.measured.flatMap((each) => each[measure] ?? []);
      return values.length > 0 ? median(values) : undefined;
    }),
    ratios: ofEach((measure) => ratio(measure, result, first)),
    ...(peaks.length > 0 && { poolMegabytes: Math.max(...peaks) / 1e6 }),
    ...(delays.length > 0 && { delayMs: median(delays) }),
  };
}

/** The first result is what the others are compared with. */
export function compare(title: string, results: readonly Result[], note?: string): Comparison {
  return { title, ...(note !== undefined && { note }), rows: results.map((result) => rowOf(result, results[0] as Result)) };
}

/** A table whose first column is text and whose others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function fixed(value: number | undefined, digits: number): string {
  return value?.toFixed(digits) ?? '';
}

export function markdown({ title, note, rows }: Comparison): string {
  const head = ['', 'seconds', 'ms a file', 'speed', 'CPU, s', 'CPU, ms a file', 'CPU, ratio', 'pool process, MB', 'event loop p99, ms'];
  const perFile = (value: number | undefined, files: number) => fixed(value && (value / files) * 1000, 2);
  const cells = rows.map(({ name, files, medians, ratios, poolMegabytes, delayMs }) => [
    name,
    fixed(medians.seconds, 2),
    perFile(medians.seconds, files),
    fixed(ratios.seconds && 1 / ratios.seconds, 2),
    fixed(medians.cpuSeconds, 2),
    perFile(medians.cpuSeconds, files),
    fixed(ratios.cpuSeconds, 2),
    fixed(poolMegabytes, 0),
    fixed(delayMs, 1),
  ]);
  return `### ${title}\n\n${note === undefined ? '' : `${note}\n\n`}${table(head, cells)}\n`;
}
