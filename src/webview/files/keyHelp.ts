import * as l10n from '@vscode/l10n';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { baseStyles } from '../common/baseStyles';

/** What the keys do, in the order in which the list shows them. */
const keys: readonly (readonly [keys: () => string, text: () => string])[] = [
  [() => l10n.t('↑ ↓ PageUp PageDown Home End'), () => l10n.t('Move through the files')],
  [() => 'A–Z 0–9', () => l10n.t('Go to a file name that starts with what you type')],
  [() => l10n.t('Enter'), () => l10n.t('Open')],
  [() => l10n.t('Ctrl+Enter'), () => l10n.t('Open to the side')],
  [() => l10n.t('Alt+Enter'), () => l10n.t('Compare before and after')],
  [() => l10n.t('Shift+Enter'), () => l10n.t('Reveal in the Explorer')],
  [() => '← →', () => l10n.t('Expand or collapse a row')],
  [() => l10n.t('Space'), () => l10n.t('Select or deselect a file')],
  [() => l10n.t('Shift+↑ Shift+↓'), () => l10n.t('Select a range')],
  [() => l10n.t('Ctrl+A'), () => l10n.t('Select all matching files')],
  [() => l10n.t('Esc'), () => l10n.t('Clear the selection')],
  [() => l10n.t('Ctrl+C'), () => l10n.t('Copy paths or digests')],
  [() => l10n.t('Ctrl+F'), () => l10n.t('Filter by text')],
  [() => l10n.t('Delete'), () => l10n.t('Cancel a file in the run')],
  [() => l10n.t('Shift+F10'), () => l10n.t('Show the context menu of a file')],
  [() => '?', () => l10n.t('Show this list')],
];

/** The list of keys, over the page. Escape and a click beside it close it, and the focus goes back. */
@customElement('assetmill-key-help')
export class KeyHelp extends LitElement {
  @query('dialog') private dialog!: HTMLDialogElement;

  static override styles = [
    baseStyles,
    css`
      dialog { max-width: min(34rem, calc(100vw - 2rem)); max-height: calc(100vh - 2rem); overflow: auto; padding: 1rem 1.25rem; color: var(--vscode-foreground); background: var(--vscode-editorWidget-background, var(--vscode-editor-background)); border: 1px solid var(--vscode-contrastBorder, var(--vscode-editorWidget-border, var(--track))); border-radius: 6px; }
      dialog::backdrop { background: color-mix(in srgb, var(--vscode-editor-background) 60%, transparent); }
      h2 { margin: 0 0 0.75rem; font-size: 1.1em; font-weight: 600; }
      dl { display: grid; grid-template-columns: auto 1fr; gap: 0.3rem 1.25rem; margin: 0; line-height: 1.4; }
      dt { font-family: var(--vscode-editor-font-family, monospace); }
      dd { margin: 0; }
    `,
  ];

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  override render(): TemplateResult {
    const title = l10n.t('Keyboard Shortcuts');
    return html`<dialog aria-label=${title} @click=${({ target }: Event) => target === this.dialog && this.dialog.close()}>
      <h2>${title}</h2>
      <dl>${keys.map(([names, text]) => html`<dt>${names()}</dt><dd>${text()}</dd>`)}</dl>
    </dialog>`;
  }
}
