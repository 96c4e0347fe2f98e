import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WorkerView } from '../../shared/protocol/panelProtocol';
import type { RunPhase } from '../../shared/run/runPhase';
import { formatCount } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import { isOver } from '../common/phases';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { progressTexts, workersText, workerText } from './progressTexts';

/** The workers and their current files. Expanded during the run and collapsed afterwards, unless the user chose otherwise. */
@customElement('assetmill-worker-list')
export class WorkerList extends LitElement {
  @property({ attribute: false }) phase!: RunPhase;
  @property({ attribute: false }) workers: readonly WorkerView[] = [];
  @state() private open = true;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      summary { display: flex; align-items: center; gap: 0.3rem; width: fit-content; margin-left: -0.2rem; padding-right: 0.3rem; border-radius: 3px; line-height: 1.5; cursor: pointer; list-style: none; }
      summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
      details[open] .chevron { transform: rotate(90deg); }
      ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.6rem, 1fr)); gap: 0.2rem 1rem; max-height: calc(6 * (1.5em + 2px + 0.2rem)); overflow-y: auto; margin: 0.2rem 0 0; padding: 0; list-style: none; font-variant-numeric: tabular-nums; }
      @media (min-width: 700px) { ul { grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); } }
      li { display: grid; grid-template-columns: 1.4em minmax(0, 1fr) auto; column-gap: 0.3rem; line-height: 1.5; }
      .busy { grid-column: 1 / -1; height: 2px; border-radius: 1px; overflow: hidden; background: var(--track); }
      .busy div { height: 100%; background: var(--vscode-progressBar-background); transform-origin: left; transition: transform 200ms; }
      @media (prefers-reduced-motion: reduce) { .busy div { transition: none; } }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('phase');
    if (changed.has('phase') && (before === undefined || isOver(before) !== isOver(this.phase))) this.open = !isOver(this.phase);
  }

  private onToggle({ currentTarget }: Event): void {
    this.open = (currentTarget as HTMLDetailsElement).open;
  }

  override render(): TemplateResult {
    return html`
      <details ?open=${this.open} @toggle=${this.onToggle}>
        <summary>${svgIcon('chevron')}<span>${progressTexts.workers()}</span><span class="muted">${workersText(this.workers)}</span></summary>
        <ul>${this.workers.map((worker) => this.renderWorker(worker))}</ul>
      </details>
    `;
  }

  private renderWorker(view: WorkerView): TemplateResult {
    const { worker, file, files, busy } = view;
    return html`<li title=${workerText(view)}>
      <span class="muted">${formatCount(worker + 1)}</span>
      <span class=${file === undefined ? 'clip muted' : 'clip'}>${file ?? progressTexts.idle()}</span>
      <span class="muted">${formatCount(files)}</span>
      <div class="busy"><div .style=${`transform: scaleX(${Math.min(1, Math.max(0, busy))})`}></div></div>
    </li>`;
  }
}
