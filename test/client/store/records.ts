import { newRunId, type RunRecord } from '../../../src/client/store/runRecord';

/** The id of no process: beyond the largest one on Linux and macOS, and not a multiple of 4 as on Windows. */
export const deadPid = 4_194_305;

/** A record with some fields changed. */
export function record(change: Partial<RunRecord> = {}): RunRecord {
  return {
    id: newRunId(),
    title: 'Test',
    destination: '',
    phase: 'finished',
    pid: process.pid,
    undone: false,
    roots: [],
    elapsedSeconds: 0,
    ...change,
  };
}
