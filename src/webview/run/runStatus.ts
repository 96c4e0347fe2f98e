import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RowFilter, RunView, Totals } from '../../shared/protocol/panelProtocol';
import type { RunPhase } from '../../shared/run/runPhase';
import { baseStyles } from '../common/baseStyles';
import { type IconName, icon, iconStyles } from '../common/icons';
import { badWords, isOver, phaseSentence } from '../common/strings';

const phaseIcons: Readonly<Record<RunPhase, IconName>> = {
  planning: 'working',
  planned: 'planned',
  running: 'working',
  canceling: 'working',
  finished: 'done',
  canceled: 'canceled',
  stopped: 'failed',
  interrupted: 'failed',
};

/** A list of which files are not what it says is nothing to tick off. */
function iconOf({ kind, phase }: RunView, totals: Totals | undefined): IconName {
  const bad = (kind === 'verify' || kind === 'check') && totals !== undefined && totals.failed + totals.missing > 0;
  return phase === 'finished' && bad ? 'failed' : phaseIcons[phase];
}

/** What the run is at as a sentence; at the end the summary, with links to what went wrong. Fires `filter`. */
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
      /* Room for the estimate, so that the table stays in place when it comes. */
      @media (max-width: 760px) { p.planned { min-height: 2lh; } }
      @media (max-width: 420px) { p.planned { min-height: 3lh; } }
    `,
  ];

  override render(): TemplateResult {
    const { run, totals } = this;
    return html`${icon(iconOf(run, totals))}<p class=${run.phase}>${phaseSentence(run, totals)} ${this.renderFailures()} ${run.message}</p>`;
  }

  private renderFailures(): readonly TemplateResult[] {
    if (this.totals === undefined || !isOver(this.run.phase)) return [];
    return badWords(this.totals, this.run.kind).map(
      ([filter, words]) => html`<button class="link" @click=${() => this.showRows(filter)}>${words}</button>. `,
    );
  }

  private showRows(filter: RowFilter): void {
    this.dispatchEvent(new CustomEvent<RowFilter>('filter', { detail: filter, bubbles: true }));
  }
}
