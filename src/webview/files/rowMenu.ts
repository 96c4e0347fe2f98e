import type { Row } from '../../shared/protocol/panelProtocol';
import type { RunKind } from '../../shared/run/runPhase';
import type { MenuValues } from '../common/contextMenu';

/** What decides the entries of a row's menu, besides the row. */
export interface RowMenuOptions {
  readonly kind: RunKind;
  readonly cancelable: boolean;
  readonly undoable: boolean;
  /** Whether the run can be repeated for some of its files. */
  readonly repeatable: boolean;
}

/** What the `when` clauses of the row's menu in package.json ask. */
export function rowMenuValues(row: Row, { kind, cancelable, undoable, repeatable }: RowMenuOptions): MenuValues {
  const { id, outputs, status, digests, renameTo } = row;
  return {
    row: id,
    rowKind: kind,
    rowStatus: status,
    rowHasOutput: outputs.length > 0,
    rowCancelable: cancelable,
    rowRepeatable: repeatable,
    rowUndoable: undoable && outputs.length > 0,
    rowHashed: digests !== undefined,
    rowMislabeled: renameTo !== undefined,
  };
}
