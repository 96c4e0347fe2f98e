import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type KeepRule, keepRules } from '../../shared/duplicates/keepRule';
import type { GroupsView } from '../../shared/protocol/groupsProtocol';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { groupTexts, keepRuleText } from './groupTexts';

/** Chooses the rule that decides which file of each group is kept. */
@customElement('assetmill-keep-rule-select')
export class KeepRuleSelect extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) groups!: GroupsView;

  static override styles = [
    baseStyles,
    css`
      :host { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; max-width: 100%; }
      label { display: flex; align-items: center; gap: 0.5rem; }
      select { height: 24px; padding: 0 0.3rem; font: inherit; color: var(--vscode-dropdown-foreground, var(--vscode-foreground)); background: var(--vscode-dropdown-background, var(--vscode-editor-background)); border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, var(--track))); border-radius: 3px; }
      select:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
      .link { max-width: 16rem; }
    `,
  ];

  override render(): TemplateResult {
    const { rule, preferredFolder } = this.groups;
    return html`
      <label title=${groupTexts.keepHint()}>${groupTexts.keep()}
        <select .value=${live(rule)} @change=${this.onChange}>${keepRules.map(
          (each) => html`<option value=${each} ?selected=${each === rule}>${keepRuleText(each)}</option>`,
        )}</select>
      </label>
      ${
        rule === 'preferredFolder'
          ? html`<button class="link clip" title=${groupTexts.preferredFolderHint()} @click=${() => this.actions.setKeepRule('preferredFolder', true)}>${preferredFolder}</button>`
          : nothing
      }
    `;
  }

  private onChange({ target }: Event): void {
    const rule = (target as HTMLSelectElement).value as KeepRule;
    this.actions.setKeepRule(rule, false);
    // This rule applies once a folder is chosen: until the host confirms it, the old rule is shown.
    if (rule === 'preferredFolder') this.requestUpdate();
  }
}
