import type { Comparison } from '../report';

export interface Machine {
  readonly cores: number;
  readonly rounds: number;
  /** Folder of further images, for the parts that measure what becomes of them. */
  readonly corpus?: string | undefined;
}

/** One part of the benchmark: prepares its inputs and measures. */
export type Part = (machine: Machine) => Promise<readonly Comparison[]>;
