import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Row } from '../../shared/protocol/panelProtocol';
import { baseStyles } from '../common/baseStyles';
import { commonTexts } from '../common/commonTexts';
import { pathStyles } from '../common/pathText';
import { iconStyles } from '../common/svgIcon';
import { type Column, columnHeader, columnHeaderStyles, columnsOf } from './columnHeader';
import { fileRow, fileRowStyles } from './fileRow';
import { fileTexts, remarksOf, rowLabel } from './fileTexts';
import { hasDetails, type RowActions, type RowView, rowDetailsStyles } from './rowDetails';
import { RowGrid } from './rowGrid';
import { rowListStyles } from './rowListStyles';

const headerHeight = 26;
/** Two lines of text, or three in a narrow panel, where remarks get a line of their own. */
const rowHeights = { usual: 42, wrapped: 60 } as const;
const narrowWidth = 520;

/** The files of a run as a table. */
@customElement('assetmill-file-table')
export class FileTable extends RowGrid {
  /** Whether the run writes no files: then a row has no dimensions and no size after. */
  @property({ type: Boolean, reflect: true }) inspecting = false;
  @property({ type: Boolean, reflect: true }) narrow = false;
  /** Ids of the rows whose details are shown. */
  @state() private expanded: ReadonlySet<number> = new Set();
  private readonly rowActions: RowActions = {
    act: (action, index, output) => this.act(action, index, output),
    toggle: (row) => this.setExpanded(row, !this.expanded.has(row.id)),
  };

  static override styles = [
    baseStyles,
    iconStyles,
    pathStyles,
    rowListStyles,
    fileRowStyles,
    rowDetailsStyles,
    columnHeaderStyles,
    css`
      :host { container-type: inline-size; }
      .rows { position: relative; }
      .rows .row { position: absolute; top: 0; left: 0; right: 0; cursor: default; }
    `,
  ];

  protected override readonly lineHeight = rowHeights.usual;

  protected override readonly perLine = 1;
  protected override readonly headerHeight = headerHeight;

  protected override fitWidth(): void {
    this.narrow = this.clientWidth < narrowWidth;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.inspecting = this.kind !== 'process';
    super.willUpdate(changed);
    if (changed.has('narrow') && this.hasUpdated) this.keepFirst();
  }

  protected override scrollToTop(): void {
    this.expanded = new Set();
    super.scrollToTop();
  }

  private setExpanded({ id }: Row, isExpanded: boolean): void {
    this.expanded = new Set([...this.expanded].filter((each) => each !== id).concat(isExpanded ? id : []));
  }

  /** The height of a row without details. */
  private heightOf(row: Row | undefined): number {
    return rowHeights[this.narrow && row && wraps(row) ? 'wrapped' : 'usual'];
  }

  private isExpanded(row: Row | undefined): boolean {
    return row !== undefined && this.expanded.has(row.id) && hasDetails(row);
  }

  /** Tells the virtualizer the heights of the rows in the page: details wrap, and move when rows come before them. */
  private measureRows(): void {
    for (const element of this.grid.querySelectorAll<HTMLElement>('.rows > .row')) {
      const index = Number(element.dataset.index);
      const row = this.rowAt(index);
      this.virtual.resizeItem(index, this.isExpanded(row) ? element.offsetHeight : this.heightOf(row));
    }
  }

  protected override updated(): void {
    this.measureRows();
    super.updated();
  }

  protected override onOwnKey({ key }: KeyboardEvent): boolean {
    if (key !== 'ArrowRight' && key !== 'ArrowLeft') return false;
    const row = this.rowAt(this.active);
    if (row) this.setExpanded(row, key === 'ArrowRight');
    return true;
  }

  private sortBy({ sort }: Column): void {
    const { query } = this.page;
    const descending = query.sort === sort ? !query.descending : false;
    this.dispatchEvent(new CustomEvent('query', { detail: { sort, descending }, bubbles: true, composed: true }));
  }

  override render(): TemplateResult {
    const { total, query } = this.page;
    const columns = columnsOf(this.kind);
    return html`
      <div class="grid" role="grid" tabindex="0" aria-label=${fileTexts.table()} aria-multiselectable="true" aria-rowcount=${total + 1} aria-colcount=${columns.length}
        aria-activedescendant=${this.active < 0 ? nothing : `row-${this.active}`} @keydown=${this.onKey} @focus=${this.onFocus}>
        <div class="row header" role="row" aria-rowindex="1">${columns.map((column) => columnHeader(column, query, () => this.sortBy(column)))}</div>
        <div class="rows" role="rowgroup" .style=${`height: ${this.virtual.getTotalSize()}px`}>${repeat(
          this.virtual.getVirtualItems(),
          ({ index }) => index,
          ({ index, start }) => this.renderRow(index, start - headerHeight),
        )}</div>
      </div>
    `;
  }

  private renderRow(index: number, top: number): TemplateResult {
    const row = this.rowAt(index);
    const expanded = this.isExpanded(row);
    const active = index === this.active;
    const style = `${expanded ? 'min-height' : 'height'}: ${this.heightOf(row)}px; transform: translateY(${top}px)`;
    const view: RowView = { index, active, expanded, cancelable: row !== undefined && this.canCancel(row) };
    return html`<div id="row-${index}" role="row" data-index=${index} class=${rowClasses(row, active)} aria-rowindex=${index + 2} aria-selected=${row?.selected === true}
      aria-label=${row === undefined ? commonTexts.loading() : rowLabel(row, this.kind)} .style=${style}
      @click=${(event: MouseEvent) => this.onClick(event, index)} @dblclick=${() => this.act('open', index)} @contextmenu=${() => this.onMenu(index)}
      @pointerdown=${(event: PointerEvent) => this.onPress(event, index)} @dragstart=${(event: DragEvent) => this.onDragStart(event, index)}>
      ${/* Most rows stay the same while others scroll in or outcomes arrive. */ guard([row, this.kind, ...Object.values(view)], () => this.renderCells(row, view))}
    </div>`;
  }

  private renderCells(row: Row | undefined, view: RowView): TemplateResult {
    return row === undefined ? html`<div role="gridcell" class="muted">…</div>` : fileRow(row, this.kind, view, this.rowActions);
  }
}

/** Whether the second line of a row becomes two where it is narrow. */
function wraps(row: Row): boolean {
  return row.message !== undefined || row.renameTo !== undefined || remarksOf(row).length > 0 || Object.keys(row.digests ?? {}).length > 1;
}

function rowClasses(row: Row | undefined, active: boolean): string {
  const isMessage = row?.message !== undefined && row.outputs.length === 0;
  return ['row', active && 'active', row?.selected && 'selected', isMessage && 'unmade'].filter(Boolean).join(' ');
}
