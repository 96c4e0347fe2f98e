import type { Outcome } from '../../shared/run/run';
import { element, escaped, nameText } from './htmlText';
import type { ReportData, ReportedOutcome } from './reportData';
import { fileStatusText, outputText, remarksOn, reportTexts, savingText, sourceText, statusText, timeText } from './reportTexts';

/** Figures that break between two of them only: the space after a comma stays. */
function figures(text: string): string {
  return escaped(text).replace(/(?<!,) /g, '&nbsp;');
}

/** A cell. On a narrow page the rows are stacked, and each cell shows its label instead of the heading. */
function cell(className: string, label: string, content: string): string {
  return `<td class="${className}" data-label="${escaped(label)}">${content}</td>`;
}

function outputsHtml(file: Outcome, { shownPath }: ReportData): string {
  const { outputs, unwritten = [] } = file;
  const saving = savingText(file);
  const made = outputs.map((output) => {
    const text = [outputText(output), saving].filter(Boolean).join(', ');
    return element('li', `${nameText(shownPath(output.target))} ${element('span', figures(text), 'figures')}`);
  });
  const missing = unwritten.map(({ target, status, message }) => {
    const reason = `${nameText(shownPath(target))} ${element('b', escaped(statusText(status)))} ${nameText(message)}`;
    return element('li', reason, status);
  });
  const remarks = remarksOn(file).map((text) => element('p', nameText(text)));
  return element('ul', [...made, ...missing].join('')) + remarks.join('');
}

/**
 * The row of a file.
 * @param thumbnail a `data:` URI; empty where there is none, undefined in a table without thumbnails
 */
export function htmlRow(file: ReportedOutcome, data: ReportData, thumbnail: string | undefined): string {
  const { status, source } = file;
  const image = thumbnail ? `<img src="${escaped(thumbnail)}" alt="" loading="lazy">` : '';
  const cells = [
    thumbnail === undefined ? '' : `<td class="thumbnail">${image}</td>`,
    cell('file', reportTexts.file(), nameText(data.shownPath(source))),
    cell('status', reportTexts.status(), escaped(fileStatusText(file))),
    cell('figures', reportTexts.source(), figures(sourceText(file))),
    cell('outputs', reportTexts.outputs(), outputsHtml(file, data)),
    cell('figures time', reportTexts.time(), figures(timeText(file))),
  ];
  return `<tr class="${status}">${cells.join('')}</tr>\n`;
}
