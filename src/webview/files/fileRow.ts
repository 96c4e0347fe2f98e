import { css, html, nothing, type TemplateResult } from 'lit';
import { algorithmTraits, type DigestAlgorithm, type Digests } from '../../shared/checksums/digestAlgorithms';
import type { Row } from '../../shared/protocol/panelProtocol';
import type { RunKind } from '../../shared/run/runPhase';
import { failureLines } from '../../shared/run/unwrittenOutputs';
import { formatList } from '../../shared/values/formatList';
import { formatBytes, formatSignedPercent, savedPercent } from '../../shared/values/formatQuantity';
import { arrow, commonTexts, pixelSizeText } from '../common/commonTexts';
import { statusText } from '../common/statusText';
import { svgIcon } from '../common/svgIcon';
import { bytesText, digestTexts, dimensionsText, fileTexts, unwrittenText } from './fileTexts';
import { detailsButton, detailsList, hasDetails, outputLink, type RowActions, type RowView } from './rowDetails';

/** The end of a long name, with its number and extension, is never cut off. */
const nameTailLength = 10;
/** Neither is the end of a digest: people compare both ends. */
const digestTailLength = 8;

/** The cells of one file. The Tab key stops only at the buttons of the active row. */
export function fileRow(row: Row, kind: RunKind, view: RowView, actions: RowActions): TemplateResult {
  const tabIndex = view.active ? 0 : -1;
  const status = statusText(row.status, kind);
  return html`
    <div role="gridcell" class="status" title=${status}>${svgIcon(row.status)}<span class="label clip">${status}</span></div>
    <div role="gridcell" class="file">
      <div class="first">
        ${pathParts(row.path)}
        <span class="actions">${row.digests && copyButton(row, tabIndex, actions)}${view.cancelable ? cancelButton(row, tabIndex, actions) : nothing}
          <button tabindex=${tabIndex} title=${commonTexts.open()} aria-label=${commonTexts.open()} @click=${() => actions.open(row)}>${svgIcon('open')}</button>
          <button tabindex=${tabIndex} title=${commonTexts.reveal()} aria-label=${commonTexts.reveal()} @click=${() => actions.reveal(row)}>${svgIcon('reveal')}</button>
        </span>
      </div>
      ${row.digests && row.message === undefined ? digestLine(row.digests) : secondLine(row, view, actions)}
    </div>
    <div role="gridcell" class="size" title=${bytesText(row)}>${sizeParts(row)}</div>
    ${kind === 'process' ? html`<div role="gridcell" class="dimensions" title=${dimensionsText(row)}>${dimensionParts(row)}</div>` : nothing}
  `;
}

function copyButton(row: Row, tabIndex: number, actions: RowActions): TemplateResult {
  return html`<button tabindex=${tabIndex} title=${fileTexts.copyDigest()} aria-label=${fileTexts.copyDigest()} @click=${() => actions.copyDigests(row)}>${svgIcon('copy')}</button>`;
}

function cancelButton(row: Row, tabIndex: number, actions: RowActions): TemplateResult {
  return html`<button tabindex=${tabIndex} title=${fileTexts.cancelFile()} aria-label=${fileTexts.cancelFile()} @click=${() => actions.cancel(row)}>${svgIcon('remove')}</button>`;
}

/** Digests, clipped to fit; a single one needs no label, since the run's title names the algorithm. */
function digestLine(digests: Digests): TemplateResult {
  const all = Object.entries(digests) as [DigestAlgorithm, string][];
  const label = (algorithm: DigestAlgorithm) =>
    all.length > 1 ? html`<span class="label">${algorithmTraits[algorithm].tag}</span>` : nothing;
  return html`<div class="second digests muted" title=${digestTexts(digests).join('\n')}>${all.map(
    ([algorithm, digest]) =>
      html`<span class="digest">${label(algorithm)}<code class="clip">${digest.slice(0, -digestTailLength)}</code><code>${digest.slice(-digestTailLength)}</code></span>`,
  )}</div>`;
}

function pathParts(path: string): TemplateResult {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  const cut = Math.max(1, name.length - nameTailLength);
  return html`<span class="path" title=${path}
    ><span class="head clip">${name.slice(0, cut)}</span><span class="tail">${name.slice(cut)}</span
    ><span class="folder clip muted">${path.slice(0, Math.max(0, slash))}</span></span
  >`;
}

/** Why there is no output, or the outputs with notes about them. In a row with details, the first line of these. */
function secondLine(row: Row, { active, expanded }: RowView, actions: RowActions): TemplateResult {
  const tabIndex = active ? 0 : -1;
  const toggle = hasDetails(row) ? detailsButton(row, { active, expanded }, actions) : nothing;
  const { message, notes = [], outputs, targets = [], renameTo } = row;
  const rename =
    renameTo === undefined
      ? nothing
      : html`<button class="link" tabindex=${tabIndex} @click=${() => actions.rename(row)}>${fileTexts.rename(renameTo)}</button> `;
  if (expanded && hasDetails(row))
    return html`<div class="second muted">${toggle}${rename}${failureLines(row)[0] || fileTexts.details()}</div>${detailsList(row, tabIndex, actions)}`;
  const remarks = [unwrittenText(row), ...notes].filter((sentence) => sentence !== undefined);
  const sentences = [message, ...remarks].filter((sentence) => sentence !== undefined).join(' ');
  const links = outputs.map((_, index) => html`${outputLink(row, index, tabIndex, actions)} `);
  return html`<div class="second muted" title=${sentences || formatList([...outputs, ...targets], 'narrow')}>
    ${toggle}${rename}${message ? html`<span class="message">${message}</span> ` : nothing}${targets.length > 0 ? `${arrow} ${formatList(targets, 'narrow')} ` : nothing}${outputs.length > 0 ? html`${arrow} ${links}` : nothing}${remarks.length > 0 && outputs.length + targets.length > 0 ? '· ' : ''}${remarks.join(' ')}
  </div>`;
}

