import type { Row, RowPage, RowWindow } from '../../shared/protocol/panelProtocol';
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

/** The page with the objects of the known rows that are the same, so that only what changed is rendered again. */
export function withKnownRows(page: RowPage, known: RowPage): RowPage {
  const knownRows = new Map(known.rows.map((row) => [row.id, row]));
  const rows = page.rows.map((row) => {
    const before = knownRows.get(row.id);
    return before && isSame(before, row) ? before : row;
  });
  return { ...page, rows };
}

/** Rows are received as JSON, with their keys in the same order. */
function isSame(one: Row, other: Row): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
