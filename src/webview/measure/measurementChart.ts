import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MeasurementView } from '../../shared/protocol/measurementProtocol';
import { formatCount } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import { WidthObserver } from '../common/widthObserver';
import { ChartScale, type Point } from './chartScale';
import { chartText, measurementTexts, speedupText, timeText } from './measurementTexts';

const pathOf = (points: readonly Point[]) => `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;

/** Bars: the time with each number of workers. Line: how many times as fast as one, beside the ideal. */
@customElement('assetmill-measurement-chart')
export class MeasurementChart extends LitElement {
  @property({ attribute: false }) measurement!: MeasurementView;
  @state() private width = 0;

  constructor() {
    super();
    new WidthObserver(this, () => {
      this.width = this.clientWidth;
    });
  }

  static override styles = [
    baseStyles,
    css`
      :host { --line: color-mix(in srgb, var(--vscode-charts-orange, currentColor) 75%, var(--vscode-foreground)); }
      svg { display: block; width: 100%; overflow: visible; }
      /* With an edge, since lines and bars pass below. */
      text { fill: var(--vscode-foreground); text-anchor: middle; font-variant-numeric: tabular-nums; stroke: var(--vscode-editor-background); stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; }
      .muted { fill: var(--vscode-descriptionForeground); }
      .base { stroke: var(--track); }
      .bar { fill: var(--vscode-charts-blue, currentColor); fill-opacity: 0.25; stroke: var(--vscode-charts-blue, currentColor); }
      .best .bar { fill-opacity: 0.6; stroke-width: 2; }
      .best text { font-weight: 600; }
      .turn { fill: none; stroke: var(--vscode-descriptionForeground); stroke-dasharray: 3 3; }
      .line, .ideal { fill: none; stroke: var(--line); stroke-width: 2; stroke-linejoin: round; }
      .ideal { stroke: var(--vscode-descriptionForeground); stroke-width: 1.2; stroke-dasharray: 5 4; }
      .point { fill: var(--vscode-editor-background); stroke: var(--line); stroke-width: 2; }
      ul { display: flex; flex-wrap: wrap; gap: 0.1rem 1.25rem; margin: 0.3rem 0 0; padding: 0; list-style: none; line-height: 1.5; }
      li { display: flex; align-items: center; gap: 0.4rem; }
      li svg { width: 22px; height: 12px; }
    `,
  ];

  override render(): TemplateResult {
    const scale = new ChartScale(this.measurement, Math.max(120, this.width));
    return html`
      <svg role="img" aria-label=${chartText(this.measurement)} height=${scale.height} viewBox="0 0 ${scale.width} ${scale.height}">
        <path class="base" d="M0 ${scale.bottom + 0.5}H${scale.width}"></path>
        ${this.measurement.counts.map((count, index) => this.renderBar(scale, count, index))}
        ${this.renderLines(scale)}
      </svg>
      <ul aria-hidden="true">
        <li><svg viewBox="0 0 22 12"><rect class="bar" x="4" y="1" width="14" height="10"></rect></svg>${measurementTexts.bars()}</li>
        <li><svg viewBox="0 0 22 12"><path class="line" d="M0 6H22"></path><circle class="point" cx="11" cy="6" r="3.5"></circle></svg>${measurementTexts.line()}</li>
        <li><svg viewBox="0 0 22 12"><path class="ideal" d="M0 6H22"></path></svg>${measurementTexts.ideal()}</li>
      </ul>
    `;
  }

  private renderBar(scale: ChartScale, count: number, index: number): TemplateResult {
    const { speeds, found, progress } = this.measurement;
    const speed = speeds.find(({ workers }) => workers === count);
    const [x, left] = [scale.x(index), scale.x(index) - scale.bar / 2];
    const top = speed ? scale.barTop(speed.seconds) : scale.bottom - 24;
    const isTurn = progress?.workers === count;
    return svg`<g class=${found?.recommended === count ? 'best' : ''}>
      ${speed ? svg`<rect class="bar" x=${left} y=${top} width=${scale.bar} height=${scale.bottom - top}></rect>` : nothing}
      ${isTurn ? svg`<rect class="turn" x=${left - 3} y=${top - 3} width=${scale.bar + 6} height=${scale.bottom - top + 3}></rect>` : nothing}
      ${speed ? svg`<text x=${x} y=${scale.bottom - 6}>${scale.bar >= 36 ? timeText(speed) : nothing}</text>` : nothing}
      <text x=${x} y=${scale.bottom + 17}>${formatCount(count)}</text>
      <text class="muted" x=${x} y=${scale.bottom + 33}>${scale.hasWords ? this.wordOf(count) : this.signOf(count)}</text>
    </g>`;
  }

  private wordOf(count: number): string {
    const { found, current, progress } = this.measurement;
    if (progress?.workers === count) return measurementTexts.measuring();
    if (found?.recommended === count) return measurementTexts.recommended();
    return current === count ? measurementTexts.current() : '';
  }

  /** In place of a word that has no room. The table below has it. */
  private signOf(count: number): string {
    return this.measurement.found?.recommended === count ? '★' : '';
  }

  private renderLines(scale: ChartScale): TemplateResult | typeof nothing {
    const { line, ideal } = scale;
    if (line.length === 0) return nothing;
    const measured = this.measurement.counts.flatMap((count) => this.measurement.speeds.filter(({ workers }) => workers === count));
    return svg`<path class="ideal" d=${pathOf(ideal)}></path><path class="line" d=${pathOf(line)}></path>
      ${line.map(({ x, y }, index) => svg`<circle class="point" cx=${x} cy=${y} r="3.5"></circle><text x=${x} y=${y - 9}>${speedupText(measured[index] ?? { speedup: 1 }, scale.digits)}</text>`)}`;
  }
}
