import { totalsOf } from '../../client/runs/outcomeTotals';
import type { RunFolder } from '../../client/store/runFolder';
import { startOfRun } from '../../client/store/runRecord';
import type { OutcomeStatus } from '../../shared/run/run';
import type { RunPhase } from '../../shared/run/runPhase';
import { formatDate } from '../../shared/values/formatDate';
import { fileCount, formatBytes, formatCount, formatDuration } from '../../shared/values/formatQuantity';
import { table } from './table';

/** A run, as `assetmill runs --json` prints it. */
export interface RunLine {
  readonly id: string;
  readonly title: string;
  readonly started: string;
  readonly state: RunPhase | 'undone';
  readonly seconds: number;
  readonly files: number;
  readonly counts: Readonly<Partial<Record<OutcomeStatus, number>>>;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly keptBytes: number;
  readonly folders: readonly string[];
}

async function runLine(run: RunFolder): Promise<RunLine> {
  const { id, title, phase, undone, elapsedSeconds, totals, roots } = run.record;
  const { files, counts, bytesIn, bytesOut, keptBytes = 0 } = totals ?? totalsOf(await run.report.read());
  const started = new Date(startOfRun(id) ?? 0).toISOString();
  const state = undone ? 'undone' : run.interrupted ? 'interrupted' : phase;
  return { id, title, started, state, seconds: elapsedSeconds, files, counts, bytesIn, bytesOut, keptBytes, folders: roots };
}

function cells({ id, title, started, state, seconds, files, counts, keptBytes }: RunLine): string[] {
  const failed = counts.failed ? `, ${formatCount(counts.failed)} failed` : '';
  const space = keptBytes > 0 ? `keeps ${formatBytes(keptBytes)}` : '';
  return [id, formatDate(Date.parse(started)), state, `${fileCount(files)}${failed}`, formatDuration(seconds), space, title];
}

/** Prints runs, one line each. */
export async function printRunsTable(runs: readonly RunFolder[], json: boolean): Promise<void> {
  const lines = await Promise.all(runs.map(runLine));
  if (json) for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  else if (lines.length === 0) process.stdout.write('No runs are on record here; --all lists those of other folders.\n');
  else process.stdout.write(`${table(lines.map(cells)).join('\n')}\n`);
}
