import type { SelectionView, SelectMode } from '../../shared/protocol/rowQuery';
import type { IdList } from './rowOrder';

const nothing: SelectionView = { count: 0, bytes: 0 };

/** The rows that the user selected in the panel. Imports no vscode. */
export class RowSelection {
  #ids = new Set<number>();
  /** The row that a range starts from. */
  #anchor: number | undefined;
  #view = nothing;

  /** @param bytesOf size of a row's source */
  constructor(readonly bytesOf: (id: number) => number) {}

  get view(): SelectionView {
    return this.#view;
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }

  /** Ids in path order. */
  get ids(): number[] {
    return [...this.#ids].sort((a, b) => a - b);
  }

  /** @param order ids by position */
  choose(id: number, mode: SelectMode, order: IdList): void {
    if (mode === 'range') this.#chooseRange(id, order);
    else if (mode === 'only') this.#set([id]);
    else this.#set(this.#ids.has(id) ? [...this.#ids].filter((each) => each !== id) : [...this.#ids, id]);
    if (mode !== 'range') this.#anchor = id;
  }

  #chooseRange(id: number, order: IdList): void {
    this.#anchor ??= id;
    const [end, anchor] = [indexOf(order, id), indexOf(order, this.#anchor)];
    if (end < 0) return;
    const start = anchor < 0 ? end : anchor;
    this.#set(Array.prototype.slice.call(order, Math.min(start, end), Math.max(start, end) + 1));
  }

  chooseAll(order: IdList): void {
    this.#set(Array.from(order));
  }

  clear(): void {
    this.#set([]);
    this.#anchor = undefined;
  }

  #set(ids: readonly number[]): void {
    this.#ids = new Set(ids);
    this.#view = { count: ids.length, bytes: ids.reduce((sum, id) => sum + this.bytesOf(id), 0) };
  }
}

function indexOf(order: IdList, id: number): number {
  return Array.prototype.indexOf.call(order, id);
}
