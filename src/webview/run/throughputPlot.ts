import { css, html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ThroughputView } from '../../shared/protocol/insightsProtocol';
import { formatDuration } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import { speedText } from './progressTexts';
import { ThroughputScale } from './throughputScale';
import { throughputText, throughputTexts } from './throughputTexts';

/** Units of the drawing, which is stretched to the size of the plot. */
const units = { width: 1000, height: 100 } as const;
/** Fewer buckets are no course. */
const leastBuckets = 4;

/** Files per second over the time of the run. Pointing at it, or the arrow keys, tell the value at a time. */
@customElement('assetmill-throughput-plot')
export class ThroughputPlot extends LitElement {
  @property({ attribute: false }) view: ThroughputView | null = null;
  /** Whether the run goes on, so that there will be something to draw: its place is kept, so that nothing moves when it comes. */
  @property({ attribute: false }) expected = false;
  /** The bucket whose value is told. */
  @state() private bucket: number | undefined;
  @query('.plot') private plot!: HTMLElement;
  private scale: ThroughputScale | undefined;

  static override styles = [
    baseStyles,
    css`
      .figure { display: grid; grid-template-columns: auto minmax(0, 1fr); column-gap: 0.5rem; margin: 0; }
      .axis { display: flex; flex-direction: column; justify-content: space-between; text-align: end; font-size: 0.85em; line-height: 1; font-variant-numeric: tabular-nums; }
      .field { position: relative; }
      .plot, .place { height: 44px; border-bottom: 1px solid var(--track); }
      .plot { cursor: crosshair; }
      .plot:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
      svg { display: block; width: 100%; height: 100%; overflow: visible; }
      .area { fill: var(--vscode-charts-blue, currentColor); fill-opacity: 0.22; }
      .line, .mark { fill: none; stroke: var(--vscode-charts-blue, currentColor); stroke-width: 1.5; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
      .mark { stroke: var(--vscode-foreground); stroke-width: 1; }
      .told { position: absolute; z-index: 1; top: -0.3rem; padding: 0 0.4rem; white-space: nowrap; line-height: 1.5; pointer-events: none; font-variant-numeric: tabular-nums; color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground)); background: var(--vscode-editorHoverWidget-background, var(--vscode-editor-background)); border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder, var(--track))); border-radius: 3px; }
      .told:empty { visibility: hidden; }
      @media (max-width: 480px) { :host { display: none; } }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view'))
      this.scale =
        this.view && this.view.rates.length >= leastBuckets && this.view.rates.some((rate) => rate > 0)
          ? new ThroughputScale(this.view)
          : undefined;
    this.hidden = this.scale === undefined && !this.expected;
  }

  private onPointer({ clientX }: PointerEvent): void {
    const { left, width } = this.plot.getBoundingClientRect();
    this.bucket = this.scale?.bucketAt((clientX - left) / width);
  }

  private hide(): void {
    this.bucket = undefined;
  }

  /** The keys of a slider. */
  private onKey(event: KeyboardEvent): void {
    const last = (this.view?.rates.length ?? 1) - 1;
    const at = Math.min(last, this.bucket ?? last);
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      PageUp: at - 10,
      PageDown: at + 10,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.bucket = Math.max(0, Math.min(last, target));
  }

  override render(): TemplateResult | typeof nothing {
    const { scale } = this;
    if (!scale) return this.expected ? html`<div class="place"></div>` : nothing;
    return html`<div class="figure">
      <div class="axis muted" aria-hidden="true"><span>${speedText(scale.top)}</span><span>0</span></div>
      <div class="field">
        <div class="plot" role="img" tabindex="0" aria-label=${throughputText(scale.view)} @pointermove=${this.onPointer} @pointerleave=${this.hide} @keydown=${this.onKey} @focus=${this.showLast} @blur=${this.hide}>
          <svg viewBox="0 0 ${units.width} ${units.height}" preserveAspectRatio="none" aria-hidden="true">${scale.stretches.map((_, stretch) => this.renderStretch(scale, stretch))}${this.renderMark(scale)}</svg>
        </div>
        ${this.renderTold(scale)}
      </div>
    </div>`;
  }

  private showLast(): void {
    if (this.plot.matches(':focus-visible')) this.bucket ??= (this.view?.rates.length ?? 1) - 1;
  }

  /** The line of a stretch from edge to edge, and the area below it. */
  private renderStretch(scale: ThroughputScale, stretch: number): TemplateResult {
    const { from, to } = scale.stretches[stretch] as { from: number; to: number };
    const point = (x: number, bucket: number) => `${(x * units.width).toFixed(1)} ${(scale.y(bucket) * units.height).toFixed(1)}`;
    const buckets = Array.from({ length: to - from }, (_, index) => from + index);
    const [left, right] = [scale.left(from, stretch), scale.left(to, stretch)];
    const middles = buckets.map((bucket) => point(scale.left(bucket + 0.5, stretch), bucket));
    const line = `M${[point(left, from), ...middles, point(right, to - 1)].join('L')}`;
    return svg`<path class="area" d="${line}V${units.height}H${(left * units.width).toFixed(1)}Z"></path><path class="line" d=${line}></path>`;
  }

  private renderMark(scale: ThroughputScale): TemplateResult | typeof nothing {
    if (this.bucket === undefined) return nothing;
    const x = (scale.middle(this.bucket) * units.width).toFixed(1);
    return svg`<path class="mark" d="M${x} 0V${units.height}"></path>`;
  }

  /** The value, beside the mark, on the side that has room for it. The region exists before its first text, for screen readers. */
  private renderTold(scale: ThroughputScale): TemplateResult {
    const { bucket } = this;
    if (bucket === undefined) return html`<div class="told" role="status"></div>`;
    const { rates, bucketSeconds } = scale.view;
    const text = throughputTexts.at(speedText(rates[bucket] ?? 0), formatDuration((bucket + 0.5) * bucketSeconds));
    const x = scale.middle(bucket) * 100;
    const side = x < 50 ? `left: calc(${x}% + 6px)` : `right: calc(${100 - x}% + 6px)`;
    return html`<div class="told" role="status" .style=${side}>${text}</div>`;
  }
}
