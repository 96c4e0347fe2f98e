import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunView, Totals } from '../../shared/protocol/panelProtocol';
import { everyRow, type RowFilter, type RowQuery } from '../../shared/protocol/rowQuery';
import type { RunPhase } from '../../shared/run/runPhase';
import { baseStyles } from '../common/baseStyles';
import { isOver } from '../common/phases';
import { type IconName, iconStyles, svgIcon } from '../common/svgIcon';
import { problemTexts, statusSentence } from './statusSentence';

const phaseIcons: Readonly<Record<RunPhase, IconName>> = {
  planning: 'working',
  planned: 'planned',
  running: 'working',
  paused: 'paused',
  canceling: 'working',
  finished: 'done',
  canceled: 'canceled',
  stopped: 'failed',
  interrupted: 'failed',
};

/** How the files ended decides the icon of a finished run: nothing is well because it is over. */
function statusIcon({ kind, phase, waiting }: RunView, totals: Totals | undefined): IconName {
  if (waiting && !isOver(phase)) return 'paused';
  if (phase !== 'finished' || totals === undefined) return phaseIcons[phase];
  const { done, undone, kept, skipped, failed, missing, extra, files } = totals;
  const problems = failed + missing;
  if (kind === 'duplicates') return problems > 0 ? 'warning' : 'done';
  if (problems > 0) return problems + extra >= files - skipped && done + undone + kept === 0 ? 'failed' : 'warning';
  return files > 0 && done + kept === 0 ? 'skipped' : 'done';
}

/** The status of the run as a sentence; once it is over, its summary with links to the files that have problems. Fires `query`. */
@customElement('assetmill-run-status')
export class RunStatus extends LitElement {
  @property({ attribute: false }) run!: RunView;
  @property({ attribute: false }) totals: Totals | undefined;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      :host { display: flex; gap: 0.4rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
      .icon { margin-top: 0.1em; }
      p { margin: 0; min-width: 0; overflow-wrap: anywhere; }
      /* Space for the estimate, so that the table does not move when it arrives. */
      @media (max-width: 760px) { p.planned { min-height: 2lh; } }
      @media (max-width: 420px) { p.planned { min-height: 3lh; } }
    `,
  ];

  override render(): TemplateResult {
    const { run, totals } = this;
    return html`${svgIcon(statusIcon(run, totals))}<p class=${run.phase}>${statusSentence(run, totals)} ${this.renderProblems()} ${run.message}</p>`;
  }

  private renderProblems(): readonly TemplateResult[] {
    if (this.totals === undefined || !isOver(this.run.phase)) return [];
    return problemTexts(this.totals, this.run.kind).map(
      ([filter, text]) => html`<button class="link" @click=${() => this.showRows(filter)}>${text}</button>. `,
    );
  }

  private showRows(filter: RowFilter): void {
    const change: Partial<RowQuery> = { ...everyRow, filter };
    this.dispatchEvent(new CustomEvent<Partial<RowQuery>>('query', { detail: change, bubbles: true, composed: true }));
  }
}
