import type { RunPhase } from '../../shared/run/runPhase';

const endPhases: readonly RunPhase[] = ['finished', 'canceled', 'stopped', 'interrupted'];

/** Whether nothing more will happen in the run. */
export function isOver(phase: RunPhase): boolean {
  return endPhases.includes(phase);
}

/** Whether the run does its work, or is paused: then it can be paused or resumed, and single files can be canceled. */
export function canPause(phase: RunPhase): boolean {
  return phase === 'running' || phase === 'paused';
}
