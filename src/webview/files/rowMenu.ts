import type { Row } from '../../shared/protocol/panelProtocol';
import type { RunKind } from '../../shared/run/runPhase';
import { offerMenu } from '../common/contextMenu';

/** What decides the entries of a row's menu, besides the row. */
export interface MenuOptions {
  readonly kind: RunKind;
  readonly cancelable: boolean;
  readonly undoable: boolean;
  /** Whether the run can be repeated for some of its files. */
  readonly repeatable: boolean;
}

/** Lets VS Code show the menu of a row. Its keys are those of the `when` clauses in package.json. */
export function offerRowMenu(row: Row, { kind, cancelable, undoable, repeatable }: MenuOptions): void {
  const { id, outputs, status, digests, renameTo } = row;
  offerMenu('row', {
    row: id,
    rowKind: kind,
    rowStatus: status,
    rowHasOutput: outputs.length > 0,
    rowCancelable: cancelable,
    rowRepeatable: repeatable,
    rowUndoable: undoable && outputs.length > 0,
    rowHashed: digests !== undefined,
    rowMislabeled: renameTo !== undefined,
  });
}
