import { css, html, nothing, type TemplateResult } from 'lit';
import { algorithmTraits, type DigestAlgorithm, type Digests } from '../../shared/checksums/digestAlgorithms';
import type { Row } from '../../shared/protocol/panelProtocol';
import type { RowAction } from '../../shared/protocol/rowQuery';
import type { RunKind } from '../../shared/run/runPhase';
import { failureLines } from '../../shared/run/unwrittenOutputs';
import { formatBytes, formatSignedPercent, savedPercent } from '../../shared/values/formatQuantity';
import { arrow, commonTexts, pixelSizeText } from '../common/commonTexts';
import { folderText, nameOf, nameText } from '../common/pathText';
import { statusText } from '../common/statusText';
import { type IconName, svgIcon } from '../common/svgIcon';
import { bytesAfter, bytesText, digestTexts, dimensionsText, fileTexts, remarksOf, sizeAfter } from './fileTexts';
import { detailsButton, detailsList, hasDetails, outputLink, type RowActions, type RowView } from './rowDetails';
import { rowImage } from './rowImage';

/** The end of a digest is never cut off: people compare both ends. */
const digestTailLength = 8;

/** The cells of one file. The Tab key stops only at the buttons of the active row. */
export function fileRow(row: Row, kind: RunKind, view: RowView, actions: RowActions): TemplateResult {
  const status = statusText(row.status, kind);
  const expanded = view.expanded && hasDetails(row);
  return html`
    <div role="gridcell" class="status" title=${status}>${svgIcon(row.status)}<span class="label clip">${status}</span></div>
    <div role="gridcell" class="file">
      <div class="thumbnail">${rowImage(row)}</div>
      <div class="first"><span class="path" title=${row.path}>${nameText(nameOf(row.path))}${folderText(row.path)}</span>${rowButtons(row, view, actions)}</div>
      ${row.digests && row.message === undefined ? digestLine(row.digests) : secondLine(row, { ...view, expanded }, actions)}
      ${expanded ? detailsList(row, view, actions) : nothing}
    </div>
    <div role="gridcell" class="size" title=${bytesText(row)}>${sizeParts(row)}</div>
    ${kind === 'process' ? html`<div role="gridcell" class="saved">${savedPart(row)}</div><div role="gridcell" class="dimensions" title=${dimensionsText(row)}>${dimensionParts(row)}</div>` : nothing}
  `;
}

