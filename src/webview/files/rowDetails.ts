import { css, html, nothing, type TemplateResult } from 'lit';
import type { Row, RowOutput } from '../../shared/protocol/panelProtocol';
import type { RowAction } from '../../shared/protocol/rowQuery';
import { failureLines, unwrittenReason } from '../../shared/run/unwrittenOutputs';
import { formatBytes } from '../../shared/values/formatQuantity';
import { commonTexts, pixelSizeText, savingText } from '../common/commonTexts';
import { folderText, nameOf, nameText } from '../common/pathText';
import { svgIcon } from '../common/svgIcon';
import { fileTexts } from './fileTexts';

/** The part of a row that unfolds: its whole message, every output with what became of it, and the notes, each on a line of its own. */

/** Actions on a row. */
export interface RowActions {
  /** @param output index of an output of the row */
  act(action: RowAction, index: number, output?: number): void;
  /** Shows or hides the details. */
  toggle(row: Row): void;
}

/** How a row is shown. */
export interface RowView {
  /** Position in the table. */
  readonly index: number;
  readonly active: boolean;
  /** Whether its details are shown. */
  readonly expanded: boolean;
  /** Whether its file has not ended and can be canceled. */
  readonly cancelable: boolean;
}

/** Whether there is more to a row than fits into it. */
export function hasDetails({ outputs, unwritten = [], notes = [], message }: Row): boolean {
  return outputs.length > 1 || unwritten.length > 0 || notes.length > 0 || message !== undefined;
}

export function detailsButton(row: Row, { active, expanded }: RowView, actions: RowActions): TemplateResult {
  return html`<button class="toggle" tabindex=${active ? 0 : -1} title=${fileTexts.details()} aria-label=${fileTexts.details()} aria-expanded=${expanded}
    @click=${(event: Event) => {
      event.stopPropagation();
      actions.toggle(row);
    }} @dblclick=${(event: Event) => event.stopPropagation()}>${svgIcon('chevron')}</button>`;
}

/** A link that opens an output. Its name is always there to click. */
export function outputLink({ outputs }: Row, output: number, { index, active }: RowView, actions: RowActions): TemplateResult {
  const { path } = outputs[output] as RowOutput;
  const name = nameOf(path);
  // The parts of the name would be read with a space between them.
  return html`<button class="link output" tabindex=${active ? 0 : -1} title=${fileTexts.open(path)} aria-label=${name} @click=${() => actions.act('open', index, output)}>${nameText(name)}</button>`;
}

function outputLine(row: Row, output: number, view: RowView, actions: RowActions): TemplateResult {
  const { path, bytes, size } = row.outputs[output] as RowOutput;
  const { bytesBefore } = row;
  const reveal = commonTexts.reveal();
  return html`<li>
    ${svgIcon('done')}<span class="target">${outputLink(row, output, view, actions)}${folderText(path)}</span>
    <span class="figure">${formatBytes(bytes)}</span>
    <span class="figure pixels">${size && pixelSizeText(size)}</span>
    <span class="figure saving">${bytesBefore === undefined ? nothing : savingText(bytesBefore, bytes)}</span>
    <button class="tool" tabindex=${view.active ? 0 : -1} title=${reveal} aria-label=${reveal} @click=${() => actions.act('revealInExplorer', view.index, output)}>${svgIcon('reveal')}</button>
  </li>`;
}

export function detailsList(row: Row, view: RowView, actions: RowActions): TemplateResult {
  const { outputs, unwritten = [], notes = [] } = row;
  const [head] = failureLines(row);
  return html`<ul class="details">
    ${head ? html`<li>${svgIcon(row.status)}<span>${head}</span></li>` : nothing}
    ${outputs.map((_, output) => outputLine(row, output, view, actions))}
    ${unwritten.map(({ target, status, message }) => html`<li>${svgIcon(status)}<span>${unwrittenReason(target, message)}</span></li>`)}
    ${notes.map((note) => html`<li>${svgIcon('note')}<span>${note}</span></li>`)}
  </ul>`;
}

export const rowDetailsStyles = css`
  .toggle { display: inline-flex; flex: none; margin: 0 0.2rem 0 -3px; border-radius: 3px; vertical-align: top; }
  .toggle:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
  .toggle[aria-expanded='true'] .icon { transform: rotate(90deg); }
  .details { grid-area: details; margin: 0; padding: 1px 0 4px; list-style: none; font-size: 0.92em; overflow-wrap: anywhere; }
  .details li { display: flex; gap: 0.4rem; align-items: start; padding: 1px 0 1px 1px; }
  .details .icon { margin-top: 1px; width: 14px; height: 14px; flex: none; }
  .details .target { flex: 1; }
  .details .figure { flex: none; width: 5rem; text-align: right; font-variant-numeric: tabular-nums; }
  .details .pixels { width: 7rem; }
  .details .saving { width: 6.5rem; white-space: nowrap; }
  .details .tool { display: flex; border-radius: 3px; }
  .details .tool:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
  @container (max-width: 640px) { .details .saving, .details .pixels { display: none; } }
`;
