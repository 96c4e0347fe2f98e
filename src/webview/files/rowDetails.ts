import { css, html, type TemplateResult } from 'lit';
import type { Row } from '../../shared/protocol/panelProtocol';
import { unwrittenReason } from '../../shared/run/unwrittenOutputs';
import { svgIcon } from '../common/svgIcon';
import { fileTexts } from './fileTexts';

/** The part of a row that unfolds: every output with what became of it, and the notes, each whole and on a line of its own. */

/** Actions on a row. */
export interface RowActions {
  open(row: Row, output?: number): void;
  reveal(row: Row): void;
  copyDigests(row: Row): void;
  rename(row: Row): void;
  cancel(row: Row): void;
  /** Shows or hides the details. */
  toggle(row: Row): void;
}

/** How a row is shown. */
export interface RowView {
  readonly active: boolean;
  /** Whether its details are shown. */
  readonly expanded: boolean;
  /** Whether its file has not ended and can be canceled. */
  readonly cancelable: boolean;
}

/** Whether there is more to a row than fits into it. */
export function hasDetails({ outputs, unwritten = [], notes = [] }: Row): boolean {
  return outputs.length > 1 || unwritten.length > 0 || notes.length > 0;
}

export function detailsButton(row: Row, { active, expanded }: Pick<RowView, 'active' | 'expanded'>, actions: RowActions): TemplateResult {
  return html`<button class="toggle" tabindex=${active ? 0 : -1} title=${fileTexts.details()} aria-label=${fileTexts.details()} aria-expanded=${expanded}
    @click=${() => actions.toggle(row)} @dblclick=${(event: Event) => event.stopPropagation()}>${svgIcon('chevron')}</button>`;
}

/** A link that opens an output. */
export function outputLink(row: Row, index: number, tabIndex: number, actions: RowActions): TemplateResult {
  const output = row.outputs[index] as string;
  return html`<button class="link" tabindex=${tabIndex} title=${fileTexts.open(output)} @click=${() => actions.open(row, index)}>${output}</button>`;
}

export function detailsList(row: Row, tabIndex: number, actions: RowActions): TemplateResult {
  const { outputs, unwritten = [], notes = [] } = row;
  return html`<ul class="details">
    ${outputs.map((_, index) => html`<li>${svgIcon('done')}<span>${outputLink(row, index, tabIndex, actions)}</span></li>`)}
    ${unwritten.map(({ target, status, message }) => html`<li>${svgIcon(status)}<span>${unwrittenReason(target, message)}</span></li>`)}
    ${notes.map((note) => html`<li>${svgIcon('note')}<span>${note}</span></li>`)}
  </ul>`;
}

export const rowDetailsStyles = css`
  .toggle { display: inline-flex; margin: 0 0.2rem 0 -3px; border-radius: 3px; vertical-align: top; }
  .toggle:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
  .toggle[aria-expanded='true'] .icon { transform: rotate(90deg); }
  .details { margin: 0; padding: 1px 0 4px; list-style: none; font-size: 0.92em; overflow-wrap: anywhere; }
  .details li { display: flex; gap: 0.4rem; padding: 1px 0 1px 1px; }
  .details .icon { margin-top: 1px; width: 14px; height: 14px; }
  .details .link { text-align: start; }
`;
