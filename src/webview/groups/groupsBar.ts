import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { GroupsView } from '../../shared/protocol/groupsProtocol';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { groupsSentence, trashWords } from './groupStrings';
import './keepChoice';
import './protectedFolders';
import './similarityChoice';

/** What the groups come to, how they are made and marked, and the button that acts on them. */
@customElement('assetmill-groups-bar')
export class GroupsBar extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) groups!: GroupsView;

  static override styles = [
    baseStyles,
    css`
      :host { display: flex; flex-direction: column; gap: 0.5rem; }
      .sum, .choices { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1.25rem; }
      .sum p { flex: 1 1 18rem; min-width: 0; margin: 0; line-height: 1.4; font-variant-numeric: tabular-nums; }
    `,
  ];

  override render(): TemplateResult {
    const { groups, actions } = this;
    const { going, busy, similarity } = groups;
    return html`
      <div class="sum">
        <p role="status">${groupsSentence(groups)}</p>
        <vscode-button ?disabled=${busy || going.files === 0} @click=${() => actions.trashFiles()}>${trashWords(going.files)}</vscode-button>
      </div>
      <div class="choices">
        ${similarity ? html`<assetmill-similarity-choice .actions=${actions} .similarity=${similarity}></assetmill-similarity-choice>` : nothing}
        <assetmill-keep-choice .actions=${actions} .groups=${groups}></assetmill-keep-choice>
        <assetmill-protected-folders .actions=${actions} .folders=${groups.protectedFolders}></assetmill-protected-folders>
      </div>
    `;
  }
}
