import type { RowWindow } from '../../shared/protocol/panelProtocol';
import { isSameQuery, type RowQuery } from '../../shared/protocol/rowQuery';

/** Rows are requested in whole blocks with a spare one at each end, so that a short scroll requests nothing new. */
const rowsPerBlock = 20;

/** The window to request when the rows `first` to `last` are in view. */
export function rowWindowAround(query: RowQuery, first: number, last: number): RowWindow {
  const from = Math.max(0, Math.floor(first / rowsPerBlock) - 1) * rowsPerBlock;
  const end = (Math.floor(Math.max(first, last) / rowsPerBlock) + 2) * rowsPerBlock;
  return { query, from, count: end - from };
}

/** Whether the window `outer` holds all rows of `inner`. */
export function coversRows(outer: RowWindow, inner: RowWindow): boolean {
  return isSameQuery(outer.query, inner.query) && outer.from <= inner.from && outer.from + outer.count >= inner.from + inner.count;
}
