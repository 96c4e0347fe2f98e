import type { Comparison } from '../report';

export interface Machine {
  readonly cores: number;
  readonly rounds: number;
}

/** One part of the benchmark: prepares its inputs and measures. */
export type Part = (machine: Machine) => Promise<readonly Comparison[]>;
