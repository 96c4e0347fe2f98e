import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { baseStyles } from '../common/baseStyles';
import { commonTexts } from '../common/commonTexts';
import { pathStyles } from '../common/pathText';
import { iconStyles } from '../common/svgIcon';
import { tileSizes } from '../common/viewState';
import { fileTexts, rowLabel } from './fileTexts';
import { fileTile, fileTileStyles } from './fileTile';
import { RowGrid } from './rowGrid';
import { rowListStyles } from './rowListStyles';

const gap = 8;
/** Left and right of the tiles. */
const margin = 16;
/** Below the image: the name and the figures. */
const captionHeight = 40;

/** The files of a run as a grid of their images. */
@customElement('assetmill-file-gallery')
export class FileGallery extends RowGrid {
  /** Side of a tile in CSS pixels. */
  @property({ attribute: false }) tile: number = tileSizes.usual;
  @state() private columns = 1;

  static override styles = [
    baseStyles,
    iconStyles,
    pathStyles,
    rowListStyles,
    fileTileStyles,
    css`
      .lines { position: relative; margin-top: 8px; }
      .line { position: absolute; top: 0; left: 0; right: 0; display: grid; gap: 8px; padding: 0 1rem; }
    `,
  ];

  protected override get lineHeight(): number {
    return this.tile + captionHeight + gap;
  }

  protected override get perLine(): number {
    return this.columns;
  }

  protected override readonly headerHeight = 0;

  protected override fitWidth(): void {
    this.columns = Math.max(1, Math.floor((this.clientWidth - 2 * margin + gap) / (this.tile + gap)));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { columns } = this;
    if (changed.has('tile')) this.fitWidth();
    super.willUpdate(changed);
    const isOther = changed.has('tile') || changed.has('columns' as keyof FileGallery) || columns !== this.columns;
    if (isOther && this.hasUpdated) this.keepFirst();
  }

  override render(): TemplateResult {
    const lines = Math.ceil(this.page.total / this.columns);
    return html`
      <div class="grid" role="grid" tabindex="0" aria-label=${fileTexts.gallery()} aria-multiselectable="true" aria-rowcount=${lines} aria-colcount=${this.columns}
        aria-activedescendant=${this.active < 0 ? nothing : `tile-${this.active}`} @keydown=${this.onKey} @focus=${this.onFocus}>
        <div class="lines" role="rowgroup" .style=${`height: ${this.virtual.getTotalSize()}px`}>${repeat(
          this.virtual.getVirtualItems(),
          ({ index }) => index,
          ({ index, start }) => this.renderLine(index, start),
        )}</div>
      </div>
    `;
  }

  private renderLine(line: number, top: number): TemplateResult {
    const first = line * this.columns;
    const count = Math.max(0, Math.min(this.columns, this.page.total - first));
    const style = `grid-template-columns: repeat(${this.columns}, minmax(0, 1fr)); transform: translateY(${top}px)`;
    return html`<div class="line" role="row" aria-rowindex=${line + 1} .style=${style}>${Array.from({ length: count }, (_, at) => this.renderTile(first + at))}</div>`;
  }

  private renderTile(index: number): TemplateResult {
    const row = this.rowAt(index);
    const active = index === this.active;
    return html`<div id="tile-${index}" role="gridcell" class=${['tile', active && 'active', row?.selected && 'selected'].filter(Boolean).join(' ')}
      aria-selected=${row?.selected === true} aria-label=${row === undefined ? commonTexts.loading() : rowLabel(row, this.kind)} .style=${`height: ${this.tile + captionHeight}px`}
      @click=${(event: MouseEvent) => this.onClick(event, index)} @dblclick=${() => this.act('open', index)} @contextmenu=${() => this.onMenu(index)}
      @pointerdown=${(event: PointerEvent) => this.onPress(event, index)} @dragstart=${(event: DragEvent) => this.onDragStart(event, index)}>
      ${row === undefined ? nothing : fileTile(row, this.kind)}
    </div>`;
  }
}
