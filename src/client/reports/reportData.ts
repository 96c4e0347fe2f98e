import * as l10n from '@vscode/l10n';
import type { ThroughputView } from '../../shared/protocol/insightsProtocol';
import { outcomeOf } from '../../shared/run/outcome';
import type { Outcome } from '../../shared/run/run';
import type { RunKind, RunPhase } from '../../shared/run/runPhase';
import { commonFolder, isWithin, parentFolder, relativePath } from '../../shared/values/paths';
import { totalsOf } from '../runs/outcomeTotals';
import type { RunFolder } from '../store/runFolder';
import { type RunRecord, type RunTotalsRecord, startOfRun } from '../store/runRecord';
import type { PlanRow } from '../store/runReport';
import { type FailureCause, failureCauses } from './failureCauses';

/** A run, as its report describes it. */
export interface ReportedRun extends Omit<RunTotalsRecord, 'keptBytes'> {
  readonly id: string;
  readonly kind: RunKind;
  readonly title: string;
  /** Where the results were written, as a phrase; empty where the command line did not say it. */
  readonly destination: string;
  /** ISO 8601, in UTC. */
  readonly started: string;
  readonly state: RunPhase | 'undone';
  /** What to know about the end of the run, as a sentence. */
  readonly message?: string;
  readonly seconds: number;
  /** Files per second over the time of the run. Older runs, and those that were interrupted, do not have it. */
  readonly throughput?: ThroughputView;
  /** The folder that paths are relative to; `null` when they are absolute. */
  readonly folder: string | null;
  /** Number of files that were undone since, while others of the run were not. */
  readonly undone?: number;
  /** Number of files that the run wrote, also for sources that failed in part, and their bytes. */
  readonly outputs: number;
  readonly outputBytes: number;
}

/** What became of a file. */
export interface ReportedOutcome extends Outcome {
  /** Whether the file was undone since, while others of the run were not: it counts in none of the sums. */
  readonly undone?: true;
}

/** All that a report of a run is made from. */
export interface ReportData {
  readonly run: ReportedRun;
  /** Whether a source has several outputs, so that their sizes say nothing about savings. */
  readonly hasSets: boolean;
  readonly causes: readonly FailureCause[];
  /** What became of each file, with absolute paths, in the order of the plan. */
  readonly files: readonly ReportedOutcome[];
  /** A path as the report shows it: relative to the folder of the run where it is inside. */
  shownPath(path: string): string;
}

/** A folder that paths can be relative to. The top of a disk would only take the first sign of a path. */
export function belowTop(folder: string): string | null {
  return folder === '' || parentFolder(folder) === folder ? null : folder;
}

/** The folder that paths are relative to: the one in which the command line ran, or that contains the workspace folders. */
function baseFolder({ startedIn, roots }: RunRecord): string | null {
  return belowTop(startedIn ?? commonFolder(roots));
}

/** The outcome of a file that the run did not reach. */
function unreached(row: PlanRow, isOver: boolean): Outcome {
  const message = isOver ? l10n.t('Not processed: the run ended first.') : l10n.t('Not processed yet.');
  return outcomeOf({ ...row, header: row }, { status: 'canceled', code: 'canceled', message });
}

/** The outcome of a file that was undone, while others of the run were not. */
function undoneSince({ notes = [], ...outcome }: Outcome): ReportedOutcome {
  return { ...outcome, undone: true, notes: [...notes, l10n.t('Undone since: its outputs no longer exist.')] };
}

function stateOf({ record, interrupted }: RunFolder): ReportedRun['state'] {
  if (record.undone) return 'undone';
  return interrupted ? 'interrupted' : record.phase;
}

/** What is added up from the outcomes of a run. */
export type RunFigures = Pick<ReportedRun, 'files' | 'undone' | 'counts' | 'bytesIn' | 'bytesOut' | 'outputs' | 'outputBytes'>;

/** A run by its record. @param figures what its report adds up to */
export function reportedRun(folder: RunFolder, figures: RunFigures): ReportedRun {
  const { id, kind = 'process', title, destination, message, elapsedSeconds, throughput } = folder.record;
  return {
    ...{ id, kind, title, destination },
    started: new Date(startOfRun(id) ?? 0).toISOString(),
    state: stateOf(folder),
    ...(message !== undefined && { message }),
    seconds: elapsedSeconds,
    ...(throughput && { throughput }),
    folder: baseFolder(folder.record),
    ...figures,
  };
}

/** A path as it is shown: relative to a folder where it is inside. */
export function pathWithin(folder: string | null, path: string): string {
  return folder !== null && isWithin(path, folder) ? relativePath(path, folder) : path;
}

/** What a run wrote. */
function written(files: readonly Outcome[]): Pick<ReportedRun, 'outputs' | 'outputBytes'> {
  let [outputs, outputBytes] = [0, 0];
  for (const file of files) {
    outputs += file.outputs.length;
    for (const { bytes } of file.outputs) outputBytes += bytes;
  }
  return { outputs, outputBytes };
}

/** Reads what the folder of a run tells about it. @throws what the file system throws */
export async function readReport(folder: RunFolder): Promise<ReportData> {
  const { rows, outcomes, undone } = await folder.report.read();
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  const isOver = !folder.active || folder.interrupted;
  const fileOf = (row: PlanRow) => byId.get(row.id) ?? unreached(row, isOver);
  const files: ReportedOutcome[] = rows.map((row) => (undone.has(row.id) ? undoneSince(fileOf(row)) : fileOf(row)));
  const left = files.filter((file) => !file.undone);
  const { files: count, counts, bytesIn, bytesOut } = totalsOf({ rows, outcomes: left });
  const figures = { files: count, undone: files.length - left.length, counts, bytesIn, bytesOut, ...written(left) };
  const run = reportedRun(folder, figures);
  return {
    run,
    hasSets: files.some(({ outputs, unwritten = [] }) => outputs.length + unwritten.length > 1),
    causes: failureCauses(files),
    files,
    shownPath: (path) => pathWithin(run.folder, path),
  };
}
