import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PreviewView } from '../shared/panelProtocol';
import { baseStyles } from './baseStyles';
import { strings } from './strings';

/** A picture before and after what is being chosen, beside each other; above each other where there is no room. */
@customElement('assetmill-preview-pair')
export class PreviewPair extends LitElement {
  @property({ attribute: false }) preview!: PreviewView;

  static override styles = [
    baseStyles,
    css`
      /* The questions that a preview answers hang over the upper edge. */
      :host { display: flex; flex-direction: column; gap: 0.5rem; padding: 2.5rem 1rem 1rem; flex: 1 1 0; min-height: 14rem; }
      h1 { margin: 0; font-size: 1.25em; line-height: 1.4; font-weight: 600; }
      .pair { flex: 1; min-height: 0; display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
      figure { margin: 0; min-width: 0; min-height: 0; display: flex; flex-direction: column; gap: 0.25rem; }
      img { flex: 1; min-height: 0; max-width: 100%; object-fit: contain; object-position: top left; }
      @media (max-width: 600px) { .pair { grid-template-columns: 1fr; grid-template-rows: 1fr 1fr; } }
    `,
  ];

  override render(): TemplateResult {
    const { title, file, before, after } = this.preview;
    const figure = (label: string, address: string) =>
      html`<figure><figcaption class="muted">${label}</figcaption><img src=${address} alt="${label}: ${file}"></figure>`;
    return html`
      <h1 class="clip" title=${title}>${title}</h1>
      <div class="muted clip" title=${file}>${file}</div>
      <div class="pair">${figure(strings.before, before)}${figure(strings.after, after)}</div>
    `;
  }
}
