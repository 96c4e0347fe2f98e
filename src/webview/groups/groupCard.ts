import { css, html, nothing, type TemplateResult } from 'lit';
import type { GroupFile } from '../../shared/protocol/groupsProtocol';
import { formatDate } from '../../shared/values/formatDate';
import { commonTexts } from '../common/commonTexts';
import { type IconName, svgIcon } from '../common/svgIcon';
import { distanceText, figuresText, groupTexts, markHint, markText, otherNamesText } from './groupTexts';

/** Actions on a file of a group. */
export interface FileActions {
  toggle(file: GroupFile): void;
  open(file: GroupFile): void;
  reveal(file: GroupFile): void;
  compare(file: GroupFile): void;
}

const markIcons: Readonly<Record<GroupFile['mark'], IconName>> = { kept: 'done', alsoKept: 'kept', removable: 'trash' };

/** One file: its thumbnail, its name, the properties that distinguish it from the others, and whether it is kept. */
export function groupCard(file: GroupFile, active: boolean, actions: FileActions): TemplateResult {
  const tabIndex = active ? 0 : -1;
  const slash = file.path.lastIndexOf('/');
  return html`
    <div class="image">${thumbnailImage(file)}${file.distance === undefined ? nothing : html`<span class="distance" title=${groupTexts.distanceHint()}>${distanceText(file.distance)}</span>`}
      <span class="actions">
        ${file.imaged ? html`<button tabindex=${tabIndex} title=${groupTexts.compare()} aria-label=${groupTexts.compare()} @click=${() => actions.compare(file)}>${svgIcon('compare')}</button>` : nothing}
        <button tabindex=${tabIndex} title=${commonTexts.open()} aria-label=${commonTexts.open()} @click=${() => actions.open(file)}>${svgIcon('open')}</button>
        <button tabindex=${tabIndex} title=${commonTexts.reveal()} aria-label=${commonTexts.reveal()} @click=${() => actions.reveal(file)}>${svgIcon('reveal')}</button>
      </span>
    </div>
    <div class="clip name" title=${file.path}>${file.path.slice(slash + 1)}</div>
    <div class="folder muted small" title=${[file.path, ...file.otherNames].join('\n')}><span class="clip">${file.path.slice(0, Math.max(0, slash)) || './'}</span>${
      file.otherNames.length > 0 ? html`<span class="names">${otherNamesText(file.otherNames)}</span>` : nothing
    }</div>
    <div class="clip small figures">${figuresText(file)}</div>
    <div class="clip muted small figures">${formatDate(file.mtimeMs)}</div>
    <button class="mark ${file.mark}" tabindex=${tabIndex} title=${file.error ?? markHint(file)} @click=${() => actions.toggle(file)}>
      ${svgIcon(file.error === undefined ? markIcons[file.mark] : 'failed')}<span class="clip">${file.error ?? markText(file)}</span>
    </button>
  `;
}

/** The thumbnail, in a box of fixed size; an icon if there is none. */
function thumbnailImage({ image, path }: GroupFile): TemplateResult {
  if (image !== undefined) return html`<img src=${image} alt="" loading="lazy" draggable="false">`;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return html`<span class="kind muted">${svgIcon('open')}<span class="extension clip" data-extension=${dot > 0 ? name.slice(dot) : ''}></span></span>`;
}

/** Heights are fixed, so that nothing moves when a thumbnail or an error arrives. */
export const groupCardStyles = css`
  .card { position: relative; display: grid; grid-template-rows: 100px 19px 17px 17px 17px 22px; min-width: 0; height: 210px; padding: 6px; border: 1px solid var(--vscode-contrastBorder, var(--track)); border-radius: 6px; outline: 1px solid transparent; outline-offset: -2px; line-height: 17px; cursor: default; }
  .card:hover { background: var(--vscode-list-hoverBackground); outline: 1px dashed var(--vscode-contrastActiveBorder, transparent); }
  .card.kept { border-color: var(--vscode-testing-iconPassed, currentColor); }
  .card.removable { border-style: dashed; }
  .card.active { background: var(--vscode-list-inactiveSelectionBackground); color: var(--vscode-list-inactiveSelectionForeground, inherit); outline: 1px solid var(--vscode-contrastActiveBorder, transparent); }
  .grid:focus .card.active { outline: 2px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder)); }
  .image { position: relative; display: grid; place-items: center; min-width: 0; min-height: 0; margin-bottom: 6px; }
  img { max-width: 100%; max-height: 94px; object-fit: contain; }
  .distance { position: absolute; top: 0; left: 0; padding: 0 0.35rem; border-radius: 4px; border: 1px solid var(--vscode-contrastBorder, transparent); font-size: 0.85em; line-height: 16px; color: var(--vscode-badge-foreground); background: var(--vscode-badge-background, var(--vscode-editor-background)); }
  .kind { display: grid; justify-items: center; gap: 2px; max-width: 100%; }
  .kind .icon { width: 32px; height: 32px; stroke-width: 0.7; }
  /* Not a part of the name of its file. */
  .extension::before { content: attr(data-extension); }
  .name { font-weight: 600; line-height: 19px; }
  .small { font-size: 0.92em; }
  .figures { font-variant-numeric: tabular-nums; }
  .folder { display: flex; gap: 0.5rem; min-width: 0; }
  .names { flex: none; color: var(--warning); }
  .mark { display: flex; align-items: center; gap: 0.35rem; min-width: 0; height: 22px; margin: 2px -6px 0 -3px; padding: 0 0 0 3px; border-radius: 4px; text-align: left; }
  .mark:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
  .actions { position: absolute; top: 0; right: 0; display: none; gap: 2px; border-radius: 4px; background: var(--vscode-editor-background); }
  .card:hover .actions, .card.active .actions { display: flex; }
  .actions button { display: flex; padding: 3px; border-radius: 4px; }
  .actions button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
`;
