import { median, type Result, speed } from './rounds';
import type { Workload } from './workloads';

/** One comparison as a Markdown table and as data. */
export interface Comparison {
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly name: string;
  /** Median over the rounds. */
  readonly seconds: number;
  readonly msPerFile: number;
  /** Speed relative to the first row. */
  readonly speed: number;
  readonly poolMegabytes?: number;
  readonly delayMs?: number;
}

function rowOf(result: Result, first: Result, files: number): Row {
  const seconds = median(result.measured.map((each) => each.seconds));
  const delays = result.measured.flatMap(({ report }) => report?.delayMs ?? []);
  const peaks = result.measured.flatMap(({ report }) => report?.poolBytes ?? []);
  return {
    name: result.name,
    seconds,
    msPerFile: (seconds / files) * 1000,
    speed: speed(result, first),
    ...(peaks.length > 0 && { poolMegabytes: Math.max(...peaks) / 1e6 }),
    ...(delays.length > 0 && { delayMs: median(delays) }),
  };
}

export function compare(title: string, results: readonly Result[], { files }: Workload): Comparison {
  return { title, rows: results.map((result) => rowOf(result, results[0] as Result, files)) };
}

export function markdown({ title, rows }: Comparison): string {
  const head = ['', 'seconds', 'ms a file', 'speed', 'pool process, MB', 'event loop p99, ms'];
  const lines = rows.map(({ name, seconds, msPerFile, speed: ratio, poolMegabytes, delayMs }) => [
    name,
    seconds.toFixed(2),
    msPerFile.toFixed(2),
    ratio.toFixed(2),
    poolMegabytes?.toFixed(0) ?? '',
    delayMs?.toFixed(1) ?? '',
  ]);
  const table = [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...lines];
  return `### ${title}\n\n${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
