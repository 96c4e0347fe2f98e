import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PreviewView } from '../../shared/protocol/panelProtocol';
import { baseStyles } from '../common/baseStyles';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { runTexts } from './runTexts';

/** An image before and after the filter being chosen, side by side or, in a narrow panel, stacked; or the reason why there is no preview. */
@customElement('assetmill-preview-pair')
export class PreviewPair extends LitElement {
  @property({ attribute: false }) preview!: PreviewView;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      /* The quick pick that the preview belongs to covers the upper edge. */
      :host { display: flex; flex-direction: column; gap: 0.5rem; padding: 2.5rem 1rem 1rem; flex: 1 1 0; min-height: 14rem; }
      h1 { margin: 0; font-size: 1.25em; line-height: 1.4; font-weight: 600; overflow-wrap: anywhere; }
      .file { overflow-wrap: anywhere; }
      .pair { flex: 1; min-height: 0; display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
      p { display: flex; gap: 0.4rem; margin: 0.5rem 0 0; line-height: 1.4; overflow-wrap: anywhere; }
      p .icon { margin-top: 0.1em; }
      figure { margin: 0; min-width: 0; min-height: 0; display: flex; flex-direction: column; gap: 0.25rem; }
      img { flex: 1; min-height: 0; max-width: 100%; object-fit: contain; object-position: top left; }
      @media (max-width: 600px) {
        h1 { font-size: 1.1em; }
        .pair { grid-template-columns: 1fr; grid-template-rows: 1fr 1fr; }
      }
    `,
  ];

  override render(): TemplateResult {
    const { title, file } = this.preview;
    return html`
      <h1>${title}</h1>
      <div class="file muted">${file}</div>
      ${this.renderResult()}
    `;
  }

  private renderResult(): TemplateResult {
    const { preview } = this;
    if ('message' in preview) return html`<p role="alert">${svgIcon('failed')}<span>${preview.message}</span></p>`;
    const figure = (label: string, url: string) =>
      html`<figure><figcaption class="muted">${label}</figcaption><img src=${url} alt="${label}: ${preview.file}"></figure>`;
    return html`<div class="pair">${figure(runTexts.before(), preview.before)}${figure(runTexts.after(), preview.after)}</div>`;
  }
}
