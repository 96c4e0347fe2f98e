import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { MeasurementView } from '../../shared/protocol/measurementProtocol';
import { formatCount } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import './measurementChart';
import {
  foundText,
  measurementTexts,
  methodText,
  speedText,
  speedupText,
  timeText,
  turnText,
  useText,
  useThisText,
} from './measurementTexts';

/** How fast a recipe is with different numbers of workers, over the list: its progress, then a chart with the same numbers as a table. */
@customElement('assetmill-worker-measurement')
export class WorkerMeasurement extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) measurement!: MeasurementView;
  @query('h1') private heading!: HTMLElement;

  static override styles = [
    baseStyles,
    css`
      :host { position: fixed; inset: 0; z-index: 3; overflow: auto; background: var(--vscode-editor-background); }
      .page { display: flex; flex-direction: column; gap: 0.75rem; max-width: 46rem; padding: 0.75rem 1rem 1.25rem; }
      .head { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1rem; }
      .titles { flex: 1 1 14rem; min-width: 0; }
      h1 { margin: 0; font-size: 1.25em; line-height: 1.4; font-weight: 600; outline: none; }
      p { margin: 0; line-height: 1.5; }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.4rem; }
      vscode-progress-bar { height: 4px; border-radius: 2px; overflow: hidden; }
      vscode-progress-bar::part(track) { background: var(--track); }
      .scroll { overflow-x: auto; }
      table { width: 100%; border-collapse: collapse; line-height: 1.5; font-variant-numeric: tabular-nums; }
      th, td { padding: 0.15rem 0.5rem; text-align: end; white-space: nowrap; border-bottom: 1px solid var(--track); }
      th { font-weight: 600; }
      th:first-child { padding-left: 0; text-align: start; }
      td:last-child, thead th:last-child { text-align: start; }
      .best td, .best th { font-weight: 600; }
      .best td:last-child { font-weight: normal; }
      /* The chart above has the speed-ups. */
      @media (max-width: 400px) { .speed, .speedup { display: none; } th, td { padding: 0.15rem 0.2rem; } td:last-child { padding-right: 0; } }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.onKey);
  }

  protected override firstUpdated(): void {
    this.heading.focus();
  }

  /** Escape closes a result. It does not end a measurement: that takes a while to repeat. */
  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.measurement.found) return;
    event.preventDefault();
    this.actions.closeMeasurement();
  };

  override render(): TemplateResult {
    const { measurement } = this;
    const { title, speeds, found, progress } = measurement;
    const told = found
      ? foundText(measurement)
      : progress?.workers === undefined
        ? measurementTexts.preparing()
        : turnText(progress.workers);
    return html`<main class="page">
      <div class="head">
        <div class="titles"><h1 tabindex="-1">${measurementTexts.title()}</h1><div class="muted clip" title=${title}>${title}</div></div>
        <div class="buttons">${this.renderButtons()}</div>
      </div>
      <p role="status">${told}</p>
      ${progress ? html`<vscode-progress-bar aria-label=${measurementTexts.progress()} .value=${progress.share * 100}></vscode-progress-bar>` : nothing}
      <assetmill-measurement-chart .measurement=${measurement}></assetmill-measurement-chart>
      ${speeds.length > 0 ? this.renderTable() : nothing}
      <p class="muted">${found ? methodText(measurement) : measurementTexts.trace()}</p>
    </main>`;
  }

  private renderButtons(): TemplateResult {
    const { found, current } = this.measurement;
    if (!found) return html`<vscode-button secondary @click=${this.close}>${measurementTexts.cancel()}</vscode-button>`;
    const { recommended } = found;
    const use = html`<vscode-button title=${measurementTexts.recommendedHint()} @click=${() => this.actions.useWorkers(recommended)}>${useText(recommended)}</vscode-button>`;
    return html`${recommended === current ? nothing : use}<vscode-button secondary title=${measurementTexts.closeHint()} @click=${this.close}>${measurementTexts.close()}</vscode-button>`;
  }

  private close(): void {
    this.actions.closeMeasurement();
  }

  private renderTable(): TemplateResult {
    const { counts } = this.measurement;
    return html`<div class="scroll"><table aria-label=${measurementTexts.numbers()}>
      <thead><tr>
        <th scope="col">${measurementTexts.workers()}</th><th scope="col">${measurementTexts.time()}</th>
        <th scope="col" class="speed">${measurementTexts.speed()}</th><th scope="col" class="speedup">${measurementTexts.speedup()}</th>
        <th scope="col">${measurementTexts.choice()}</th>
      </tr></thead>
      <tbody>${counts.map((count) => this.renderRow(count))}</tbody>
    </table></div>`;
  }

  private renderRow(count: number): TemplateResult {
    const { speeds, found } = this.measurement;
    const speed = speeds.find(({ workers }) => workers === count);
    return html`<tr class=${found?.recommended === count ? 'best' : ''}>
      <th scope="row">${formatCount(count)}</th>
      <td>${speed ? timeText(speed) : '–'}</td><td class="speed">${speed ? speedText(speed) : '–'}</td><td class="speedup">${speed ? speedupText(speed) : '–'}</td>
      <td>${this.renderChoice(count)}</td>
    </tr>`;
  }

  /** What there is to say of a number of workers, or a button that sets it. */
  private renderChoice(count: number): TemplateResult | string {
    const { found, current, progress } = this.measurement;
    if (count === current) return measurementTexts.current();
    if (progress) return progress.workers === count ? measurementTexts.measuring() : '';
    if (found?.recommended === count) return measurementTexts.recommended();
    return html`<button class="link" aria-label=${useText(count)} title=${useText(count)} @click=${() => this.actions.useWorkers(count)}>${useThisText()}</button>`;
  }
}
