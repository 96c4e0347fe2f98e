import type { RunPhase } from '../../shared/run/runPhase';

const endPhases: readonly RunPhase[] = ['finished', 'canceled', 'stopped', 'interrupted'];

/** Whether nothing more will happen in the run. */
export function isOver(phase: RunPhase): boolean {
  return endPhases.includes(phase);
}
