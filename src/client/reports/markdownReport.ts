import type { Outcome } from '../../shared/run/run';
import { fileCount } from '../../shared/values/formatQuantity';
import { markdownRow, markdownTable } from '../../shared/values/markdownTable';
import type { FailureCause } from './failureCauses';
import { code, coded } from './markdownText';
import type { ReportData, ReportedOutcome } from './reportData';
import {
  fileStatusText,
  outputText,
  remarksOn,
  reportFacts,
  reportTexts,
  savingText,
  sourceText,
  statusText,
  timeText,
} from './reportTexts';

function outputsOf({ outputs, unwritten = [], ...file }: Outcome, { shownPath }: ReportData): string {
  const saving = savingText({ outputs, unwritten, ...file });
  const made = outputs.map((output) => `${code(shownPath(output.target))} ${[outputText(output), saving].filter(Boolean).join(', ')}`);
  const missing = unwritten.map(({ target, status, message }) => `${code(shownPath(target))} ${statusText(status)}: ${coded(message)}`);
  return [...made, ...missing].join('<br>');
}

function rowOf(file: ReportedOutcome, data: ReportData): string {
  const status = [fileStatusText(file), ...remarksOn(file).map(coded)].join('<br>');
  return markdownRow([code(data.shownPath(file.source)), status, sourceText(file), outputsOf(file, data), timeText(file)]);
}

function causeLines({ code: cause, count, reasons, sources }: FailureCause, { shownPath }: ReportData): string[] {
  const named = sources.map((source) => `  - ${code(shownPath(source))}`);
  const more = count > sources.length ? [`  - ${reportTexts.more(count - sources.length)}`] : [];
  return [`- **${fileCount(count)}** (\`${cause}\`): ${reasons.map(({ message }) => coded(message)).join(' ')}`, ...named, ...more];
}

/** A report in GitHub's Markdown, line by line: totals, failures by cause, and a table of the files. */
export function* markdownReport(data: ReportData): Generator<string> {
  const { run, causes, files } = data;
  yield `# ${coded(reportTexts.title(run))}\n\n`;
  for (const { name, value } of reportFacts(data)) yield `- **${name}**: ${coded(value)}\n`;
  if (causes.length > 0) yield `\n## ${reportTexts.failures()}\n\n`;
  for (const cause of causes) yield `${causeLines(cause, data).join('\n')}\n`;
  yield `\n## ${reportTexts.files()}\n\n`;
  if (files.length === 0) {
    yield `${reportTexts.noFiles()}\n`;
    return;
  }
  const { file, status, source, outputs, time } = reportTexts;
  yield `${markdownTable([file(), status(), source(), outputs(), time()], [])}\n`;
  for (const each of files) yield `${rowOf(each, data)}\n`;
}
