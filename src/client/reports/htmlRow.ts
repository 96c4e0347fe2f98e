import type { Outcome } from '../../shared/run/run';
import { element, escaped, nameText } from './htmlText';
import type { ReportData } from './reportData';
import { outputText, remarksOn, reportTexts, savingText, sourceText, statusText, timeText } from './reportTexts';

/** A cell. On a narrow page the rows are stacked, and each cell shows its label instead of the heading. */
function cell(className: string, label: string, content: string): string {
  return `<td class="${className}" data-label="${escaped(label)}">${content}</td>`;
}

function outputsHtml(file: Outcome, { shownPath }: ReportData): string {
  const { outputs, unwritten = [] } = file;
  const saving = savingText(file);
  const made = outputs.map((output) => {
    const figures = [outputText(output), saving].filter(Boolean).join(', ');
    return element('li', `${nameText(shownPath(output.target))} ${element('span', escaped(figures), 'figures')}`);
  });
  const missing = unwritten.map(({ target, status, message }) => {
    const text = `${nameText(shownPath(target))} ${element('b', escaped(statusText(status)))} ${nameText(message)}`;
    return element('li', text, status);
  });
  return element('ul', [...made, ...missing].join(''));
}

/**
 * The row of a file.
 * @param thumbnail a `data:` URI; empty where there is none, undefined in a table without thumbnails
 */
export function htmlRow(file: Outcome, data: ReportData, thumbnail: string | undefined): string {
  const { status, source } = file;
  const image = thumbnail ? `<img src="${escaped(thumbnail)}" alt="" loading="lazy">` : '';
  const remarks = remarksOn(file).map((text) => element('p', nameText(text)));
  const cells = [
    thumbnail === undefined ? '' : `<td class="thumbnail">${image}</td>`,
    cell('file', reportTexts.file(), nameText(data.shownPath(source)) + remarks.join('')),
    cell('status', reportTexts.status(), escaped(statusText(status))),
    cell('figures', reportTexts.source(), escaped(sourceText(file))),
    cell('outputs', reportTexts.outputs(), outputsHtml(file, data)),
    cell('figures time', reportTexts.time(), escaped(timeText(file))),
  ];
  return `<tr class="${status}">${cells.join('')}</tr>\n`;
}
