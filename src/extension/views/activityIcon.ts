import type { RunView } from '../../shared/protocol/panelProtocol';

/** The name of the icon of a run that has not ended. It does not spin while nothing happens. */
export function activityIcon({ phase, waiting }: Pick<RunView, 'phase' | 'waiting'>): string {
  if (phase === 'paused') return 'debug-pause';
  return waiting ? 'watch' : 'sync~spin';
}
