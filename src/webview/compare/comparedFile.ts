import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ComparisonView, ShownComparison } from '../../shared/protocol/comparisonProtocol';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { iconStyles, svgIcon } from '../common/svgIcon';
import './compareStage';
import type { CompareStage, ShownZoom } from './compareStage';
import './comparisonFacts';
import './comparisonHeader';
import type { ComparisonHeader } from './comparisonHeader';
import { type CompareMode, compareModes, comparisonTexts, type ImageLabels, imageLabels } from './comparisonTexts';
import './comparisonToolbar';
import { compareKey } from './compareKeys';
import { holdMs, type ZoomAction } from './comparisonToolbar';
import { deepFocus } from './deepFocus';
import { likenessText } from './likeness';

/** A file before and after the run, over the list. */
@customElement('assetmill-comparison')
export class ComparedFile extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) comparison!: ComparisonView;
  @state() private wantedMode: CompareMode = 'slider';
  @state() private flipped = false;
  @state() private zoom: ShownZoom | undefined;
  @query('assetmill-compare-stage') private stage!: CompareStage | null;
  @query('assetmill-comparison-header') private header!: ComparisonHeader;
  /** The images. Those of the file before stay until the next ones have been read, so that nothing jumps, and the focus stays. */
  private shown: ShownComparison | undefined;
  /** What had the focus in the list. */
  private opener: HTMLElement | undefined;
  /** When the key was pressed that shows the other image; undefined while none is. */
  private flippedAt: number | undefined;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      :host { position: fixed; inset: 0; z-index: 2; overflow: auto; background: var(--vscode-editor-background); container-type: inline-size; }
      .page { display: flex; flex-direction: column; gap: 0.6rem; min-height: 100%; padding: 0.75rem 1rem 1rem; }
      .content { flex: 1; display: grid; grid-template-rows: minmax(14rem, 1fr) auto; gap: 0.75rem 1.25rem; }
      assetmill-compare-stage { border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border)); }
      .reading { opacity: 0.4; pointer-events: none; }
      .told { display: flex; gap: 0.4rem; margin: 0.5rem 0 0; line-height: 1.4; overflow-wrap: anywhere; }
      .told .icon { margin-top: 0.1em; }
      assetmill-comparison-facts { min-height: 0; overflow: auto; }
      @container (min-width: 900px) {
        .page { height: 100%; min-height: 20rem; }
        .content { min-height: 0; grid-template: minmax(0, 1fr) / 1fr 25rem; }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.opener ??= deepFocus();
    window.addEventListener('keydown', this.onKey);
    window.addEventListener('keyup', this.onKeyUp);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.onKey);
    window.removeEventListener('keyup', this.onKeyUp);
    this.opener?.focus({ preventScroll: true });
    this.opener = undefined;
  }

  protected override firstUpdated(): void {
    void this.header.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('comparison');
    const { id, output, result } = this.comparison;
    if (before && (before.id !== id || before.output !== output)) this.flipped = false;
    if (result !== undefined) this.shown = 'message' in result ? undefined : result;
  }

  private get labels(): ImageLabels {
    return imageLabels(this.comparison.grouped);
  }

  private get isReading(): boolean {
    return this.comparison.result === undefined;
  }

  /** The ways in which these images can be compared. */
  private get modes(): readonly CompareMode[] {
    const { after, difference } = this.shown ?? {};
    if (after === undefined) return [];
    return compareModes.filter((mode) => mode !== 'difference' || difference !== undefined);
  }

  /** The chosen way; a file for which it is not possible does not change the choice. */
  private get mode(): CompareMode {
    return this.modes.includes(this.wantedMode) ? this.wantedMode : 'slider';
  }

  private setMode(mode: CompareMode): void {
    this.wantedMode = mode;
    this.flipped = false;
  }

  private flip(): void {
    if (this.mode === 'flicker') this.flipped = !this.flipped;
    else if (this.modes.includes('flicker')) this.wantedMode = 'flicker';
  }

  private readonly zoomActions: Readonly<Record<ZoomAction, () => void>> = {
    fit: () => this.stage?.fit(),
    actual: () => this.stage?.showActualSize(),
    closer: () => this.stage?.zoomBy(1),
    farther: () => this.stage?.zoomBy(-1),
  };

  private goTo(row: number | undefined): void {
    if (row !== undefined) this.actions.compare(row);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const action = event.defaultPrevented ? undefined : compareKey(event);
    const scrolls = event.key === ' ' && this.mode !== 'flicker';
    if (action === undefined || scrolls) return;
    event.preventDefault();
    if (action === 'close') this.actions.closeComparison();
    else if (action === 'previous' || action === 'next') this.goTo(this.comparison[action]);
    else if (action !== 'flip') this.zoomActions[action]();
    else if (!event.repeat) this.pressFlip(event.timeStamp);
  };

  private pressFlip(time: number): void {
    if (this.mode === 'flicker') this.flippedAt = time;
    this.flip();
  }

  private readonly onKeyUp = (event: KeyboardEvent): void => {
    if (this.flippedAt === undefined || compareKey(event) !== 'flip') return;
    const isHeld = event.timeStamp - this.flippedAt >= holdMs;
    this.flippedAt = undefined;
    if (isHeld) this.flip();
  };

  override render(): TemplateResult {
    return html`
      <main class="page">
        <assetmill-comparison-header .actions=${this.actions} .comparison=${this.comparison}></assetmill-comparison-header>
        ${this.shown === undefined ? this.renderMessage() : this.renderImages(this.shown)}
        <div class="announced" role="status">${this.spoken()}</div>
      </main>
    `;
  }

  private renderMessage(): TemplateResult {
    const { result } = this.comparison;
    if (result === undefined || !('message' in result)) return html`<p class="told muted">${comparisonTexts.reading()}</p>`;
    return html`<p class="told" role="alert">${svgIcon('failed')}<span>${result.message}</span></p>`;
  }

  private renderImages(shown: ShownComparison): TemplateResult {
    const { modes, mode } = this;
    return html`
      <assetmill-comparison-toolbar .modes=${modes} .mode=${mode} .zoom=${this.zoom} @flip=${() => this.flip()}
        @mode=${({ detail }: CustomEvent<CompareMode>) => this.setMode(detail)}
        @zoomto=${({ detail }: CustomEvent<ZoomAction>) => this.zoomActions[detail]()}></assetmill-comparison-toolbar>
      <div class=${this.isReading ? 'content reading' : 'content'} aria-busy=${this.isReading}>
        <assetmill-compare-stage .labels=${this.labels} .comparison=${shown} .mode=${mode} .file=${this.comparison.file} .flipped=${this.flipped}
          @zoom=${({ detail }: CustomEvent<ShownZoom>) => this.onZoom(detail)}></assetmill-compare-stage>
        <assetmill-comparison-facts .comparison=${shown} .labels=${this.labels}></assetmill-comparison-facts>
      </div>
    `;
  }

  private onZoom(zoom: ShownZoom): void {
    this.zoom = zoom;
  }

  /** What screen readers say: how alike the images are or, of the flicker, which one it shows. */
  private spoken(): string | typeof nothing {
    if (this.isReading) return comparisonTexts.reading();
    const { similarity = null } = this.shown ?? {};
    if (this.mode !== 'flicker') return similarity === null ? nothing : likenessText(similarity);
    return this.labels[this.flipped ? 0 : 1];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-comparison': ComparedFile;
  }
}
