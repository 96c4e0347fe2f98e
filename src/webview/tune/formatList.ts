import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type FormatResult, type TunedFormat, tunedFormats } from '../../shared/protocol/tuningProtocol';
import { formatBytes } from '../../shared/values/formatQuantity';
import { formatName } from '../../shared/values/formats';
import { baseStyles } from '../common/baseStyles';
import { savingText } from '../common/commonTexts';
import { radioAfterKey } from './radioKeys';
import { tuningTexts } from './tuningTexts';

/** The formats side by side, with the size that the file has in each. Fires `choose` with the format that is chosen. */
@customElement('assetmill-format-list')
export class FormatList extends LitElement {
  @property({ attribute: false }) format!: TunedFormat;
  @property({ attribute: false }) results: readonly FormatResult[] = [];
  /** Size of the file before. */
  @property({ attribute: false }) bytes: number | undefined;

  static override styles = [
    baseStyles,
    css`
      :host { container-type: inline-size; }
      .grid { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem; }
      /* High enough for a size and a saving, so that nothing moves when they arrive. */
      .cell { min-height: 4.5rem; display: flex; flex-direction: column; gap: 0.1rem; padding: 0.4rem 0.5rem; border: 1px solid var(--vscode-contrastBorder, var(--track)); border-radius: 4px; cursor: pointer; line-height: 1.35; font-variant-numeric: tabular-nums; }
      .cell:hover { background: var(--vscode-list-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
      .cell[aria-checked='true'] { border-color: var(--vscode-focusBorder); box-shadow: inset 0 0 0 1px var(--vscode-focusBorder); }
      .cell:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 1px; }
      .name { font-weight: 600; }
      .reason { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
      @container (min-width: 30rem) { .grid { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
    `,
  ];

  override render(): TemplateResult {
    return html`<div class="grid" role="radiogroup" aria-label=${tuningTexts.format()} @keydown=${this.onKey}>
      ${tunedFormats.map((format) => this.renderCell(format))}
    </div>`;
  }

  private renderCell(format: TunedFormat): TemplateResult {
    const isChosen = format === this.format;
    const result = this.results.find((each) => each.format === format);
    return html`<div class="cell" id=${format} role="radio" aria-checked=${isChosen} tabindex=${isChosen ? 0 : -1} title=${result?.message ?? ''} @click=${() => this.choose(format)}>
      <span class="name">${formatName(format)}</span>${this.renderSize(result)}
    </div>`;
  }

  private renderSize(result: FormatResult | undefined): TemplateResult {
    if (result?.message !== undefined) return html`<span class="muted reason">${result.message}</span>`;
    if (result?.bytes === undefined || result.stale) return html`<span class="muted">${tuningTexts.measuring()}</span>`;
    const saving = this.bytes === undefined ? '' : savingText(this.bytes, result.bytes);
    return html`<span>${formatBytes(result.bytes)}</span><span class="muted">${saving}</span>`;
  }

  /** Moves the focus to the format that is chosen. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
  }

  private onKey(event: KeyboardEvent): void {
    const nameOf = (index: number) => formatName(tunedFormats[index] as TunedFormat);
    const next = radioAfterKey(event, { count: tunedFormats.length, active: tunedFormats.indexOf(this.format), perLine: 1, nameOf });
    if (next === undefined) return;
    event.preventDefault();
    this.choose(tunedFormats[next] as TunedFormat);
  }

  private choose(format: TunedFormat): void {
    this.dispatchEvent(new CustomEvent<TunedFormat>('choose', { detail: format }));
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#${format}`)?.focus());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-format-list': FormatList;
  }
}
