import type { RunView, Totals } from '../../shared/protocol/panelProtocol';
import type { MenuValues } from '../common/contextMenu';
import { isOver } from '../common/phases';

/** What the `when` clauses of the run's menu in package.json ask. */
export function runMenuValues({ kind, phase, repeatable = false }: RunView, totals: Totals | undefined): MenuValues {
  return {
    runKind: kind,
    runOver: isOver(phase),
    runRepeatable: repeatable,
    runFailed: (totals?.failed ?? 0) > 0,
    runHasOutputs: (totals?.outputs ?? 0) > 0,
  };
}
