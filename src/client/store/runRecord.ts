import { hostname } from 'node:os';
import type { ThroughputView } from '../../shared/protocol/insightsProtocol';
import { parseJsonLine } from '../../shared/run/parseJsonLine';
import type { PlanRequest } from '../../shared/run/plan';
import { type OutcomeStatus, outcomeStatuses } from '../../shared/run/run';
import type { RunKind, RunPhase } from '../../shared/run/runPhase';
import { processStart } from './processStart';
import { isThroughput } from './throughput';

/** A run as its folder records it (`run.json`). */
export interface RunRecord {
  readonly id: string;
  /** What the run is sorted by instead of its id, where the clock was set back since an earlier run. */
  readonly order?: string;
  /** Absent for `process`. */
  readonly kind?: RunKind;
  readonly title: string;
  /** Where the results are written, as a phrase. */
  readonly destination: string;
  readonly phase: RunPhase;
  /** What to know about the end of the run, as a sentence. */
  readonly message?: string | undefined;
  /** Id of the process that executes the run; when it has ended, so has the run. */
  readonly pid: number;
  /** When that process started, as far as the system tells. */
  readonly pidStart?: string;
  /** The computer of that process. Several may share the folder. */
  readonly host?: string;
  readonly undone: boolean;
  /** Whether the run may have left temp files that could not be removed at its end. */
  readonly unswept?: boolean;
  /** Folders that displayed paths are relative to. */
  readonly roots: readonly string[];
  /** Working folder of the command line that started the run. */
  readonly startedIn?: string;
  /** Time of the run without its pauses; 0 until it ends, and where nobody knows it, since its process was killed. */
  readonly elapsedSeconds: number;
  /** What the user asked for, of a run that processes images: it can be resumed and repeated. */
  readonly request?: PlanRequest;
  /** Longest time that one file may take, in seconds. */
  readonly timeoutSeconds?: number;
  /** Number of files that were undone, while others of the run were not. */
  readonly undoneFiles?: number;
  /** Once the run has ended. */
  readonly totals?: RunTotalsRecord;
  /** Files per second over its time, once the run has ended; absent where no worker had a file. */
  readonly throughput?: ThroughputView | undefined;
  /** The user does not want to hear of this interrupted run again. */
  readonly dismissed?: boolean;
}

/** What became of the files of a run. */
export interface RunTotalsRecord {
  readonly files: number;
  readonly counts: Readonly<Record<OutcomeStatus, number>>;
  /** Bytes of the sources that were done, and of their outputs. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Bytes of the originals that are kept for undo. */
  readonly keptBytes?: number;
}

let newestId = 0;

/** A new id. Ids sort by time, also among runs of the same millisecond in this process, and are unique across windows. */
export function newRunId(now = Date.now()): string {
  newestId = Math.max(now, newestId + 1);
  return idAt(newestId);
}

function idAt(ms: number): string {
  const stamp = new Date(ms).toISOString().replace(/\D/g, '');
  return `${stamp}-${Math.random().toString(36).slice(2, 8).padEnd(6, '0')}`;
}

/** What runs are sorted by, oldest first. */
export function orderOf({ id, order }: Pick<RunRecord, 'id' | 'order'>): string {
  return order ?? id;
}

/** The order of a run that comes after another one, whatever the clock says. */
export function orderAfter(other: Pick<RunRecord, 'id' | 'order'>): string | undefined {
  const ms = startOfRun(orderOf(other));
  return ms === undefined ? undefined : idAt(ms + 1);
}

/** When the run with an id from {@link newRunId} started, in ms since 1970; undefined for any other id. */
export function startOfRun(id: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})-/.exec(id)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [year = 0, month = 1, ...rest] = parts;
  return Date.UTC(year, month - 1, ...rest);
}

/** What is known of a run before it starts. */
export type NewRun = Omit<RunRecord, 'phase' | 'pid' | 'pidStart' | 'host' | 'undone' | 'unswept' | 'elapsedSeconds'>;

/** The record of a run that starts now, in this process. */
export function newRecord(run: NewRun): RunRecord {
  return { ...run, phase: 'running', ...thisProcess(), undone: false, unswept: false, elapsedSeconds: 0 };
}

/** The process that executes a run, when it is this one. */
export function thisProcess(): Pick<RunRecord, 'pid' | 'pidStart' | 'host'> {
  const pidStart = processStart(process.pid);
  return { pid: process.pid, host: hostname(), ...(pidStart !== undefined && { pidStart }) };
}

function isRecord(record: Partial<RunRecord> | undefined): record is RunRecord {
  const { title, phase, pid, roots, order = '' } = record ?? {};
  const areRoots = Array.isArray(roots) && roots.every((root) => typeof root === 'string');
  return [title, phase, order].every((text) => typeof text === 'string') && typeof pid === 'number' && areRoots;
}

/** Totals with a number for each status. */
function areTotals(totals: Partial<RunTotalsRecord> | undefined): totals is RunTotalsRecord {
  const { files, counts } = totals ?? {};
  return typeof files === 'number' && outcomeStatuses.every((status) => typeof counts?.[status] === 'number');
}

/** A request with a recipe. Without one, a run can be undone, but not resumed. */
function isRequest(request: Partial<PlanRequest> | undefined): request is PlanRequest {
  const { recipe, roots, selection } = request ?? {};
  return typeof recipe === 'object' && Array.isArray(recipe?.outputs) && Array.isArray(roots) && Array.isArray(selection);
}

/**
 * Reads a record. One that a power cut left unreadable still allows undo, which needs only the journal.
 * @param id the name of the run's folder, whatever the record says
 */
export function parseRecord(text: string, id: string): RunRecord {
  const record = parseJsonLine<RunRecord>(text);
  if (isRecord(record)) {
    const { totals, request, throughput, ...rest } = record;
    return {
      ...{ ...rest, id },
      ...(areTotals(totals) && { totals }),
      ...(isRequest(request) && { request }),
      ...(isThroughput(throughput) && { throughput }),
    };
  }
  return { id, title: id, destination: '', phase: 'running', pid: -1, undone: false, roots: [], elapsedSeconds: 0 };
}
