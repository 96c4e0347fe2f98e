import { rowAfterKey } from '../common/gridNavigation';

/** The items of a group of choices, of which one has the focus. */
export interface RadioGroup {
  readonly count: number;
  readonly active: number;
  readonly perLine: number;
  /** What each item is called, for typing its first letter. */
  nameOf(index: number): string;
}

/** The item that a key leads to; undefined for another key. */
export function radioAfterKey(event: KeyboardEvent, { count, active, perLine, nameOf }: RadioGroup): number | undefined {
  const { key, altKey, ctrlKey, metaKey } = event;
  if (altKey || ctrlKey || metaKey) return undefined;
  // In one line, both pairs of arrows move, as in every group of radio buttons.
  const inLine = { ArrowLeft: 'ArrowUp', ArrowRight: 'ArrowDown' }[key];
  const moved = rowAfterKey(perLine === 1 ? (inLine ?? key) : key, active, { cells: count, perLine, pageLines: 2 });
  if (moved !== undefined || key.length !== 1 || key === ' ') return moved;
  const order = Array.from({ length: count }, (_, step) => (active + 1 + step) % count);
  return order.find((index) => nameOf(index).toLowerCase().startsWith(key.toLowerCase()));
}
