import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunView, Totals } from '../../shared/protocol/panelProtocol';
import { baseStyles } from '../common/baseStyles';
import { openMenu } from '../common/contextMenu';
import type { HostActions } from '../common/hostActions';
import { canPause, isOver } from '../common/phases';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { runMenuValues } from './runMenu';
import { runTexts } from './runTexts';

/** The title and destination of the run, and the buttons that act on the whole run. */
@customElement('assetmill-run-header')
export class RunHeader extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) run!: RunView;
  @property({ attribute: false }) totals: Totals | undefined;
  /** Whether there are digests to copy or save. */
  @property({ attribute: false }) hashed = false;
  /** Number of files whose extension does not match their content. */
  @property({ attribute: false }) mislabeled = 0;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      :host { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1rem; }
      .titles { flex: 1 1 22rem; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.6rem; min-width: 0; }
      h1 { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; margin: 0; max-width: 100%; font-size: 1.25em; line-height: 1.4; font-weight: 600; }
      /* As wide as the longer of both labels, so that nothing moves. */
      .swapped { display: inline-block; text-align: center; }
      .swapped::after { content: attr(data-other); display: block; height: 0; overflow: hidden; visibility: hidden; }
      .more { display: flex; align-self: center; padding: 4px; border-radius: 5px; }
      .more:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
      .buttons { flex: none; max-width: 100%; display: flex; flex-wrap: wrap; gap: 0.4rem; }
    `,
  ];

  override render(): TemplateResult {
    const { title, destination } = this.run;
    return html`
      <div class="titles">
        <h1 title=${title}>${title}</h1>
        <span class="muted clip" title=${destination}>${destination}</span>
      </div>
      <div class="buttons">${this.renderMainButtons()}${this.renderDigestButtons()}${this.renderRename()}
        <button class="more" title=${runTexts.more()} aria-label=${runTexts.more()} aria-haspopup="menu" @click=${this.showMenu}>${svgIcon('more')}</button>
      </div>
    `;
  }

  private showMenu({ currentTarget }: Event): void {
    openMenu(currentTarget as Element, 'run', runMenuValues(this.run, this.totals));
  }

  /** One button, which keeps the focus. It is there from the start, so that Cancel does not move. */
  private renderPause(): TemplateResult {
    const { phase } = this.run;
    const isPaused = phase === 'paused';
    const [label, other] = isPaused ? [runTexts.resume(), runTexts.pause()] : [runTexts.pause(), runTexts.resume()];
    return html`<vscode-button secondary ?disabled=${!canPause(phase)} aria-disabled=${!canPause(phase)} title=${isPaused ? runTexts.resumeHint() : runTexts.pauseHint()}
      @click=${() => (isPaused ? this.actions.resume() : this.actions.pause())}><span class="swapped" data-other=${other}>${label}</span></vscode-button>`;
  }

  private renderDigestButtons(): TemplateResult | typeof nothing {
    if (!this.hashed || this.run.phase !== 'finished') return nothing;
    return html`<vscode-button @click=${() => this.actions.saveChecksums()}>${runTexts.saveChecksums()}</vscode-button>
      <vscode-button secondary title=${runTexts.copyDigestsHint()} @click=${() => this.actions.copyDigests()}>${runTexts.copyDigests()}</vscode-button>`;
  }

  private renderRename(): TemplateResult | typeof nothing {
    if (this.mislabeled === 0 || !isOver(this.run.phase)) return nothing;
    return html`<vscode-button title=${runTexts.renameAllHint()} @click=${() => this.actions.rename()}>${runTexts.renameAll(this.mislabeled)}</vscode-button>`;
  }

  private renderMainButtons(): TemplateResult | typeof nothing {
    const { phase } = this.run;
    if (phase === 'planned') {
      return html`<vscode-button title=${runTexts.runPlanHint()} @click=${() => this.actions.runPlanned()}>${runTexts.runPlan()}</vscode-button>`;
    }
    if (!isOver(phase)) {
      const canceling = phase === 'canceling';
      return html`${this.renderPause()}<vscode-button secondary ?disabled=${canceling} @click=${() => this.actions.cancel()}>
        ${canceling ? runTexts.canceling() : runTexts.cancel()}</vscode-button>`;
    }
    return html`${this.renderNext()}${this.renderUndo()}`;
  }

  /** What the user most likely wants after the run. */
  private renderNext(): TemplateResult | typeof nothing {
    const { kind, repeatable, outdated } = this.run;
    const failed = this.totals?.failed ?? 0;
    if (kind === 'duplicates')
      return html`<vscode-button ?secondary=${!outdated} @click=${() => this.actions.actOnRun('searchAgain')}>${runTexts.searchAgain()}</vscode-button>`;
    if (this.run.resumable)
      return html`<vscode-button title=${runTexts.resumeHint()} @click=${() => this.actions.actOnRun('resumeRun')}>${runTexts.resume()}</vscode-button>`;
    if (!repeatable || failed === 0) return nothing;
    return html`<vscode-button secondary title=${runTexts.retryFailedHint()} @click=${() => this.actions.actOnRun('retryFailed')}>${runTexts.retryFailed(failed)}</vscode-button>`;
  }

  private renderUndo(): TemplateResult | typeof nothing {
    if (!this.run.undoable) return nothing;
    return html`<vscode-button secondary title=${runTexts.undoHint()} @click=${() => this.actions.undo()}>${runTexts.undo()}</vscode-button>`;
  }
}
