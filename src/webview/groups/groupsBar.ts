import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { GroupsView } from '../../shared/protocol/groupsProtocol';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { groupsSentence, trashText } from './groupTexts';
import './keepRuleSelect';
import './protectedFolders';
import './similarityControls';

/** A summary of the groups, the controls that form and mark them, and the button that removes the marked files. */
@customElement('assetmill-groups-bar')
export class GroupsBar extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) groups!: GroupsView;

  static override styles = [
    baseStyles,
    css`
      :host { display: flex; flex-direction: column; gap: 0.5rem; }
      .summary, .controls { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1.25rem; }
      .summary p { flex: 1 1 18rem; min-width: 0; margin: 0; line-height: 1.4; font-variant-numeric: tabular-nums; }
    `,
  ];

  override render(): TemplateResult {
    const { groups, actions } = this;
    const { removable, busy, similarity } = groups;
    return html`
      <div class="summary">
        <p role="status">${groupsSentence(groups)}</p>
        <vscode-button ?disabled=${busy || removable.files === 0} @click=${() => actions.trashFiles()}>${trashText(removable.files)}</vscode-button>
      </div>
      <div class="controls">
        ${similarity ? html`<assetmill-similarity-controls .actions=${actions} .similarity=${similarity}></assetmill-similarity-controls>` : nothing}
        <assetmill-keep-rule-select .actions=${actions} .groups=${groups}></assetmill-keep-rule-select>
        <assetmill-protected-folders .actions=${actions} .folders=${groups.protectedFolders}></assetmill-protected-folders>
      </div>
    `;
  }
}
