import type { csvColumns } from '../../client/reports/csvReport';
import { markdownTable } from '../../shared/values/markdownTable';

/** What the columns of a report in CSV mean, for docs/cli.md. A missing or obsolete one does not compile. */

const columns: Readonly<Record<(typeof csvColumns)[number], string>> = {
  source: 'path, relative to the folder of the run where it is inside',
  status: '`done`, `kept`, `skipped`, `failed`, or `canceled`',
  code: 'reason as a code, unless `done`',
  message: 'reason as a sentence, unless `done`',
  notes: 'remarks, as sentences',
  sourceBytes: 'size of the source',
  sourceWidth: 'in pixels',
  sourceHeight: 'in pixels',
  target: 'path of the output',
  targetStatus: '`done`; of an output that was not written `kept`, `skipped`, or `failed`',
  targetMessage: 'why it was not written, as a sentence',
  bytes: 'size of the output',
  width: 'in pixels',
  height: 'in pixels',
  format: 'format of the output',
  ms: 'milliseconds in the worker, of the source with all its outputs',
};

/** The section about reports in CSV. */
export const csvText = `## CSV reports

\`assetmill report --format csv\` writes a line for each output, or for a file without any, with commas and CRLF (RFC 4180) in UTF-8. The names of the columns and their order stay the same. A text that a spreadsheet would compute, because it begins with \`=\`, \`+\`, \`-\`, \`@\`, a tab, or a line break, gets an apostrophe in front of it; JSON has it as it is. A file begins with a byte order mark, without which Excel shows wrong letters; standard output does not.

${markdownTable(
  ['Column', ''],
  Object.entries(columns).map(([column, meaning]) => [`\`${column}\``, meaning]),
)}`;
