import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunView } from '../../shared/protocol/panelProtocol';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { isOver, renameAllWords, strings } from '../common/strings';

/** What is done, where the results go, and the buttons for the run as a whole. */
@customElement('assetmill-run-header')
export class RunHeader extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) run!: RunView;
  /** Whether there are digests to be listed. */
  @property({ attribute: false }) hashed = false;

  /** Files that a new name would make right. */
  @property({ attribute: false }) mislabeled = 0;

  static override styles = [
    baseStyles,
    css`
      :host { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1rem; }
      .words { flex: 1 1 22rem; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.6rem; min-width: 0; }
      h1 { margin: 0; max-width: 100%; font-size: 1.25em; line-height: 1.4; font-weight: 600; }
      .buttons { flex: none; max-width: 100%; display: flex; flex-wrap: wrap; gap: 0.4rem; }
    `,
  ];

  override render(): TemplateResult {
    const { title, destination } = this.run;
    return html`
      <div class="words">
        <h1 class="clip" title=${title}>${title}</h1>
        <span class="muted clip" title=${destination}>${destination}</span>
      </div>
      <div class="buttons">${this.renderMainButton()}${this.renderDigestButtons()}${this.renderRename()}
        <vscode-button secondary @click=${() => this.actions.showLog()}>${strings.showLog}</vscode-button>
      </div>
    `;
  }

  private renderDigestButtons(): TemplateResult | typeof nothing {
    if (!this.hashed || this.run.phase !== 'finished') return nothing;
    return html`<vscode-button @click=${() => this.actions.saveChecksums()}>${strings.saveChecksums}</vscode-button>
      <vscode-button secondary title=${strings.copyDigestsHint} @click=${() => this.actions.copyDigests()}>${strings.copyDigests}</vscode-button>`;
  }

  private renderRename(): TemplateResult | typeof nothing {
    if (this.mislabeled === 0 || !isOver(this.run.phase)) return nothing;
    return html`<vscode-button title=${strings.renameHint} @click=${() => this.actions.rename()}>${renameAllWords(this.mislabeled)}</vscode-button>`;
  }

  private renderMainButton(): TemplateResult | typeof nothing {
    const { phase, undoable } = this.run;
    if (phase === 'planned') {
      return html`<vscode-button title=${strings.runPlannedHint} @click=${() => this.actions.runPlanned()}>${strings.runPlanned}</vscode-button>`;
    }
    if (!isOver(phase)) {
      const under = phase === 'canceling';
      return html`<vscode-button secondary ?disabled=${under} @click=${() => this.actions.cancel()}>
        ${under ? strings.canceling : strings.cancel}</vscode-button>`;
    }
    if (!undoable) return nothing;
    return html`<vscode-button secondary title=${strings.undoHint} @click=${() => this.actions.undo()}>${strings.undo}</vscode-button>`;
  }
}
