import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RowFilter, RunPhase, RunView, Totals } from '../shared/panelProtocol';
import { baseStyles } from './baseStyles';
import { type IconName, icon, iconStyles } from './icons';
import { failedWords, isOver, phaseSentence } from './strings';

const phaseIcons: Readonly<Record<RunPhase, IconName>> = {
  planning: 'working',
  planned: 'planned',
  running: 'working',
  cancelling: 'working',
  finished: 'done',
  cancelled: 'cancelled',
  stopped: 'failed',
  interrupted: 'failed',
};

/** What the run is at as a sentence; at the end the summary, with a link to what failed. Fires `filter`. */
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
    return html`${icon(phaseIcons[run.phase])}<p class=${run.phase}>${phaseSentence(run, totals)} ${this.renderFailures()} ${run.message}</p>`;
  }

  private renderFailures(): TemplateResult | typeof nothing {
    const failed = this.totals?.failed ?? 0;
    if (failed === 0 || !isOver(this.run.phase)) return nothing;
    return html`<button class="link" @click=${this.showFailures}>${failedWords(failed)}</button>.`;
  }

  private showFailures(): void {
    this.dispatchEvent(new CustomEvent<RowFilter>('filter', { detail: 'failed', bubbles: true }));
  }
}
