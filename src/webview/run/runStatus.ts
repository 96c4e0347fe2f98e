import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RowFilter, RunView, Totals } from '../../shared/protocol/panelProtocol';
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

/** A finished check that found problems gets no check mark. */
function statusIcon({ kind, phase }: RunView, totals: Totals | undefined): IconName {
  const hasProblems = (kind === 'verify' || kind === 'check') && totals !== undefined && totals.failed + totals.missing > 0;
  return phase === 'finished' && hasProblems ? 'failed' : phaseIcons[phase];
}

/** The status of the run as a sentence; once it is over, its summary with links to the files that have problems. Fires `filter`. */
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
    this.dispatchEvent(new CustomEvent<RowFilter>('filter', { detail: filter, bubbles: true }));
  }
}
