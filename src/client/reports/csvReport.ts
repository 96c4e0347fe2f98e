import type { Outcome, UnwrittenOutput, WrittenOutput } from '../../shared/run/run';
import type { ReportData } from './reportData';

/** The columns, whose names and order stay the same. The words are those of `--json`. */
export const csvColumns = [
  'source',
  'status',
  'code',
  'message',
  'notes',
  'sourceBytes',
  'sourceWidth',
  'sourceHeight',
  'target',
  'targetStatus',
  'targetMessage',
  'bytes',
  'width',
  'height',
  'format',
  'ms',
] as const;

type Cells = Partial<Record<(typeof csvColumns)[number], string | number>>;

/**
 * A spreadsheet computes a cell that starts like this (OWASP, "CSV Injection"), and a file may have any name. The last four are the
 * same signs in full width, which some of them take for the usual ones.
 */
const startsFormula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Where the semicolon or the tab separates cells, as in the countries with a decimal comma, another cell starts after one. */
const startsFormulaInside = /(?<=[;\t])(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** A text with an apostrophe where it would be a formula: spreadsheets then take it as it is. Quoted as RFC 4180 says. */
function cell(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const inside = value.replace(startsFormulaInside, "'");
  const harmless = startsFormula.test(value) ? `'${inside}` : inside;
  return /[",;\t\r\n]/.test(harmless) || harmless !== value ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function line(cells: Cells): string {
  return `${csvColumns.map((column) => cell(cells[column])).join(',')}\r\n`;
}

/** Width and height, where they are known. */
function sizeCells({ width, height }: { readonly width: number; readonly height: number }): Cells {
  return width > 0 ? { width, height } : {};
}

function sourceCells({ source, status, code, message, notes, before, ms }: Outcome, { shownPath }: ReportData): Cells {
  const { width, height } = sizeCells(before);
  return {
    ...{ source: shownPath(source), status, sourceBytes: before.bytes, ms: Math.round(ms) },
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(notes !== undefined && { notes: notes.join(' ') }),
    ...(width !== undefined && height !== undefined && { sourceWidth: width, sourceHeight: height }),
  };
}

function writtenCells(output: WrittenOutput, { shownPath }: ReportData): Cells {
  const { target, bytes, format } = output;
  return { target: shownPath(target), targetStatus: 'done', bytes, format, ...sizeCells(output) };
}

function unwrittenCells({ target, status, message, format }: UnwrittenOutput, { shownPath }: ReportData): Cells {
  return { target: shownPath(target), targetStatus: status, targetMessage: message, format };
}

/** How to write a CSV. */
export interface CsvOptions {
  /**
   * Whether to begin with a byte order mark. Excel takes a file without one for its country's old code page, and shows wrong letters in
   * names. A program that reads the text from a pipe would take the mark for a part of the first column's name.
   */
  readonly byteOrderMark: boolean;
}

/** A report as comma-separated values (RFC 4180), line by line: one for each output, or for a file without any. */
export function* csvReport(data: ReportData, { byteOrderMark }: CsvOptions): Generator<string> {
  yield `${byteOrderMark ? '\ufeff' : ''}${csvColumns.join(',')}\r\n`;
  for (const file of data.files) {
    const source = sourceCells(file, data);
    const { outputs, unwritten = [] } = file;
    if (outputs.length + unwritten.length === 0) yield line(source);
    for (const output of outputs) yield line({ ...source, ...writtenCells(output, data) });
    for (const output of unwritten) yield line({ ...source, ...unwrittenCells(output, data) });
  }
}
