import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { groupTexts } from './groupTexts';

/** The folders whose files are always kept. */
@customElement('assetmill-protected-folders')
export class ProtectedFolders extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) folders: readonly string[] = [];

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      :host { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.5rem; max-width: 100%; }
      ul { display: contents; list-style: none; }
      li { display: flex; align-items: center; max-width: 14rem; height: 24px; padding-left: 0.5rem; border: 1px solid var(--vscode-contrastBorder, var(--track)); border-radius: 999px; }
      li button { display: flex; padding: 3px; margin: 0 2px; border-radius: 999px; }
      li button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
      .remove { width: 12px; height: 12px; }
    `,
  ];

  override render(): TemplateResult {
    return html`
      <span id="label" title=${groupTexts.protectedFoldersHint()}>${groupTexts.protectedFolders()}</span>
      <ul aria-labelledby="label">${this.folders.map((folder, index) => {
        const remove = groupTexts.removeProtectedFolder(folder);
        return html`<li title=${folder}><span class="clip">${folder}</span><button title=${remove} aria-label=${remove} @click=${() => this.actions.removeProtectedFolder(index)}>${svgIcon('remove')}</button></li>`;
      })}</ul>
      <button class="link" title=${groupTexts.protectedFoldersHint()} @click=${() => this.actions.addProtectedFolder()}>${groupTexts.addProtectedFolder()}</button>
    `;
  }
}
