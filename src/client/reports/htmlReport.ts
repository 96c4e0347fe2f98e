import type { Outcome } from '../../shared/run/run';
import { fileCount } from '../../shared/values/formatQuantity';
import { perLocale } from '../../shared/values/locale';
import { slices } from '../../shared/values/slices';
import type { FailureCause } from './failureCauses';
import { htmlRow } from './htmlRow';
import { sparkline } from './htmlSparkline';
import { htmlStyle } from './htmlStyle';
import { element, escaped, nameText } from './htmlText';
import type { ReportData } from './reportData';
import { reportFacts, reportTexts } from './reportTexts';

/** Files that have a thumbnail: each takes some kilobytes of the report. */
export const mostThumbnails = 500;
/** Rows of one table. A browser lays out a table again with every part of it that arrives, so one of 100,000 rows would take minutes. */
const rowsInTable = 500;
/** Thumbnails that are made at a time: enough for all cores. */
const thumbnailsAtOnce = 16;

/** Makes thumbnails of files as `data:` URIs; undefined for one that cannot be shown. Never rejects unless it is canceled. */
export type MakeThumbnails = (files: readonly Outcome[]) => Promise<readonly (string | undefined)[]>;

/** The language of the texts, for screen readers and hyphenation. */
const language = perLocale(({ texts }) => texts ?? 'en');

/** Nothing is loaded, and no script runs, whatever a file is called. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

function head(data: ReportData): string {
  const title = escaped(reportTexts.title(data.run));
  const facts = reportFacts(data).map(({ name, value }) => `<div><dt>${escaped(name)}</dt><dd>${nameText(value)}</dd></div>`);
  return `<!DOCTYPE html>
<html lang="${escaped(language())}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${htmlStyle}</style>
</head>
<body>
<h1>${title}</h1>
<dl>${facts.join('\n')}</dl>
${data.run.throughput ? sparkline(data.run.throughput) : ''}`;
}

function causeHtml({ code, count, reasons, sources }: FailureCause, { shownPath }: ReportData): string {
  const texts = reasons.map((reason) => {
    const times = reasons.length > 1 ? ` (${fileCount(reason.count)})` : '';
    return element('p', `${nameText(reason.message)}${escaped(times)}`);
  });
  const names = sources.map((source) => element('li', nameText(shownPath(source))));
  const more = count > sources.length ? element('li', escaped(reportTexts.more(count - sources.length))) : '';
  const heading = element('h3', `${escaped(fileCount(count))} ${element('code', escaped(code))}`);
  return `${element('section', heading + texts.join('') + element('ul', names.join('') + more), 'cause')}\n`;
}

function tableHead(hasThumbnails: boolean): string {
  const { file, status, source, outputs, time } = reportTexts;
  const cells = [file(), status(), source(), outputs(), time()].map((text) => `<th scope="col">${escaped(text)}</th>`);
  return `<div class="files"><table>\n<thead><tr>${hasThumbnails ? '<td class="thumbnail"></td>' : ''}${cells.join('')}</tr></thead>\n<tbody>\n`;
}

const tableEnd = '</tbody>\n</table></div>\n';

/** The rows in tables that look like a single one. */
async function* tables(data: ReportData, makeThumbnails: MakeThumbnails | undefined): AsyncGenerator<string> {
  let count = 0;
  for await (const row of rows(data, makeThumbnails)) {
    if (count % rowsInTable === 0) yield `${count === 0 ? '' : tableEnd}${tableHead(makeThumbnails !== undefined)}`;
    yield row;
    count += 1;
  }
  if (count > 0) yield tableEnd;
}

/** The rows, with thumbnails for the first of them. */
async function* rows(data: ReportData, makeThumbnails: MakeThumbnails | undefined): AsyncGenerator<string> {
  const { files } = data;
  const shown = makeThumbnails ? files.slice(0, mostThumbnails) : [];
  for (const slice of slices(shown, thumbnailsAtOnce)) {
    const thumbnails = (await makeThumbnails?.(slice)) ?? [];
    for (const [index, file] of slice.entries()) yield htmlRow(file, data, thumbnails[index] ?? '');
  }
  const empty = makeThumbnails ? '' : undefined;
  for (let index = shown.length; index < files.length; index += 1) yield htmlRow(files[index] as Outcome, data, empty);
}

/**
 * A report as a page of its own, line by line: totals, failures by cause, and a table of the files. It loads nothing and runs nothing.
 * @param makeThumbnails without it, the table has no thumbnails
 */
export async function* htmlReport(data: ReportData, makeThumbnails?: MakeThumbnails): AsyncGenerator<string> {
  const { causes, files } = data;
  yield head(data);
  if (causes.length > 0) yield `<h2>${escaped(reportTexts.failures())}</h2>\n<div class="causes">\n`;
  for (const cause of causes) yield causeHtml(cause, data);
  if (causes.length > 0) yield '</div>\n';
  yield `<h2>${escaped(reportTexts.files())}</h2>\n`;
  if (files.length === 0) yield element('p', escaped(reportTexts.noFiles()));
  else {
    if (makeThumbnails && files.length > mostThumbnails) yield `${element('p', escaped(reportTexts.thumbnailLimit(mostThumbnails)))}\n`;
    yield* tables(data, makeThumbnails);
  }
  yield '</body>\n</html>\n';
}
