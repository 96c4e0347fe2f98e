import type { RunKind, RunPhase } from '../../shared/run/runPhase';

/** A run as its folder records it (`run.json`). */
export interface RunRecord {
  readonly id: string;
  /** Absent for `process`. */
  readonly kind?: RunKind;
  readonly title: string;
  /** Where the results are written, as a phrase. */
  readonly destination: string;
  readonly phase: RunPhase;
  /** What to know about the end of the run, as a sentence. */
  readonly message?: string;
  /** Id of the process that executes the run; when it has ended, so has the run. */
  readonly pid: number;
  readonly undone: boolean;
  /** Folders that displayed paths are relative to. */
  readonly roots: readonly string[];
  readonly elapsedSeconds: number;
}

let newestId = 0;

/** A new id. Ids sort by time, also among runs of the same millisecond in this process, and are unique across windows. */
export function newRunId(now = Date.now()): string {
  newestId = Math.max(now, newestId + 1);
  const stamp = new Date(newestId).toISOString().replace(/\D/g, '');
  return `${stamp}-${Math.random().toString(36).slice(2, 8).padEnd(6, '0')}`;
}

/** When the run with an id from {@link newRunId} started, in ms since 1970; undefined for any other id. */
export function startOfRun(id: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})-/.exec(id)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [year = 0, month = 1, ...rest] = parts;
  return Date.UTC(year, month - 1, ...rest);
}

/** The record of a run that starts now, in this process. */
export function newRecord(run: Pick<RunRecord, 'id' | 'kind' | 'title' | 'destination' | 'roots'>): RunRecord {
  return { ...run, phase: 'running', pid: process.pid, undone: false, elapsedSeconds: 0 };
}

/** Reads a record. One that a power cut left unreadable still allows undo, which needs only the journal. */
export function parseRecord(text: string, id: string): RunRecord {
  try {
    return JSON.parse(text) as RunRecord;
  } catch {
    return { id, title: id, destination: '', phase: 'running', pid: -1, undone: false, roots: [], elapsedSeconds: 0 };
  }
}
