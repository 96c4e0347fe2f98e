import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query as element, property } from 'lit/decorators.js';
import type { Facet, Facets, RowQuery, SavingFilter, SelectionView } from '../../shared/protocol/rowQuery';
import { isNarrowed } from '../../shared/protocol/rowQuery';
import type { RunKind } from '../../shared/run/runPhase';
import { baseStyles } from '../common/baseStyles';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { toggleStyles } from '../common/toggleStyles';
import { type Layout, tileSizes } from '../common/viewState';
import { toolbarTexts } from './toolbarTexts';

/** Pages of a filter arrive while the user types. */
const typingPauseMs = 120;

/** Narrows the rows down by text, format, folder, and saving, and chooses between table and gallery. Fires `query`, `layout`, and `tile`. */
@customElement('assetmill-file-toolbar')
export class FileToolbar extends LitElement {
  @property({ attribute: false }) query!: RowQuery;
  @property({ attribute: false }) kind!: RunKind;
  @property({ attribute: false }) facets!: Facets;
  /** Number of rows that match the query. */
  @property({ attribute: false }) matchCount = 0;
  @property({ attribute: false }) selection!: SelectionView;
  @property({ attribute: false }) layout!: Layout;
  @property({ attribute: false }) tile: number = tileSizes.usual;
  @element('input[type=search]') private search!: HTMLInputElement;
  private timer = 0;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      :host { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.5rem; font-variant-numeric: tabular-nums; }
      input[type=search], select { height: 26px; font: inherit; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; padding: 0 6px; }
      select { color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent)); flex: 0 1 auto; min-width: 5.5rem; max-width: 14rem; }
      input:focus, select:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
      input::placeholder { color: var(--vscode-input-placeholderForeground); }
      .search { flex: 1 1 10.5rem; max-width: 24rem; min-width: 0; display: flex; align-items: center; gap: 0.5rem; }
      .search input { flex: 1; min-width: 0; }
      .matches { flex: none; }
      .end { display: flex; align-items: center; gap: 0.5rem; margin-inline-start: auto; }
      .layouts { display: flex; gap: 2px; }
      .layouts button { display: flex; padding: 4px; border-radius: 5px; border: 1px solid transparent; }
      .layouts button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
      input[type=range] { width: 6rem; accent-color: var(--vscode-progressBar-background); }
    `,
    toggleStyles,
  ];

  /** Moves the focus to the text filter. */
  focusSearch(): void {
    this.search.focus();
    this.search.select();
  }

  private change(change: Partial<RowQuery>): void {
    clearTimeout(this.timer);
    this.dispatchEvent(new CustomEvent<Partial<RowQuery>>('query', { detail: change, bubbles: true, composed: true }));
  }

  private onInput(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.change({ text: this.search.value }), typingPauseMs);
  }

  private onSearchKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.search.value === '') return;
    event.preventDefault();
    this.search.value = '';
    this.change({ text: '' });
  }

  private fire(name: 'layout' | 'tile', detail: Layout | number): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  override render(): TemplateResult {
    const { query, facets, kind } = this;
    return html`
      <div class="search">
        <input type="search" aria-label=${toolbarTexts.search()} placeholder=${toolbarTexts.searchHint()} .value=${query.text}
          @input=${this.onInput} @keydown=${this.onSearchKey}>
        <span class="matches muted" role="status">${isNarrowed(query) ? toolbarTexts.matches(this.matchCount) : nothing}</span>
      </div>
      ${this.renderFacet('format', toolbarTexts.anyFormat(), facets.formats)}
      ${this.renderFacet('folder', toolbarTexts.anyFolder(), facets.folders)}
      ${kind === 'process' ? this.renderSaving() : nothing}
      <div class="end">
        ${this.selection.count > 1 ? html`<span class="selected muted">${toolbarTexts.selected(this.selection)}</span>` : nothing}
        ${this.layout === 'gallery' ? this.renderSlider() : nothing}
        <div class="layouts" role="group" aria-label=${toolbarTexts.layout()}>${this.renderLayout('table')}${this.renderLayout('gallery')}</div>
      </div>
    `;
  }

  private renderFacet(name: 'format' | 'folder', any: string, facets: readonly Facet[]): TemplateResult | typeof nothing {
    const chosen = this.query[name];
    if (facets.length === 0 && chosen === '') return nothing;
    return html`<select aria-label=${any} @change=${(event: Event) => this.change({ [name]: (event.target as HTMLSelectElement).value })}>
      <option value="" ?selected=${chosen === ''}>${any}</option>
      ${facets.map(({ value, count }) => html`<option value=${value} ?selected=${value === chosen}>${toolbarTexts.facet(value, count)}</option>`)}
    </select>`;
  }

  private renderSaving(): TemplateResult {
    const { saving } = this.query;
    const option = (value: SavingFilter | '', text: string) => html`<option value=${value} ?selected=${value === saving}>${text}</option>`;
    const onChange = (event: Event) => this.change({ saving: (event.target as HTMLSelectElement).value as SavingFilter | '' });
    return html`<select aria-label=${toolbarTexts.anySaving()} @change=${onChange}>
      ${option('', toolbarTexts.anySaving())}${option('smaller', toolbarTexts.smaller())}${option('same', toolbarTexts.same())}${option('larger', toolbarTexts.larger())}
    </select>`;
  }

  private renderSlider(): TemplateResult {
    const { least, most, step } = tileSizes;
    return html`<input type="range" aria-label=${toolbarTexts.tile()} title=${toolbarTexts.tile()} min=${least} max=${most} step=${step} .value=${String(this.tile)}
      @input=${(event: Event) => this.fire('tile', Number((event.target as HTMLInputElement).value))}>`;
  }

  private renderLayout(layout: Layout): TemplateResult {
    const text = layout === 'table' ? toolbarTexts.table() : toolbarTexts.gallery();
    return html`<button aria-pressed=${this.layout === layout} title=${text} aria-label=${text} @click=${() => this.fire('layout', layout)}>${svgIcon(layout)}</button>`;
  }
}
