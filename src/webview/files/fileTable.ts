import { defaultRangeExtractor, VirtualizerController } from '@tanstack/lit-virtual';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Row, RowFilter, RowPage } from '../../shared/protocol/panelProtocol';
import type { RunKind } from '../../shared/run/runPhase';
import { baseStyles } from '../common/baseStyles';
import { rowAfterKey } from '../common/gridKeys';
import type { HostActions } from '../common/hostActions';
import { iconStyles } from '../common/icons';
import { rowWords, strings } from '../common/strings';
import { WidthWatch } from '../common/widthWatch';
import { fileCells, fileRowStyles, type RowActions } from './fileRow';

/** Detail of the event `rows`: the rows of a filter that are in sight. */
export interface RowsInSight {
  readonly filter: RowFilter;
  readonly first: number;
  readonly last: number;
}

const headerHeight = 26;
/** Two lines of text; three where the sentence needs the width. */
const rowHeights = { wide: 42, narrow: 60 } as const;
const narrowWidth = 520;

/** The file to open or show: the first that was made, else the source. */
function firstOutput(row: Row): number | undefined {
  return row.outputs.length > 0 ? 0 : undefined;
}

/** Whether a key is to copy what the keyboard is on, and not a part of the text that is marked. */
function isCopy({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === 'c' && (ctrlKey || metaKey) && document.getSelection()?.toString() === '';
}

/** The files of a run as a grid that holds only the rows in sight. Fires `rows` when others come into sight. */
@customElement('assetmill-file-table')
export class FileTable extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) page!: RowPage;
  @property({ attribute: false }) kind!: RunKind;
  /** Whether the run makes no files: then a row has no pixels and no size after. */
  @property({ type: Boolean, reflect: true }) inspecting = false;
  /** Id of the run: another one starts at the top. */
  @property({ attribute: false }) run = '';
  /** The row to start from, when the page comes back. */
  @property({ attribute: false }) first = 0;
  @property({ type: Boolean, reflect: true }) narrow = false;
  @state() private active = -1;
  @query('.grid') private grid!: HTMLElement;
  private told: RowsInSight | undefined;
  protected readonly widths = new WidthWatch(this, () => this.fit());
  private readonly rows = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.grid ?? null,
    estimateSize: () => this.rowHeight,
    initialOffset: () => this.first * this.rowHeight,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
    overscan: 4,
    // The active row stays in the page when it is scrolled away: focus and aria-activedescendant need it.
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
    copyDigests: (row) => this.actions.copyDigests(row.id),
  };

  static override styles = [
    baseStyles,
    iconStyles,
    fileRowStyles,
    css`
      :host { position: relative; container-type: inline-size; border-top: 1px solid var(--vscode-panel-border); }
      .grid { height: 100%; overflow-y: auto; outline: none; }
      .header { position: sticky; top: 0; z-index: 1; height: 26px; padding-block: 4px; background: var(--vscode-editor-background); color: var(--vscode-descriptionForeground); font-size: 0.92em; }
      .header > .size, .header > .pixels { display: block; text-align: left; }
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

  private fit(): void {
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
    if (changed.has('narrow') && this.hasUpdated) this.keepPlace(this.told?.first ?? 0);
    this.active = Math.min(this.active, this.page.total - 1);
    const before = changed.get('page');
    const elsewhere = before !== undefined && before.filter !== this.page.filter;
    if (elsewhere || changed.get('run')) this.toTop();
  }

  /** Rows of another height: the first in sight stays the first. */
  private keepPlace(first: number): void {
    this.virtual.measure();
    void this.updateComplete.then(() => this.virtual.scrollToIndex(first, { align: 'start' }));
  }

  private toTop(): void {
    this.active = -1;
    this.virtual.scrollToOffset(0);
  }

  protected override updated(): void {
    const { range, scrollOffset } = this.virtual;
    if (range === null) return;
    // The virtualizer also counts the row that the header hides.
    const first = Math.max(range.startIndex, Math.floor((scrollOffset ?? 0) / this.rowHeight));
    const sight: RowsInSight = { filter: this.page.filter, first, last: range.endIndex };
    if (sight.filter === this.told?.filter && sight.first === this.told.first && sight.last === this.told.last) return;
    this.told = sight;
    this.dispatchEvent(new CustomEvent<RowsInSight>('rows', { detail: sight }));
  }

  private rowAt(index: number): Row | undefined {
    return this.page.rows[index - this.page.from];
  }

  private activate(index: number): void {
    this.active = index;
    this.virtual.scrollToIndex(index);
  }

  private onFocus(): void {
    if (this.active < 0 && this.page.total > 0) this.active = this.told?.first ?? 0;
  }

  private onKey(event: KeyboardEvent): void {
    const pageRows = Math.max(1, (this.told?.last ?? 0) - (this.told?.first ?? 0) - 1);
    const next = this.page.total === 0 ? undefined : rowAfterKey(event.key, this.active, this.page.total, pageRows);
    if (next !== undefined) {
      this.grid.focus();
      this.activate(next);
    } else if (event.key === 'Enter' && event.target === this.grid) {
      this.act(event.shiftKey ? this.rowActions.reveal : this.rowActions.open, this.active);
    } else if (isCopy(event) && this.rowAt(this.active)?.digests) {
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
      <div class="grid" role="grid" tabindex="0" aria-label=${strings.table} aria-rowcount=${total + 1} aria-colcount=${this.inspecting ? 3 : 4}
        aria-activedescendant=${this.active < 0 ? nothing : `row-${this.active}`} @keydown=${this.onKey} @focus=${this.onFocus}>
        <div class="row header" role="row" aria-rowindex="1">
          <div role="columnheader" class="status"><span class="word">${strings.status}</span></div>
          <div role="columnheader">${strings.file}</div>
          <div role="columnheader" class="size">${strings.size}</div>
          ${this.inspecting ? nothing : html`<div role="columnheader" class="pixels">${strings.pixels}</div>`}
        </div>
        <div class="rows" role="rowgroup" .style=${`height: ${this.virtual.getTotalSize()}px`}>${this.renderRows()}</div>
      </div>
      ${total > 0 ? nothing : html`<p class="none muted">${this.page.filter === 'all' ? strings.noFiles : strings.noFilesHere}</p>`}
    `;
  }

  private renderRows(): unknown {
    return repeat(
      this.virtual.getVirtualItems(),
      ({ index }) => index,
      ({ index, start, size }) => this.renderRow(index, `height: ${size}px; transform: translateY(${start - headerHeight}px)`),
    );
  }

  private renderRow(index: number, style: string): TemplateResult {
    const row = this.rowAt(index);
    const active = index === this.active;
    return html`<div id="row-${index}" role="row" class=${active ? 'row active' : 'row'} aria-rowindex=${index + 2} aria-selected=${active}
      aria-label=${row === undefined ? strings.loading : rowWords(row, this.kind)} .style=${style}
      @click=${() => this.activate(index)} @dblclick=${() => this.act(this.rowActions.open, index)}>
      ${row === undefined ? html`<div role="gridcell" class="muted">…</div>` : fileCells(row, this.kind, active, this.rowActions)}
    </div>`;
  }
}
