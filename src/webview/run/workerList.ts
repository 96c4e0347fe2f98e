import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunView, Totals, WorkerView } from '../../shared/protocol/panelProtocol';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { canPause, isOver } from '../common/phases';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { detailsStyles } from './detailsStyles';
import { progressTexts, workersText } from './progressTexts';
import './workerLane';

/** The workers and their current files. Expanded during the run and collapsed afterwards, unless the user chose otherwise. */
@customElement('assetmill-worker-list')
export class WorkerList extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) run!: RunView;
  @property({ attribute: false }) totals: Totals | undefined;
  @property({ attribute: false }) workers: readonly WorkerView[] = [];
  @property({ type: Boolean, attribute: 'unfolded', reflect: true }) open = true;

  static override styles = [
    baseStyles,
    iconStyles,
    detailsStyles,
    css`
      ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 0.2rem 1rem; max-height: calc(6 * (1.5em + 2px + 0.2rem)); overflow-y: auto; margin: 0.2rem 0 0; padding: 0; list-style: none; }
      @media (min-width: 700px) { ul { grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); } }
      li { min-width: 0; }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('run')?.phase;
    if (changed.has('run') && (before === undefined || isOver(before) !== isOver(this.run.phase))) this.open = !isOver(this.run.phase);
  }

  private onToggle({ currentTarget }: Event): void {
    this.open = (currentTarget as HTMLDetailsElement).open;
  }

  override render(): TemplateResult {
    return html`
      <details ?open=${this.open} @toggle=${this.onToggle}>
        <summary>${svgIcon('chevron')}<span class="title">${progressTexts.workers()}</span><span class="muted clip">${workersText(this.workers)}</span></summary>
        <ul>${this.workers.map((worker) => this.renderWorker(worker))}</ul>
      </details>
    `;
  }

  private renderWorker(view: WorkerView): TemplateResult {
    const { actions, run, totals } = this;
    return html`<li><assetmill-worker-lane .actions=${actions} .elapsed=${totals?.elapsedSeconds ?? 0} .limit=${run.fileSeconds} .cancelable=${canPause(run.phase)} .view=${view}></assetmill-worker-lane></li>`;
  }
}
