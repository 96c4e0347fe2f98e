import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TimedPart, TimingView } from '../../shared/protocol/insightsProtocol';
import { formatPercent } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { detailsStyles } from './detailsStyles';
import { partText, secondsText, speedupText, spentText, timeTexts } from './timeTexts';

/** Where the time of a run went: a bar of its parts with a legend, and how much the workers helped. */
@customElement('assetmill-time-details')
export class TimeDetails extends LitElement {
  @property({ attribute: false }) timing!: TimingView;

  static override styles = [
    baseStyles,
    iconStyles,
    detailsStyles,
    css`
      .bar { display: flex; gap: 1px; height: 14px; margin: 0.4rem 0 0.5rem; border-radius: 3px; overflow: hidden; }
      .bar span { min-width: 2px; }
      ul { display: flex; flex-wrap: wrap; gap: 0.15rem 1.5rem; margin: 0; padding: 0; list-style: none; line-height: 1.5; font-variant-numeric: tabular-nums; }
      li { display: grid; grid-template-columns: 12px auto 1fr; align-items: center; gap: 0.4rem; }
      .swatch { width: 12px; height: 12px; border-radius: 2px; }
      p { margin: 0.4rem 0 0; line-height: 1.5; }
      /* Each part has a pattern of its own, so that nobody has to tell colors apart. */
      [data-part] { --ink: var(--vscode-editor-background); }
      [data-part='open'] { background-color: var(--vscode-charts-purple, currentColor); }
      [data-part='steps'] { background: repeating-linear-gradient(45deg, var(--ink) 0 1.5px, transparent 1.5px 6px) var(--vscode-charts-green, currentColor); }
      [data-part='render'] { background-color: var(--vscode-charts-blue, currentColor); }
      [data-part='encode'] { background: repeating-linear-gradient(90deg, var(--ink) 0 1.5px, transparent 1.5px 5px) var(--vscode-charts-blue, currentColor); }
      [data-part='check'] { background: repeating-linear-gradient(-45deg, var(--ink) 0 2px, transparent 2px 5px) var(--vscode-charts-yellow, currentColor); }
      [data-part='write'] { background: repeating-linear-gradient(0deg, var(--ink) 0 1.5px, transparent 1.5px 4px) var(--vscode-charts-orange, currentColor); }
      [data-part='other'] { background: radial-gradient(circle at 2px 2px, var(--ink) 1px, transparent 1.2px) 0 0 / 4px 4px var(--vscode-descriptionForeground, currentColor); }
    `,
  ];

  private onToggle({ currentTarget }: Event): void {
    this.toggleAttribute('unfolded', (currentTarget as HTMLDetailsElement).open);
  }

  override render(): TemplateResult {
    const { parts, spent } = this.timing;
    return html`
      <details @toggle=${this.onToggle}>
        <summary>${svgIcon('chevron')}<span class="title">${timeTexts.title()}</span><span class="muted clip">${spent ? speedupText(spent) : timeTexts.hint()}</span></summary>
        <div class="bar" aria-hidden="true">${parts.map(({ part, seconds }) => html`<span data-part=${part} .style=${`flex: ${seconds} 0 0`} title=${partText[part]()}></span>`)}</div>
        <ul aria-label=${timeTexts.parts()}>${parts.map(({ part, seconds }) => this.renderPart(part, seconds))}</ul>
        ${spent ? html`<p class="muted">${spentText(spent)}</p>` : nothing}
      </details>
    `;
  }

  private renderPart(part: TimedPart, seconds: number): TemplateResult {
    const all = this.timing.parts.reduce((sum, each) => sum + each.seconds, 0);
    const percent = formatPercent(Math.round((100 * seconds) / Math.max(all, 0.001)));
    return html`<li title=${timeTexts.hints[part]()}><span class="swatch" data-part=${part} aria-hidden="true"></span><span>${partText[part]()}</span><span class="muted">${percent} · ${secondsText(seconds)}</span></li>`;
  }
}
