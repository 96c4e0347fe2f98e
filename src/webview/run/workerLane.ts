import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { WorkerView } from '../../shared/protocol/panelProtocol';
import { formatCount, formatDuration } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { nameOf } from '../common/pathText';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { laneTexts, progressTexts, workerText } from './progressTexts';

/** Files that take no longer are gone before anybody has read their time. */
const leastSeconds = 1;

/** A worker with its current file. It counts the time of that file by itself, so that nothing else is rendered for it. */
@customElement('assetmill-worker-lane')
export class WorkerLane extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) view!: WorkerView;
  /** Time of the run in seconds, when the view was made. It is read only when the file changes. */
  @property({ attribute: false, hasChanged: () => false }) elapsed = 0;
  /** Longest time that a file may take, in seconds. */
  @property({ attribute: false }) limit: number | undefined;
  /** Whether the file can be canceled. */
  @property({ attribute: false }) cancelable = false;
  /** When the file began, in ms of the page's clock. */
  private startedAt = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      :host { position: relative; display: grid; grid-template-columns: 1.4em minmax(0, 1fr) auto auto auto; column-gap: 0.45rem; align-items: center; line-height: 1.5; font-variant-numeric: tabular-nums; }
      :host([named]) { grid-template-columns: minmax(0, 1fr) minmax(0, 1.2fr) auto auto auto; }
      .slow { display: flex; align-items: center; gap: 0.25rem; }
      .slow .icon { width: 14px; height: 14px; }
      .cancel { display: grid; padding: 1px; border-radius: 3px; }
      .cancel .icon { width: 14px; height: 14px; }
      .cancel:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
      .busy { grid-column: 1 / -1; height: 2px; border-radius: 1px; overflow: hidden; background: var(--track); }
      .busy div { height: 100%; background: var(--vscode-progressBar-background); transform-origin: left; transition: transform 200ms; }
      .isSlow div { background: var(--vscode-editorWarning-foreground, currentColor); }
      @media (prefers-reduced-motion: reduce) { .busy div { transition: none; } }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.view.since !== undefined && this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.toggleAttribute('named', this.view.name !== undefined);
    const before = changed.get('view');
    const { since, row } = this.view;
    if (since === undefined || (before && before.since === since && before.row === row)) return;
    if (changed.has('view')) this.startedAt = performance.now() - Math.max(0, this.elapsed - since) * 1000;
  }

  /** For how long the worker has been on its file. */
  private get seconds(): number {
    return this.view.since === undefined ? 0 : Math.floor((performance.now() - this.startedAt) / 1000);
  }

  override render(): TemplateResult {
    const { view, seconds, limit } = this;
    const { worker, name, file, files, busy } = view;
    const isSlow = limit !== undefined && seconds > limit / 2;
    return html`
      <span class=${name === undefined ? 'muted' : 'clip muted'} aria-hidden="true" title=${name ?? nothing}>${name ?? formatCount(worker + 1)}</span>
      <span class=${file === undefined ? 'clip muted' : 'file clip'} title=${workerText(view)}>${file === undefined ? progressTexts.idle() : nameOf(file)}</span>
      ${isSlow ? this.renderSlow(seconds, limit) : html`<span class="muted" title=${laneTexts.timeHint()}>${seconds < leastSeconds ? nothing : formatDuration(seconds)}</span>`}
      <span class="muted" title=${laneTexts.filesHint()}>${formatCount(files)}</span>
      ${seconds < leastSeconds ? html`<span></span>` : this.renderCancel()}
      <div class=${isSlow ? 'busy isSlow' : 'busy'}><div .style=${`transform: scaleX(${Math.min(1, Math.max(0, busy))})`}></div></div>
    `;
  }

  private renderSlow(seconds: number, limit: number): TemplateResult {
    const hint = laneTexts.slowHint(formatDuration(limit));
    return html`<span class="slow" title=${hint}>${svgIcon('warning')}${formatDuration(seconds)}<span class="announced">${hint}</span></span>`;
  }

  private renderCancel(): TemplateResult {
    const { row, file } = this.view;
    if (!this.cancelable || row === undefined) return html`<span></span>`;
    // With an output, the action applies to this row alone, whatever is selected.
    return html`<button class="cancel" title=${laneTexts.cancel()} aria-label=${laneTexts.cancelNamed(file ?? '')} @click=${() => this.actions.act('cancel', row, 0)}>${svgIcon('remove')}</button>`;
  }
}
