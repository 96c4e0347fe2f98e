import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { runTexts } from './runTexts';

/** The panel before the first run. */
@customElement('assetmill-empty-state')
export class EmptyState extends LitElement {
  @property({ attribute: false }) actions!: HostActions;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      :host { padding: 1.5rem 1.5rem 15vh; max-width: 30rem; text-align: center; }
      .icon { width: 3.5rem; height: 3.5rem; stroke-width: 0.6; color: var(--vscode-descriptionForeground); }
      h1 { margin: 0.75rem 0 0.25rem; font-size: 1.25em; font-weight: 600; }
      p { margin: 0 0 1.25rem; line-height: 1.5; text-wrap: balance; }
    `,
  ];

  override render(): TemplateResult {
    return html`
      ${svgIcon('images')}
      <h1>${runTexts.emptyTitle()}</h1>
      <p class="muted">${runTexts.emptyText()}</p>
      <vscode-button @click=${() => this.actions.resize()}>${runTexts.resize()}</vscode-button>
    `;
  }
}
