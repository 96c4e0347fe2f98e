import { css, html, nothing, type TemplateResult } from 'lit';
import type { RowQuery, SortColumn } from '../../shared/protocol/rowQuery';
import type { RunKind } from '../../shared/run/runPhase';
import { svgIcon } from '../common/svgIcon';
import { fileTexts } from './fileTexts';

/** A column of the table. The name is the class of its cells. */
export interface Column {
  readonly name: 'status' | 'file' | 'size' | 'saved' | 'dimensions';
  readonly sort: SortColumn;
  readonly label: string;
}

/** The columns of a kind of run, in order. Runs that only read have neither results nor dimensions. */
export function columnsOf(kind: RunKind): readonly Column[] {
  const columns: readonly Column[] = [
    { name: 'status', sort: 'status', label: fileTexts.status() },
    { name: 'file', sort: 'path', label: fileTexts.file() },
    { name: 'size', sort: 'size', label: fileTexts.size() },
  ];
  if (kind !== 'process') return columns;
  return [
    ...columns,
    { name: 'saved', sort: 'saving', label: fileTexts.saved() },
    { name: 'dimensions', sort: 'pixels', label: fileTexts.dimensions() },
  ];
}

/** The head of a column, which sorts the table by it. */
export function columnHeader({ name, sort, label }: Column, query: RowQuery, sortBy: () => void): TemplateResult {
  const sorted = query.sort !== sort ? 'none' : query.descending ? 'descending' : 'ascending';
  return html`<div role="columnheader" class=${name} aria-sort=${sorted}>
    <button class=${sorted} tabindex=${sorted === 'none' ? -1 : 0} @keydown=${moveFocus} title=${fileTexts.sortBy(label)} @click=${sortBy}><span class="clip">${label}</span>${sorted === 'none' ? nothing : svgIcon('chevron')}</button>
  </div>`;
}

/** The Tab key stops at one head only; the arrow keys move to the others. */
function moveFocus(event: KeyboardEvent): void {
  const cell = (event.currentTarget as HTMLElement).parentElement;
  const next = { ArrowLeft: cell?.previousElementSibling, ArrowRight: cell?.nextElementSibling }[event.key];
  if (!next) return;
  next.querySelector('button')?.focus();
  event.preventDefault();
  event.stopPropagation();
}

export const columnHeaderStyles = css`
  .header { position: sticky; top: 0; z-index: 1; height: 26px; padding-block: 4px; background: var(--vscode-editor-background); color: var(--vscode-descriptionForeground); font-size: 0.92em; }
  .header button { display: inline-flex; align-items: center; gap: 0.15rem; max-width: 100%; line-height: 18px; border-radius: 3px; }
  .header button:hover { color: var(--vscode-foreground); }
  .header .icon { width: 12px; height: 12px; transform: rotate(-90deg); }
  .header .descending .icon { transform: rotate(90deg); }
`;