function sizeParts({ bytesBefore, bytesAfter }: Row): TemplateResult | typeof nothing {
  if (bytesBefore === undefined) return nothing;
  if (bytesAfter === undefined) return html`<span class="before">${formatBytes(bytesBefore)}</span>`;
  return html`<span class="before">${formatBytes(bytesBefore)}</span><span class="arrow muted">${arrow}</span
    ><span class="after">${formatBytes(bytesAfter)}</span
    ><span class="change ${bytesAfter > bytesBefore ? 'larger' : 'muted'}">${formatSignedPercent(-savedPercent(bytesBefore, bytesAfter))}</span>`;
}

function dimensionParts({ sizeBefore, sizeAfter }: Row): TemplateResult {
  return html`<span class="before">${sizeBefore && pixelSizeText(sizeBefore)}</span>${
    sizeAfter && html`<span class="arrow muted">${arrow}</span><span class="after">${pixelSizeText(sizeAfter)}</span>`
  }`;
}

/**
 * Wide: one column for each property. Medium: dimensions below bytes. Narrow: only the bytes of the output, and a taller row
 * with space for messages. Clipped text is in a title.
 */
export const fileRowStyles = css`
  .row { display: grid; grid-template-columns: 6.6rem minmax(0, 1fr) 15rem 16.5rem; column-gap: 1.25rem; align-items: start; padding: 3px 1rem; line-height: 18px; }
  .row > * { min-width: 0; }
  .status { display: flex; gap: 0.4rem; align-items: center; height: 18px; }
  .first { display: flex; height: 18px; gap: 0.5rem; }
  .path { display: flex; flex: 1; min-width: 0; white-space: pre; }
  .head { flex: 0 1 auto; }
  .tail { flex: none; }
  .folder { flex: 0 9999 auto; margin-left: 0.6rem; font-size: 0.92em; }
  .second { font-size: 0.92em; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
  .second .link { line-height: inherit; }
  /* Digests that do not fit wrap to a line that is out of view. */
  .second.digests { display: flex; flex-wrap: wrap; column-gap: 1rem; height: 18px; }
  .digest { display: flex; flex: 1 1 11rem; min-width: 0; max-width: max-content; }
  .digest .label { flex: none; margin-right: 0.4rem; }
  .digest code { flex: none; font-family: var(--vscode-editor-font-family, monospace); font-size: inherit; }
  .digest code.clip { flex: 0 1 auto; }
  .actions { display: none; flex: none; gap: 2px; }
  .row:hover .actions, .row.active .actions { display: flex; }
  .actions button { display: flex; padding: 2px; margin: -1px 0; height: 20px; border-radius: 4px; }
  .actions button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
  .size, .dimensions { display: grid; column-gap: 0.4rem; white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums; }
  .size { grid-template-columns: 4.4rem 1rem 4.4rem minmax(0, 1fr); }
  .dimensions { grid-template-columns: minmax(0, 1fr) 1rem 7.2rem; }
  .dimensions .after { text-align: left; }
  .arrow { text-align: center; }
  .larger { color: var(--vscode-editorWarning-foreground); }

  @container (max-width: 1000px) {
    .row { grid-template-columns: 6.6rem minmax(0, 1fr) 15rem; }
    .row > .size { grid-column: 3; grid-row: 1; }
    .row > .dimensions { grid-column: 3; grid-row: 1; display: block; margin-top: 18px; font-size: 0.92em; text-align: left; color: var(--muted, var(--vscode-descriptionForeground)); }
    .row.header > .dimensions { display: none; }
    .dimensions .arrow { margin-inline: 0.4rem; }
  }
  :host([inspecting]) {
    .row { grid-template-columns: 6.6rem minmax(0, 1fr) 5.5rem; }
    .row > .size { grid-template-columns: minmax(0, 1fr); text-align: right; }
  }
  :host([narrow]) {
    .row { grid-template-columns: 16px minmax(0, 1fr) 5.2rem; column-gap: 0.5rem; }
    .status .label, .row > .dimensions, .size .arrow { display: none; }
    .row > .size { grid-template-columns: minmax(0, 1fr); text-align: right; }
    .size .before:not(:only-child) { display: none; }
    .change { font-size: 0.92em; }
    .second { white-space: normal; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; max-height: 2lh; }
    .second.digests { display: flex; height: 36px; max-height: none; }
    .digest { flex-basis: 100%; }
    .second .link { max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
    .folder { display: none; }
  }
`;
