import type { GroupWindow } from '../../shared/protocol/groupsProtocol';

/** Lines are asked for in whole blocks with one to spare at each end; small ones, since each line has small images made. */
const block = 6;

/** The window to ask for when the lines `first` to `last` are in sight. */
export function groupWindow(first: number, last: number, columns: number): GroupWindow {
  const from = Math.max(0, Math.floor(first / block) - 1) * block;
  const end = (Math.floor(Math.max(first, last) / block) + 2) * block;
  return { from, count: end - from, columns };
}

export function sameWindow(a: GroupWindow | undefined, b: GroupWindow): boolean {
  return a?.from === b.from && a.count === b.count && a.columns === b.columns;
}