function rowButtons(row: Row, { index, active, cancelable }: RowView, actions: RowActions): TemplateResult {
  const button = (
    action: RowAction,
    icon: IconName,
    text: string,
  ) => html`<button tabindex=${active ? 0 : -1} title=${text} aria-label=${text}
    @click=${() => actions.act(action, index)}>${svgIcon(icon)}</button>`;
  return html`<span class="actions">${row.digests ? button('copyDigests', 'copy', fileTexts.copyDigest()) : nothing}${
    cancelable ? button('cancel', 'remove', fileTexts.cancelFile()) : nothing
  }${row.outputs.length > 0 ? button('compare', 'compare', fileTexts.compare()) : nothing}${button('open', 'open', commonTexts.open())}${button('revealInExplorer', 'reveal', commonTexts.reveal())}</span>`;
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

/** Why there is no output, or the output with notes about it. Above details, only what they are about. */
function secondLine(row: Row, view: RowView, actions: RowActions): TemplateResult {
  const remarks = [row.message, ...remarksOf(row)].filter((sentence) => sentence !== undefined).join(' ');
  const shown = view.expanded ? (failureLines(row)[0] ? '' : fileTexts.details()) : remarks;
  return html`<div class="second muted" title=${view.expanded ? '' : remarks}>${hasDetails(row) ? detailsButton(row, view, actions) : nothing}${renameButton(row, view, actions)}${
    view.expanded ? nothing : madeParts(row, view, actions)
  }${shown === '' ? nothing : html`<span class="message clip">${shown}</span>`}</div>`;
}

function renameButton({ renameTo }: Row, { index, active }: RowView, actions: RowActions): TemplateResult | typeof nothing {
  if (renameTo === undefined) return nothing;
  return html`<button class="link" tabindex=${active ? 0 : -1} @click=${() => actions.act('rename', index)}>${fileTexts.rename(renameTo)}</button>`;
}

/** A link to the only output, or the number of outputs, which unfolds them. */
function madeParts(row: Row, view: RowView, actions: RowActions): TemplateResult | typeof nothing {
  const { outputs, targets = [] } = row;
  const [target, other] = targets;
  const [first] = outputs;
  if (outputs.length > 1)
    return html`<span class="made">${arrow}<button class="link" tabindex=${view.active ? 0 : -1} @click=${() => actions.toggle(row)}>${fileTexts.outputs(outputs.length)}</button></span>`;
  if (first)
    return html`<span class="made">${arrow}<span class="target" title=${first.path}>${outputLink(row, 0, view, actions)}${folderText(first.path)}</span></span>`;
  if (target === undefined) return nothing;
  if (other !== undefined) return html`<span class="clip" title=${targets.join('\n')}>${arrow} ${fileTexts.outputs(targets.length)}</span>`;
  return html`<span class="made">${arrow}<span class="target" title=${target}>${nameText(nameOf(target))}${folderText(target)}</span></span>`;
}

function sizeParts(row: Row): TemplateResult | typeof nothing {
  const { bytesBefore } = row;
  const after = bytesAfter(row);
  if (bytesBefore === undefined) return nothing;
  if (after === undefined) return html`<span class="before">${formatBytes(bytesBefore)}</span>`;
  return html`<span class="before">${formatBytes(bytesBefore)}</span><span class="arrow muted">${arrow}</span><span class="after">${formatBytes(after)}</span>`;
}

/** Only a single output can be compared with its source. */
function savedPart(row: Row): TemplateResult | typeof nothing {
  const { bytesBefore, outputs } = row;
  const after = bytesAfter(row);
  if (bytesBefore === undefined || after === undefined || outputs.length > 1) return nothing;
  const change = formatSignedPercent(-savedPercent(bytesBefore, after));
  return html`<span class="change ${after > bytesBefore ? 'larger' : 'muted'}">${change}</span>`;
}

function dimensionParts(row: Row): TemplateResult {
  const after = sizeAfter(row);
  return html`<span class="before">${row.sizeBefore && pixelSizeText(row.sizeBefore)}</span>${
    after && html`<span class="arrow muted">${arrow}</span><span class="after">${pixelSizeText(after)}</span>`
  }`;
}

/**
 * Wide: one column for each property. Medium: dimensions below bytes. Narrow: only the bytes of the output, and a taller row
 * with space for messages. A message takes the width of the columns that are empty. Clipped text is in a title.
 */
export const fileRowStyles = css`
  .row { display: grid; grid-template: 'status thumbnail first size saved dimensions' 18px 'status thumbnail second second second second' 18px '. . details details details details' auto / 8.9rem 36px minmax(0, 1fr) 11.5rem 5.2rem 16.5rem; column-gap: 1rem; align-items: start; padding: 3px 1rem; line-height: 18px; }
  .row.header { grid-template: 'status first first size saved dimensions' 18px / 8.9rem 36px minmax(0, 1fr) 11.5rem 5.2rem 16.5rem; }
  .row > *, .file > * { min-width: 0; }
  .row > .file { display: contents; }
  .row.header > .file { display: block; grid-area: first; }
  .status { grid-area: status; }
  .row > .status { display: flex; gap: 0.4rem; align-items: center; height: 18px; }
  .thumbnail { grid-area: thumbnail; height: 36px; display: grid; place-items: center; overflow: hidden; }
  .thumbnail img { max-width: 36px; max-height: 36px; object-fit: contain; }
  .thumbnail .extension { display: none; }
  .first { grid-area: first; display: flex; height: 18px; gap: 0.5rem; }
  .path, .target { display: flex; min-width: 0; }
  .first > .path { flex: 1; white-space: pre; }
  /* A folder beside a long name wraps to a line that is out of view, rather than to shrink to a letter. */
  .first > .path, .made > .target { flex-wrap: wrap; height: 18px; overflow: clip; overflow-clip-margin: 2px; }
  .first > .path > .folder, .made > .target > .folder { flex: 1 1 4rem; }
  .second { grid-area: second; display: flex; align-items: start; gap: 0.3rem; font-size: 0.92em; overflow: hidden; white-space: nowrap; }
  .made { display: flex; gap: 0.3rem; flex: 0 1 auto; min-width: 0; max-width: 100%; }
  .second .link { flex: none; line-height: inherit; }
  .second .link.output { display: flex; flex: 0 1 auto; min-width: 0; }
  .second .link.output:has(.tail:empty) { min-width: 4rem; }
  .second .message { flex: 1 1 6rem; }
  /* Digests that do not fit wrap to a line that is out of view. */
  .second.digests { flex-wrap: wrap; column-gap: 1rem; height: 18px; }
  .digest { display: flex; flex: 1 1 11rem; min-width: 0; max-width: max-content; }
  .digest .label { flex: none; margin-right: 0.4rem; }
  .digest code { flex: none; font-family: var(--vscode-editor-font-family, monospace); font-size: inherit; }
  .digest code.clip { flex: 0 1 auto; }
  .actions { display: none; flex: none; gap: 2px; }
  .row:hover .actions, .row.active .actions { display: flex; }
  .actions button { display: flex; padding: 2px; margin: -1px 0; height: 20px; border-radius: 4px; }
  .actions button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
  .size, .dimensions { display: grid; column-gap: 0.4rem; white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums; }
  .size { grid-area: size; grid-template-columns: minmax(0, 1fr) 1rem 4.8rem; }
  .saved { grid-area: saved; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .dimensions { grid-area: dimensions; grid-template-columns: minmax(0, 1fr) 1rem 7.2rem; }
  .dimensions .after { text-align: left; }
  .header > .size, .header > .saved { display: block; text-align: right; }
  .header > .dimensions { display: block; text-align: center; }
  .arrow { text-align: center; }
  .larger { color: var(--warning); }

  @container (max-width: 1000px) {
    .row { grid-template: 'status thumbnail first size saved' 18px 'status thumbnail second dimensions dimensions' 18px '. . details details details' auto / 8.9rem 36px minmax(0, 1fr) 11.5rem 5.2rem; }
    .row.header { grid-template: 'status first first size saved' 18px / 8.9rem 36px minmax(0, 1fr) 11.5rem 5.2rem; }
    .row.unmade .second { grid-column-end: -1; }
    .row.unmade > .dimensions, .row.header > .dimensions { display: none; }
    .row > .dimensions { display: block; font-size: 0.92em; color: var(--muted, var(--vscode-descriptionForeground)); }
    .dimensions .arrow { margin-inline: 0.4rem; }
  }
  :host([inspecting]) {
    .row { grid-template: 'status thumbnail first size' 18px 'status thumbnail second second' 18px '. . details details' auto / 8.9rem 36px minmax(0, 1fr) 5.5rem; }
    .row.header { grid-template: 'status first first size' 18px / 8.9rem 36px minmax(0, 1fr) 5.5rem; }
    .row > .size { grid-template-columns: minmax(0, 1fr); }
  }
  :host([narrow]) {
    .row { grid-template: 'status thumbnail first size' 18px 'status thumbnail second saved' minmax(18px, auto) '. . details details' auto / 16px 36px minmax(0, 1fr) 4.8rem; column-gap: 0.5rem; }
    .row.header { grid-template: 'status first first size' 18px / 16px 36px minmax(0, 1fr) 4.8rem; }
    .row.unmade .second { grid-column-end: -1; }
    .status .label, .row > .dimensions, .size .arrow, .row.header > .saved { display: none; }
    .header .status button { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .row > .size { grid-template-columns: minmax(0, 1fr); }
    .size .before:not(:only-child) { display: none; }
    .saved { font-size: 0.92em; }
    .second { max-height: 36px; flex-wrap: wrap; }
    .second .message { flex-basis: 100%; white-space: normal; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; max-height: 2lh; }
    .toggle + .message { flex-basis: 50%; }
    .second.digests { height: auto; }
    .digest { flex-basis: 100%; }
    .folder { display: none; }
  }
  @container (max-width: 340px) {
    :host([narrow]) .row { grid-template: 'status first size' 18px 'status second saved' minmax(18px, auto) '. details details' auto / 16px minmax(0, 1fr) 4.8rem; }
    :host([narrow]) .thumbnail { display: none; }
  }
`;
