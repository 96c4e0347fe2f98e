import type { RowPage, RowWindow } from '../../shared/protocol/panelProtocol';
import { everyRow, type RowQuery, type SelectionView, type SelectMode } from '../../shared/protocol/rowQuery';
import { type IdList, RowOrder } from './rowOrder';
import { RowSelection } from './rowSelection';
import type { RunTable, TableView } from './runTable';

/** The rows of one table as the panel shows them: which, in which order, and which are selected. Imports no vscode. */
export class ShownRows {
  readonly #order: RowOrder;
  readonly #selection: RowSelection;
  /** That of the last page. */
  #query = everyRow;
  /** The row whose neighbors were asked for last, and its position. */
  #last = { id: -1, position: -1 };

  /** @param changed called when the rows appear differently */
  constructor(
    readonly table: RunTable,
    readonly changed: () => void,
  ) {
    this.#order = new RowOrder(table, changed);
    this.#selection = new RowSelection((id) => table.bytesOf(id));
  }

  /** The rows of a window, in the order of its query. */
  page({ query, from, count }: RowWindow, view: Omit<TableView, 'isSelected'>): RowPage {
    this.#query = query;
    const ids = this.#order.ids(query);
    const total = ids?.length ?? this.table.count;
    const rows = Array.from({ length: Math.max(0, Math.min(total, from + count) - from) }, (_, index) => {
      const id = ids ? (ids[from + index] as number) : from + index;
      return this.table.row(id, { ...view, isSelected: (each) => this.#selection.has(each) });
    });
    return { query, from, count, total, rows: rows.filter((row) => row !== undefined) };
  }

  get selection(): SelectionView {
    return this.#selection.view;
  }

  /** Selects a row. @param query decides which rows are between two */
  select(id: number, mode: SelectMode, query: RowQuery): void {
    this.#selection.choose(id, mode, this.#allOf(query));
    this.changed();
  }

  /** Selects all rows of a query, or none. */
  selectAll(all: boolean, query: RowQuery): void {
    if (all) this.#selection.chooseAll(this.#allOf(query));
    else this.#selection.clear();
    this.changed();
  }

  /** The position of the next row whose name starts with a text, after a position and around the end; -1 if there is none. */
  find(text: string, after: number, query: RowQuery): number {
    const order = this.#allOf(query);
    const start = text.toLowerCase();
    for (let step = 1; step <= order.length; step += 1) {
      const position = (after + step) % order.length;
      const path = this.table.pathOf(order[position] as number);
      if (
        path
          .slice(path.lastIndexOf('/') + 1)
          .toLowerCase()
          .startsWith(start)
      )
        return position;
    }
    return -1;
  }

  /**
   * The next row before (-1) or after (1) a row, in the order of the last page, that fulfills a condition; undefined if there is none.
   * A row that an action has removed from the page has the neighbors that it had.
   */
  beside(id: number, step: -1 | 1, isWanted: (id: number) => boolean): number | undefined {
    const order = this.#allOf(this.#query);
    const found = Array.prototype.indexOf.call(order, id);
    if (found >= 0) this.#last = { id, position: found };
    else if (this.#last.id !== id) return undefined;
    // The row after it has moved to its position.
    const start = found < 0 && step > 0 ? this.#last.position - 1 : this.#last.position;
    for (let position = start + step; position >= 0 && position < order.length; position += step) {
      const each = order[position] as number;
      if (isWanted(each)) return each;
    }
    return undefined;
  }

  #allOf(query: RowQuery): IdList {
    return this.#order.ids(query) ?? Array.from({ length: this.table.count }, (_, id) => id);
  }

  /** The rows that an action on one row applies to: all selected ones if it is among them. Ids in path order. */
  targetsOf(id: number): readonly number[] {
    return this.#selection.has(id) ? this.#selection.ids : [id];
  }

  dispose(): void {
    this.#order.dispose();
  }
}
