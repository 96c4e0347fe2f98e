import { defaultRangeExtractor, VirtualizerController } from '@tanstack/lit-virtual';
import { LitElement, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Row, RowPage } from '../../shared/protocol/panelProtocol';
import { isSameQuery, type RowAction, type RowQuery, type SelectMode } from '../../shared/protocol/rowQuery';
import type { RunKind } from '../../shared/run/runPhase';
import { offerMenu } from '../common/contextMenu';
import { rowAfterKey } from '../common/gridNavigation';
import type { HostActions } from '../common/hostActions';
import { WidthObserver } from '../common/widthObserver';
import { canDragFrom, draggedRows, dragText, setDragged } from './rowDrag';
import { actionOfKey, selectModeOf, TypeAhead } from './rowKeys';
import { rowMenuValues } from './rowMenu';

/** Detail of the event `rows`: the rows of a query that are in view. */
export interface RowsInView {
  readonly query: RowQuery;
  readonly first: number;
  readonly last: number;
}

/** The rows of a run in lines, of which only those in view are rendered: what the table and the gallery have in common. Fires `rows` when the rows in view change. */
export abstract class RowGrid extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) page!: RowPage;
  @property({ attribute: false }) kind!: RunKind;
  /** Whether files that have not ended can be canceled. */
  @property({ attribute: false }) cancelable = false;
  /** Whether the outputs of the run can be undone. */
  @property({ attribute: false }) undoable = false;
  /** Whether the run can be repeated for some of its files. */
  @property({ attribute: false }) repeatable = false;
  /** Id of the run; another one starts at the top. */
  @property({ attribute: false }) run = '';
  /** The row to start from when the page is restored. Later it follows the scrolling, which changes nothing here. */
  @property({ attribute: false, hasChanged: () => false }) first = 0;
  @state() protected active = -1;
  @query('.grid') protected grid!: HTMLElement;
  private inView: RowsInView | undefined;
  /** Whether a range starts from a row that was selected, or else from the active one. The page hears of the selection only later. */
  private anchored = false;
  private readonly typeAhead = new TypeAhead();
  protected readonly widths = new WidthObserver(this, () => this.fitWidth());
  private readonly lines = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.grid ?? null,
    estimateSize: () => this.lineHeight,
    initialOffset: () => Math.floor(this.first / this.perLine) * this.lineHeight,
    overscan: 4,
    // The active row stays in the page when it is scrolled out of view: focus and aria-activedescendant need it.
    rangeExtractor: (range) => {
      const line = this.active < 0 ? -1 : Math.floor(this.active / this.perLine);
      const shown = defaultRangeExtractor(range);
      return line < 0 || line >= range.count || shown.includes(line) ? shown : [...shown, line].sort((a, b) => a - b);
    },
  });

  protected abstract get lineHeight(): number;
  /** Number of rows side by side. */
  protected abstract get perLine(): number;
  /** Height of what stays at the top while the lines scroll. */
  protected abstract get headerHeight(): number;
  /** Fits the layout to the width of the element. */
  protected abstract fitWidth(): void;

  protected get virtual() {
    return this.lines.getVirtualizer();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { headerHeight, page, perLine } = this;
    const count = Math.ceil(page.total / perLine);
    this.virtual.setOptions({ ...this.virtual.options, count, scrollMargin: headerHeight, scrollPaddingStart: headerHeight });
    this.active = Math.min(this.active, page.total - 1);
    const before = changed.get('page');
    const isOther = before !== undefined && !isSameQuery(before.query, page.query);
    if (isOther || changed.get('run')) this.scrollToTop();
  }

  /** Keeps the first row in view when the height or the length of the lines changes. */
  protected keepFirst(): void {
    const first = this.inView?.first ?? 0;
    this.virtual.measure();
    void this.updateComplete.then(() => this.virtual.scrollToIndex(Math.floor(first / this.perLine), { align: 'start' }));
  }

  protected scrollToTop(): void {
    this.active = -1;
    this.anchored = false;
    this.virtual.scrollToOffset(0);
  }

  protected override updated(): void {
    const { range, scrollOffset } = this.virtual;
    if (range === null) return;
    // The virtualizer also counts the line that is behind the header.
    const behind = this.virtual.getVirtualItemForOffset((scrollOffset ?? 0) + this.headerHeight)?.index ?? 0;
    const first = Math.max(range.startIndex, behind) * this.perLine;
    const inView: RowsInView = { query: this.page.query, first, last: (range.endIndex + 1) * this.perLine - 1 };
    const known = this.inView;
    if (known && isSameQuery(inView.query, known.query) && inView.first === known.first && inView.last === known.last) return;
    this.inView = inView;
    this.dispatchEvent(new CustomEvent<RowsInView>('rows', { detail: inView, bubbles: true }));
  }

  protected rowAt(index: number): Row | undefined {
    return this.page.rows[index - this.page.from];
  }

  protected activate(index: number): void {
    this.active = index;
    this.virtual.scrollToIndex(Math.floor(index / this.perLine));
  }

  protected onFocus(): void {
    if (this.active < 0 && this.page.total > 0) this.active = this.inView?.first ?? 0;
  }

  protected canCancel({ status }: Row): boolean {
    return this.cancelable && (status === 'queued' || status === 'working');
  }

  protected act(action: RowAction, index = this.active, output?: number): void {
    const row = this.rowAt(index);
    if (row === undefined || (action === 'cancel' && !this.canCancel(row))) return;
    // The button goes away with the file's end, and the focus with it.
    if (action === 'cancel') this.grid.focus();
    this.actions.act(action, row.id, output);
  }

  protected onClick(event: MouseEvent, index: number): void {
    this.activate(index);
    const row = this.rowAt(index);
    const isButton = event.composedPath().some((each) => each instanceof HTMLButtonElement);
    if (row && !isButton) this.select(row, selectModeOf(event));
  }

  private select({ id }: Row, mode: SelectMode): void {
    this.anchored = true;
    this.actions.select(id, mode);
  }

  /** Decides before each press whether it may become a drag: elsewhere it selects text. */
  protected onPress(event: PointerEvent, index: number): void {
    (event.currentTarget as HTMLElement).draggable = canDragFrom(event.composedPath()[0] ?? null, this.rowAt(index));
  }

  protected onDragStart(event: DragEvent, index: number): void {
    const row = this.rowAt(index);
    const rows = row ? draggedRows(row, this.page.rows) : [];
    const uris = rows.flatMap((each) => each.uris ?? []);
    if (!event.dataTransfer || uris.length === 0) return;
    setDragged(event.dataTransfer, uris);
    const label = Object.assign(document.createElement('div'), { className: 'dragged', textContent: dragText(rows, uris) });
    this.renderRoot.append(label);
    event.dataTransfer.setDragImage(label, -12, -4);
    // The browser draws it after this event.
    setTimeout(() => label.remove());
  }

  /** A right-click applies to the selection if it is inside, or else to its row. */
  protected onMenu(index: number): void {
    this.active = index;
    const row = this.rowAt(index);
    if (!row) return;
    if (!row.selected) this.select(row, 'only');
    const { kind, undoable, repeatable } = this;
    offerMenu('row', rowMenuValues(row, { kind, undoable, repeatable, cancelable: this.canCancel(row) }));
  }

  /** Handles the keys of a subclass. @returns whether it was one */
  protected onOwnKey(_event: KeyboardEvent): boolean {
    return false;
  }

  protected onKey(event: KeyboardEvent): void {
    if (this.moves(event) || this.onOwnKey(event) || this.selects(event) || this.startsAction(event) || this.jumps(event))
      event.preventDefault();
  }

  private moves(event: KeyboardEvent): boolean {
    const { total: cells } = this.page;
    if (cells === 0) return false;
    const inView = (this.inView?.last ?? 0) - (this.inView?.first ?? 0);
    const pageLines = Math.max(1, Math.floor(inView / this.perLine) - 1);
    const next = rowAfterKey(event.key, this.active, { cells, perLine: this.perLine, pageLines });
    if (next === undefined) return false;
    const before = this.rowAt(this.active);
    this.grid.focus();
    this.activate(next);
    const row = this.rowAt(next);
    if (!event.shiftKey) this.anchored = false;
    else {
      if (!this.anchored && before) this.select(before, 'only');
      if (row) this.select(row, 'range');
    }
    return true;
  }

  private selects(event: KeyboardEvent): boolean {
    const { key, ctrlKey, metaKey } = event;
    if (event.target !== this.grid) return false;
    const row = this.rowAt(this.active);
    if (key === ' ' && row) this.select(row, event.shiftKey ? 'range' : 'toggle');
    else if (key.toLowerCase() === 'a' && (ctrlKey || metaKey)) this.actions.selectAll(true);
    else if (key === 'Escape') this.actions.selectAll(false);
    else return false;
    return true;
  }

  private startsAction(event: KeyboardEvent): boolean {
    const row = this.rowAt(this.active);
    const action = row && event.target === this.grid ? actionOfKey(event, row) : undefined;
    if (action) this.act(action);
    return action !== undefined;
  }

  /** Typing the start of a name moves to its row. */
  private jumps(event: KeyboardEvent): boolean {
    if (event.target !== this.grid || !this.typeAhead.add(event)) return false;
    const from = this.typeAhead.isFirst ? this.active : this.active - 1;
    void this.actions.find(this.typeAhead.text, from).then((index) => index >= 0 && this.activate(index));
    return true;
  }
}
