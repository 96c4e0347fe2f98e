import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, eventOptions, property, query, state } from 'lit/decorators.js';
import type { ShownComparison } from '../../shared/protocol/comparisonProtocol';
import type { PixelSize } from '../../shared/values/pixelSize';
import { baseStyles } from '../common/baseStyles';
import './compareDivider';
import { comparePane, comparePaneStyles, type Layer } from './comparePane';
import { type CompareMode, comparisonTexts, type ImageLabels, imageText } from './comparisonTexts';
import { type Frame, fitView, movedBy, type Point, placeOf, type View, zoomedAt, zoomOf } from './viewport';

/** Detail of the event `zoom`. */
export interface ShownZoom {
  /** In percent of the image's own size. */
  readonly percent: number;
  readonly isFit: boolean;
}

/** How much a key or a button zooms, and how much each pixel of the wheel. */
const zoomStep = 1.5;
const wheelStep = 1.0015;
/** Pixels in a line and a page of a wheel that does not count pixels. */
const wheelUnits = [1, 16, 400] as const;
/** CSS pixels that an arrow key moves the image by. */
const panStep = 60;

const panKeys: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [panStep, 0],
  ArrowRight: [-panStep, 0],
  ArrowUp: [0, panStep],
  ArrowDown: [0, -panStep],
};

/** The images of a comparison in one or two panes, which are zoomed and moved together. Fires `zoom` when its zoom changes. */
@customElement('assetmill-compare-stage')
export class CompareStage extends LitElement {
  @property({ attribute: false }) comparison!: ShownComparison;
  @property({ attribute: false }) labels!: ImageLabels;
  @property({ attribute: false }) mode!: CompareMode;
  /** Display path of the file, for screen readers. */
  @property({ attribute: false }) file = '';
  /** Whether the flicker shows the image before. */
  @property({ attribute: false }) flipped = false;
  @state() private view: View = { zoom: undefined, x: 0, y: 0 };
  @state() private divider = 50;
  @state() private pane = { width: 0, height: 0 };
  @query('.pane') private firstPane!: HTMLElement | null;
  private readonly sizes = new ResizeObserver(() => this.measure());
  private shownZoom = '';
  /** Where the pointer that moves the image was last. */
  private dragged: Point = { x: 0, y: 0 };

