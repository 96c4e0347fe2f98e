import { css, html, type TemplateResult } from 'lit';
import type { Row } from '../../shared/protocol/panelProtocol';
import type { RunKind } from '../../shared/run/runPhase';
import { nameOf, nameText } from '../common/pathText';
import { statusText } from '../common/statusText';
import { svgIcon } from '../common/svgIcon';
import { bytesText, fileTexts, shortSizeText } from './fileTexts';
import { rowImage } from './rowImage';

/** A file in the gallery: its image, its status, its name, and how its size changed. */
export function fileTile(row: Row, kind: RunKind): TemplateResult {
  const status = statusText(row.status, kind);
  return html`
    <div class="picture">${rowImage(row)}<span class="badge" title=${row.message ?? status}>${svgIcon(row.status)}</span></div>
    <div class="caption" title=${row.path}>${nameText(nameOf(row.path))}</div>
    <div class="figures clip muted" title=${row.message ?? bytesText(row)}>${row.message ?? (shortSizeText(row) || fileTexts.unknownSize())}</div>
  `;
}

export const fileTileStyles = css`
  .tile { display: grid; grid-template-rows: minmax(0, 1fr) 18px 18px; grid-template-columns: minmax(0, 1fr); min-width: 0; padding: 4px; border-radius: 4px; line-height: 18px; cursor: default; }
  .picture { position: relative; display: grid; place-items: center; min-height: 0; min-width: 0; margin-bottom: 4px; }
  .picture img { max-width: 100%; max-height: 100%; min-height: 0; object-fit: contain; }
  .picture .kind { display: grid; justify-items: center; gap: 2px; max-width: 100%; }
  .picture .kind .icon { width: 32px; height: 32px; stroke-width: 0.7; }
  /* Not a part of the name of its file. */
  .extension::before { content: attr(data-extension); }
  .badge { position: absolute; right: 2px; top: 2px; display: flex; border-radius: 50%; background: var(--vscode-editor-background); }
  .caption { display: flex; min-width: 0; }
  .figures { font-size: 0.92em; font-variant-numeric: tabular-nums; }
`;
