import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TuningView } from '../../shared/protocol/tuningProtocol';
import { baseStyles } from '../common/baseStyles';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { dimensionsText, estimateText, fileSizeText, progressText, tuningTexts } from './tuningTexts';

/** What the choice makes of the image and of the whole selection. */
@customElement('assetmill-tuning-result')
export class TuningResult extends LitElement {
  @property({ attribute: false }) tuning!: TuningView;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      :host { line-height: 1.45; font-variant-numeric: tabular-nums; }
      p { margin: 0; overflow-wrap: anywhere; }
      p.icon-line { display: flex; gap: 0.4rem; }
      p.icon-line .icon { margin-top: 0.15em; }
      .bytes { font-size: 1.15em; font-weight: 600; }
      .outdated { opacity: 0.75; }
      .estimate { margin-top: 0.35rem; }
    `,
  ];

  override render(): TemplateResult {
    const { tuning } = this;
    const { message, notes, progress } = tuning;
    const isShown = message === undefined && tuning.before !== undefined;
    return html`
      <div class=${progress === 'idle' ? '' : 'outdated'}>
        ${isShown ? html`<p class="bytes">${fileSizeText(tuning)}</p>` : nothing}
        <p class="muted">${[isShown ? dimensionsText(tuning) : undefined, progressText(tuning)].filter(Boolean).join(' · ')}</p>
        ${message === undefined ? nothing : html`<p class="icon-line" role="alert">${svgIcon('note')}<span>${message}</span></p>`}
        ${isShown ? notes.map((note) => html`<p class="icon-line muted">${svgIcon('note')}<span>${note}</span></p>`) : nothing}
      </div>
      ${this.renderEstimate()}
      <div class="announced" role="status">${progress === 'idle' ? fileSizeText(tuning) : ''}</div>
    `;
  }

  private renderEstimate(): TemplateResult | typeof nothing {
    const { estimate, count } = this.tuning;
    if (count === 0) return nothing;
    const text = estimate === undefined ? tuningTexts.estimating() : 'message' in estimate ? estimate.message : estimateText(estimate);
    return html`<p class=${estimate === undefined ? 'estimate muted' : 'estimate'}>${text}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-tuning-result': TuningResult;
  }
}