  static override styles = [
    baseStyles,
    comparePaneStyles,
    css`
      :host { position: relative; overflow: hidden; }
      .panes { position: absolute; inset: 0; display: grid; gap: 1px; }
      .panes.two { grid-template-columns: 1fr 1fr; background: var(--vscode-contrastBorder, var(--track)); }
      .pane { position: relative; overflow: hidden; min-width: 0; min-height: 0; background: var(--vscode-editor-background); touch-action: none; }
      .pane.movable { cursor: grab; }
      .pane.movable:active { cursor: grabbing; }
      .pane:focus { outline: none; }
      .pane:focus-visible::after { content: ''; position: absolute; inset: 0; border: 1px solid var(--vscode-focusBorder); pointer-events: none; }
      @container (max-width: 480px) { .panes.two { grid-template-columns: none; grid-template-rows: 1fr 1fr; } }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  private get frame(): Frame {
    const { before, after = before } = this.comparison;
    return { image: after, pane: this.pane, actual: 1 / window.devicePixelRatio };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const earlier = changed.get('comparison');
    if (changed.has('comparison') && earlier?.before.url !== this.comparison.before.url) this.fit();
  }

  protected override updated(): void {
    this.measure();
    const { zoom } = this.view;
    const shown: ShownZoom = { percent: (100 * zoomOf(this.view, this.frame)) / this.frame.actual, isFit: zoom === undefined };
    if (JSON.stringify(shown) === this.shownZoom || this.pane.width === 0) return;
    this.shownZoom = JSON.stringify(shown);
    this.dispatchEvent(new CustomEvent<ShownZoom>('zoom', { detail: shown }));
  }

  private measure(): void {
    const { clientWidth: width = 0, clientHeight: height = 0 } = this.firstPane ?? {};
    if (width !== this.pane.width || height !== this.pane.height) this.pane = { width, height };
  }

  /** Shows the whole image. */
  fit(): void {
    this.view = fitView(this.frame);
  }

  /** Shows each pixel of the image as one of the screen. */
  showActualSize(point: Point = this.middle): void {
    this.view = zoomedAt(this.view, this.frame.actual, point, this.frame);
  }

  /** @param steps number of steps closer; negative ones go farther */
  zoomBy(steps: number): void {
    this.zoomTo(zoomOf(this.view, this.frame) * zoomStep ** steps, this.middle);
  }

  private get middle(): Point {
    return { x: this.pane.width / 2, y: this.pane.height / 2 };
  }

  private zoomTo(zoom: number, point: Point): void {
    this.view = zoomedAt(this.view, zoom, point, this.frame);
  }

  private pointOf({ clientX, clientY, currentTarget }: MouseEvent): Point {
    const { left, top } = (currentTarget as Element).getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  @eventOptions({ passive: false })
  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    const distance = event.deltaY * (wheelUnits[event.deltaMode] ?? 1);
    this.zoomTo(zoomOf(this.view, this.frame) * wheelStep ** -distance, this.pointOf(event));
  }

  private onDoubleClick(event: MouseEvent): void {
    if (this.view.zoom === undefined) this.showActualSize(this.pointOf(event));
    else this.fit();
  }

  private onPress(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.dragged = this.pointOf(event);
  }

  private onDrag(event: PointerEvent): void {
    if (!(event.currentTarget as Element).hasPointerCapture(event.pointerId)) return;
    const { x, y } = this.pointOf(event);
    this.view = movedBy(this.view, { x: x - this.dragged.x, y: y - this.dragged.y }, this.frame);
    this.dragged = { x, y };
  }

  private onKey(event: KeyboardEvent): void {
    const step = panKeys[event.key];
    if (step === undefined || event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.view = movedBy(this.view, { x: step[0], y: step[1] }, this.frame);
  }

  override render(): TemplateResult {
    const panes = this.panes();
    return html`<div class=${panes.length > 1 ? 'panes two' : 'panes'}>${panes.map((layers, index) => this.renderPane(layers, index))}</div>`;
  }

  private renderPane(layers: readonly Layer[], index: number): TemplateResult {
    const movable = this.view.zoom !== undefined;
    return html`<div class=${movable ? 'pane movable' : 'pane'} role="group" tabindex="0" aria-label=${layers.map(({ label }) => label).join(' / ')}
      @wheel=${this.onWheel} @dblclick=${this.onDoubleClick} @pointerdown=${this.onPress} @pointermove=${this.onDrag} @keydown=${this.onKey}>
      ${this.pane.width === 0 ? nothing : comparePane(layers, placeOf(this.view, this.frame), this.comparison.similarity !== null)}
      ${this.mode === 'slider' && index === 0 && layers.length > 1 ? this.renderDivider() : nothing}
    </div>`;
  }

  private renderDivider(): TemplateResult {
    const move = ({ detail }: CustomEvent<number>) => {
      this.divider = detail;
    };
    return html`<assetmill-compare-divider .position=${this.divider} @move=${move} @dblclick=${(event: Event) => event.stopPropagation()}></assetmill-compare-divider>`;
  }

  /** The images in each pane. */
  private panes(): (readonly Layer[])[] {
    const { before, after, difference } = this.comparison;
    const layer = (url: string, label: string, size: PixelSize): Layer => ({ url, label, alt: imageText(label, this.file), size });
    if (after === undefined) return [[layer(before.url, comparisonTexts.original(), before)]];
    const first = layer(before.url, this.labels[0], before);
    const second = layer(after.url, this.labels[1], after);
    if (this.mode === 'difference' && difference !== undefined) return [[layer(difference, comparisonTexts.difference(), after)]];
    if (this.mode === 'sideBySide') return [[first], [second]];
    if (this.mode === 'flicker')
      return [
        [
          { ...first, hidden: !this.flipped },
          { ...second, hidden: this.flipped },
        ],
      ];
    return [
      [
        { ...first, part: [0, this.divider] },
        { ...second, part: [this.divider, 100] },
      ],
    ];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-compare-stage': CompareStage;
  }
}
