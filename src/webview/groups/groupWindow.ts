import type { GroupWindow } from '../../shared/protocol/groupsProtocol';

/** Lines are requested in whole blocks with a spare one at each end; blocks are small, since each line needs thumbnails. */
const linesPerBlock = 6;

/** The window to request when the lines `first` to `last` are in view. */
export function groupWindowAround(first: number, last: number, columns: number): GroupWindow {
  const from = Math.max(0, Math.floor(first / linesPerBlock) - 1) * linesPerBlock;
  const end = (Math.floor(Math.max(first, last) / linesPerBlock) + 2) * linesPerBlock;
  return { from, count: end - from, columns };
}

export function sameGroupWindow(a: GroupWindow | undefined, b: GroupWindow): boolean {
  return a?.from === b.from && a.count === b.count && a.columns === b.columns;
}
