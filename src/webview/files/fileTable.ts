import { defaultRangeExtractor, VirtualizerController } from '@tanstack/lit-virtual';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Row, RowFilter, RowPage } from '../../shared/protocol/panelProtocol';
import type { RunKind } from '../../shared/run/runPhase';
import { baseStyles } from '../common/baseStyles';
import { commonTexts } from '../common/commonTexts';
import { rowAfterKey } from '../common/gridNavigation';
import type { HostActions } from '../common/hostActions';
import { iconStyles } from '../common/svgIcon';
import { WidthObserver } from '../common/widthObserver';
import { fileRow, fileRowStyles } from './fileRow';
import { fileTexts, rowLabel } from './fileTexts';
import { hasDetails, type RowActions, rowDetailsStyles } from './rowDetails';

/** Detail of the event `rows`: the rows of a filter that are in view. */
export interface RowsInView {
  readonly filter: RowFilter;
  readonly first: number;
  readonly last: number;
}

const headerHeight = 26;
/** Two lines of text; three in a narrow panel, where messages wrap. */
const rowHeights = { wide: 42, narrow: 60 } as const;
const narrowWidth = 520;

/** The file to open or reveal: the first output, or undefined for the source. */
function firstOutput(row: Row): number | undefined {
  return row.outputs.length > 0 ? 0 : undefined;
}

