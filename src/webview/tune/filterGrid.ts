import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type FilterName, filterNames } from '../../shared/recipe/filterChoices';
import { baseStyles } from '../common/baseStyles';
import { filterName, filterSentence } from './filterTexts';
import { radioAfterKey } from './radioKeys';
import { tuningTexts } from './tuningTexts';

/** All filters, each drawn on a small version of the image. Fires `choose` with the filter that is chosen. */
@customElement('assetmill-filter-grid')
export class FilterGrid extends LitElement {
  @property({ attribute: false }) filter!: FilterName;
  /** URLs of the small images, one for each filter; empty until they are drawn. */
  @property({ attribute: false }) swatches: readonly string[] = [];

  static override styles = [
    baseStyles,
    css`
      .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.4rem, 1fr)); gap: 0.5rem; }
      .cell { display: flex; flex-direction: column; gap: 0.15rem; padding: 0.35rem; border: 1px solid var(--vscode-contrastBorder, var(--track)); border-radius: 4px; cursor: pointer; line-height: 1.35; }
      .cell:hover { background: var(--vscode-list-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
      .cell[aria-checked='true'] { border-color: var(--vscode-focusBorder); box-shadow: inset 0 0 0 1px var(--vscode-focusBorder); }
      .cell:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 1px; }
      .image { aspect-ratio: 3 / 2; background: var(--track); border-radius: 2px; overflow: hidden; }
      img { display: block; width: 100%; height: 100%; object-fit: cover; }
      .name { font-weight: 600; }
    `,
  ];

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('[aria-checked="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  override render(): TemplateResult {
    return html`<div class="grid" role="radiogroup" aria-label=${tuningTexts.filter()} @keydown=${this.onKey}>
      ${filterNames.map((filter, index) => this.renderCell(filter, this.swatches[index]))}
    </div>`;
  }

  private renderCell(filter: FilterName, image: string | undefined): TemplateResult {
    const isChosen = filter === this.filter;
    return html`<div class="cell" id=${filter} role="radio" aria-checked=${isChosen} tabindex=${isChosen ? 0 : -1} @click=${() => this.choose(filter)}>
      <span class="image">${image === undefined ? '' : html`<img src=${image} alt="">`}</span>
      <span class="name">${filterName(filter)}</span>
      <span class="muted">${filterSentence(filter)}</span>
    </div>`;
  }

  /** Moves the focus to the filter that is chosen. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
  }

  private onKey(event: KeyboardEvent): void {
    const active = filterNames.indexOf(this.filter);
    const nameOf = (index: number) => filterName(filterNames[index] as FilterName);
    const next = radioAfterKey(event, { count: filterNames.length, active, perLine: this.columns, nameOf });
    if (next === undefined) return;
    event.preventDefault();
    this.choose(filterNames[next] as FilterName);
  }

  /** Cells side by side. */
  private get columns(): number {
    const cells = [...this.renderRoot.querySelectorAll<HTMLElement>('.cell')];
    const top = cells[0]?.offsetTop;
    return Math.max(1, cells.filter((cell) => cell.offsetTop === top).length);
  }

  private choose(filter: FilterName): void {
    this.dispatchEvent(new CustomEvent<FilterName>('choose', { detail: filter }));
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#${filter}`)?.focus());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-filter-grid': FilterGrid;
  }
}
