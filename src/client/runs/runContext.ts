import type { Outcome, WorkerStatus } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import type { RunControl } from './runControl';

/** What carries out a run, and what hears of it. */
export interface RunContext {
  readonly client: PoolClient;
  /** Folder that holds the runs. */
  readonly store: string;
  readonly signal: AbortSignal;
  /** Memory of the images in progress, in bytes; by default what suits the computer. */
  readonly memoryBudget?: number | undefined;
  /** Pauses the run and cancels single files. */
  readonly control?: RunControl | undefined;
  outcomes(outcomes: readonly Outcome[]): void;
  workers(workers: readonly WorkerStatus[]): void;
  /** Called when the run has to wait, with the reason as a sentence. */
  waiting?(reason: string): void;
}