/** Whether a key copies the active row, not selected text. */
function copiesRow({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === 'c' && (ctrlKey || metaKey) && document.getSelection()?.toString() === '';
}

/** The files of a run as a grid that renders only the rows in view. Fires `rows` when that window changes. */
@customElement('assetmill-file-table')
export class FileTable extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) page!: RowPage;
  @property({ attribute: false }) kind!: RunKind;
  /** Whether the run writes no files: then a row has no dimensions and no size after. */
  @property({ type: Boolean, reflect: true }) inspecting = false;
  /** Whether files that have not ended can be canceled. */
  @property({ attribute: false }) cancelable = false;
  /** Id of the run; another one starts at the top. */
  @property({ attribute: false }) run = '';
  /** The row to start from when the page is restored. */
  @property({ attribute: false }) first = 0;
  @property({ type: Boolean, reflect: true }) narrow = false;
  @state() private active = -1;
  /** Ids of the rows whose details are shown. */
  @state() private expanded: ReadonlySet<number> = new Set();
  @query('.grid') private grid!: HTMLElement;
  private inView: RowsInView | undefined;
  protected readonly widths = new WidthObserver(this, () => this.fitWidth());
  private readonly rows = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.grid ?? null,
    estimateSize: () => this.rowHeight,
    initialOffset: () => this.first * this.rowHeight,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
    overscan: 4,
    // The active row stays in the page when it is scrolled out of view: focus and aria-activedescendant need it.
    rangeExtractor: (range) => {
      const { active } = this;
      const shown = defaultRangeExtractor(range);
      return active < 0 || active >= range.count || shown.includes(active) ? shown : [...shown, active].sort((a, b) => a - b);
    },
  });
  private readonly rowActions: RowActions = {
    open: (row, output = firstOutput(row)) => this.actions.open(row.id, output),
    reveal: (row) => this.actions.reveal(row.id, firstOutput(row)),
    rename: (row) => this.actions.rename(row.id),
    cancel: (row) => this.cancel(row),
    copyDigests: (row) => this.actions.copyDigests(row.id),
    toggle: (row) => this.setExpanded(row, !this.expanded.has(row.id)),
  };

  static override styles = [
    baseStyles,
    iconStyles,
    fileRowStyles,
    rowDetailsStyles,
    css`
      :host { position: relative; container-type: inline-size; border-top: 1px solid var(--vscode-panel-border); }
      .grid { height: 100%; overflow-y: auto; outline: none; }
      .header { position: sticky; top: 0; z-index: 1; height: 26px; padding-block: 4px; background: var(--vscode-editor-background); color: var(--vscode-descriptionForeground); font-size: 0.92em; }
      .header > .size, .header > .dimensions { display: block; text-align: left; }
      :host([inspecting]) .header > .size { text-align: right; }
      .rows { position: relative; }
      .rows .row { position: absolute; top: 0; left: 0; right: 0; cursor: default; }
      .row { outline: 1px solid transparent; outline-offset: -1px; }
      .rows .row:hover { background: var(--vscode-list-hoverBackground); outline: 1px dashed var(--vscode-contrastActiveBorder, transparent); }
      .rows .row.active { color: var(--vscode-list-inactiveSelectionForeground, inherit); background: var(--vscode-list-inactiveSelectionBackground); outline: 1px solid var(--vscode-contrastActiveBorder, transparent); }
      .grid:focus .row.active { --muted: var(--vscode-list-activeSelectionForeground); color: var(--vscode-list-activeSelectionForeground); background: var(--vscode-list-activeSelectionBackground); outline-color: var(--vscode-list-focusOutline, var(--vscode-focusBorder)); }
      .grid:focus .row.active .link, .grid:focus .row.active .icon { color: inherit; }
      .none { position: absolute; inset: 3.5rem 1rem auto; text-align: center; }
    `,
  ];

  private fitWidth(): void {
    this.narrow = this.clientWidth < narrowWidth;
  }

  private get rowHeight(): number {
    return rowHeights[this.narrow ? 'narrow' : 'wide'];
  }

  private get virtual() {
    return this.rows.getVirtualizer();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.inspecting = this.kind !== 'process';
    this.virtual.setOptions({ ...this.virtual.options, count: this.page.total });
    if (changed.has('narrow') && this.hasUpdated) this.keepFirst(this.inView?.first ?? 0);
    this.active = Math.min(this.active, this.page.total - 1);
    const before = changed.get('page');
    const filterChanged = before !== undefined && before.filter !== this.page.filter;
    if (filterChanged || changed.get('run')) this.scrollToTop();
  }

  /** Keeps the first row in view when the height of the rows changes. */
  private keepFirst(first: number): void {
    this.virtual.measure();
    void this.updateComplete.then(() => this.virtual.scrollToIndex(first, { align: 'start' }));
  }

  private scrollToTop(): void {
    this.active = -1;
    this.expanded = new Set();
    this.virtual.scrollToOffset(0);
  }

  private setExpanded({ id }: Row, isExpanded: boolean): void {
    this.expanded = new Set([...this.expanded].filter((each) => each !== id).concat(isExpanded ? id : []));
  }

  private isExpanded(row: Row | undefined): boolean {
    return row !== undefined && this.expanded.has(row.id) && hasDetails(row);
  }

  private canCancel({ status }: Row): boolean {
    return this.cancelable && (status === 'queued' || status === 'working');
  }

  private cancel(row: Row): void {
    if (!this.canCancel(row)) return;
    // The button goes away with the file's end, and the focus with it.
    this.grid.focus();
    this.actions.cancelFile(row.id);
  }

  /** Tells the virtualizer the heights of the rows in the page: details wrap, and move when rows come before them. */
  private measureRows(): void {
    for (const element of this.grid.querySelectorAll<HTMLElement>('.rows > .row')) {
      const index = Number(element.dataset.index);
      this.virtual.resizeItem(index, this.isExpanded(this.rowAt(index)) ? element.offsetHeight : this.rowHeight);
    }
  }

  protected override updated(): void {
    this.measureRows();
    const { range, scrollOffset } = this.virtual;
    if (range === null) return;
    // The virtualizer also counts the row that is behind the header.
    const first = Math.max(range.startIndex, this.virtual.getVirtualItemForOffset((scrollOffset ?? 0) + headerHeight)?.index ?? 0);
    const inView: RowsInView = { filter: this.page.filter, first, last: range.endIndex };
    if (inView.filter === this.inView?.filter && inView.first === this.inView.first && inView.last === this.inView.last) return;
    this.inView = inView;
    this.dispatchEvent(new CustomEvent<RowsInView>('rows', { detail: inView }));
  }

  private rowAt(index: number): Row | undefined {
    return this.page.rows[index - this.page.from];
  }

  private activate(index: number): void {
    this.active = index;
    this.virtual.scrollToIndex(index);
  }

  private onFocus(): void {
    if (this.active < 0 && this.page.total > 0) this.active = this.inView?.first ?? 0;
  }

  private onKey(event: KeyboardEvent): void {
    const pageRows = Math.max(1, (this.inView?.last ?? 0) - (this.inView?.first ?? 0) - 1);
    const next = this.page.total === 0 ? undefined : rowAfterKey(event.key, this.active, this.page.total, pageRows);
    if (next !== undefined) {
      this.grid.focus();
      this.activate(next);
    } else if (event.key === 'Enter' && event.target === this.grid) {
      this.act(event.shiftKey ? this.rowActions.reveal : this.rowActions.open, this.active);
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      this.act((row) => this.setExpanded(row, event.key === 'ArrowRight'), this.active);
    } else if (event.key === 'Delete') {
      this.act(this.rowActions.cancel, this.active);
    } else if (copiesRow(event) && this.rowAt(this.active)?.digests) {
      this.act(this.rowActions.copyDigests, this.active);
    } else {
      return;
    }
    event.preventDefault();
  }

  private act(action: (row: Row) => void, index: number): void {
    const row = this.rowAt(index);
    if (row !== undefined) action(row);
  }

  override render(): TemplateResult {
    const { total } = this.page;
    return html`
      <div class="grid" role="grid" tabindex="0" aria-label=${fileTexts.table()} aria-rowcount=${total + 1} aria-colcount=${this.inspecting ? 3 : 4}
        aria-activedescendant=${this.active < 0 ? nothing : `row-${this.active}`} @keydown=${this.onKey} @focus=${this.onFocus}>
        <div class="row header" role="row" aria-rowindex="1">
          <div role="columnheader" class="status" aria-label=${fileTexts.status()}><span class="label">${fileTexts.status()}</span></div>
          <div role="columnheader">${fileTexts.file()}</div>
          <div role="columnheader" class="size">${fileTexts.size()}</div>
          ${this.inspecting ? nothing : html`<div role="columnheader" class="dimensions">${fileTexts.dimensions()}</div>`}
        </div>
        <div class="rows" role="rowgroup" .style=${`height: ${this.virtual.getTotalSize()}px`}>${this.renderRows()}</div>
      </div>
      ${total > 0 ? nothing : html`<p class="none muted">${this.page.filter === 'all' ? fileTexts.noFiles() : fileTexts.noFilesWithStatus()}</p>`}
    `;
  }

  private renderRows(): unknown {
    return repeat(
      this.virtual.getVirtualItems(),
      ({ index }) => index,
      ({ index, start }) => this.renderRow(index, start - headerHeight),
    );
  }

  private renderRow(index: number, top: number): TemplateResult {
    const row = this.rowAt(index);
    const active = index === this.active;
    const expanded = this.isExpanded(row);
    const style = `${expanded ? 'min-height' : 'height'}: ${this.rowHeight}px; transform: translateY(${top}px)`;
    return html`<div id="row-${index}" role="row" data-index=${index} class=${active ? 'row active' : 'row'} aria-rowindex=${index + 2} aria-selected=${active}
      aria-label=${row === undefined ? commonTexts.loading() : rowLabel(row, this.kind)} .style=${style}
      @click=${() => this.activate(index)} @dblclick=${() => this.act(this.rowActions.open, index)}>
      ${row === undefined ? html`<div role="gridcell" class="muted">…</div>` : fileRow(row, this.kind, { active, expanded, cancelable: this.canCancel(row) }, this.rowActions)}
    </div>`;
  }
}
