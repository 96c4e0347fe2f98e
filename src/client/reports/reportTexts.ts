import * as l10n from '@vscode/l10n';
import { type Outcome, type OutcomeStatus, outcomeStatuses, type WrittenOutput } from '../../shared/run/run';
import { formatDate } from '../../shared/values/formatDate';
import { formatList } from '../../shared/values/formatList';
import { formatMessage } from '../../shared/values/formatMessage';
import {
  fileCount,
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatPercent,
  savedPercent,
} from '../../shared/values/formatQuantity';
import type { PixelSize } from '../../shared/values/pixelSize';
import type { ReportData, ReportedOutcome, ReportedRun } from './reportData';

/** What the reports for people say, without any markup. */

/** A name with what it stands for. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

const stateTexts: Readonly<Record<ReportedRun['state'], () => string>> = {
  planning: () => l10n.t('in progress'),
  planned: () => l10n.t('in progress'),
  running: () => l10n.t('in progress'),
  paused: () => l10n.t('in progress'),
  canceling: () => l10n.t('in progress'),
  finished: () => l10n.t('finished'),
  canceled: () => l10n.t('canceled'),
  stopped: () => l10n.t('stopped'),
  interrupted: () => l10n.t('interrupted'),
  undone: () => l10n.t('undone; its outputs no longer exist'),
};

const statusTexts: Readonly<Record<OutcomeStatus, () => string>> = {
  done: () => l10n.t('done'),
  kept: () => l10n.t('kept'),
  skipped: () => l10n.t('skipped'),
  failed: () => l10n.t('failed'),
  canceled: () => l10n.t('not processed'),
};

/** How many files ended so. The number decides about the form of the word in many languages. */
const countTexts: Readonly<Record<OutcomeStatus, () => string>> = {
  done: () => l10n.t('{0, plural, one {# done} other {# done}}'),
  kept: () => l10n.t('{0, plural, one {# kept} other {# kept}}'),
  skipped: () => l10n.t('{0, plural, one {# skipped} other {# skipped}}'),
  failed: () => l10n.t('{0, plural, one {# failed} other {# failed}}'),
  canceled: () => l10n.t('{0, plural, one {# not processed} other {# not processed}}'),
};

/** `1 output`, `2 outputs`. */
export function outputCount(count: number): string {
  return formatMessage(l10n.t('{0, plural, one {# output} other {# outputs}}'), count);
}

function changeText(bytesIn: number, bytesOut: number): string {
  const saved = savedPercent(bytesIn, bytesOut);
  return saved < 0
    ? l10n.t('{0} → {1}, {2} larger', formatBytes(bytesIn), formatBytes(bytesOut), formatPercent(-saved))
    : l10n.t('{0} → {1}, {2} saved', formatBytes(bytesIn), formatBytes(bytesOut), formatPercent(saved));
}

/** The result of a run in bytes. A set is not larger or smaller than its source: it is something else. */
function sumsText({ run: { kind, bytesIn, bytesOut, outputs, outputBytes }, hasSets }: ReportData): string {
  if (kind === 'duplicates') return l10n.t('{0} moved', formatBytes(bytesIn));
  if (hasSets || outputs === 0) return formatList([outputCount(outputs), formatBytes(outputBytes)], 'narrow');
  return changeText(bytesIn, bytesOut);
}

function countsText({ counts, files, undone = 0 }: ReportedRun): string {
  const parts = outcomeStatuses.filter((status) => counts[status] > 0).map((status) => formatMessage(countTexts[status](), counts[status]));
  if (undone > 0) parts.push(formatMessage(l10n.t('{0, plural, one {# undone} other {# undone}}'), undone));
  return parts.length === 0 ? fileCount(files) : l10n.t('{0}: {1}', fileCount(files), formatList(parts, 'narrow'));
}

export const reportTexts = {
  failures: () => l10n.t('Failures by cause'),
  files: () => l10n.t('Files'),
  file: () => l10n.t('File'),
  status: () => l10n.t('Status'),
  source: () => l10n.t('Source'),
  outputs: () => l10n.t('Outputs'),
  time: () => l10n.t('Time'),
  noFiles: () => l10n.t('This run had no files.'),
  more: (count: number) => l10n.t('and {0} more', formatCount(count)),
  thumbnailLimit: (count: number) => l10n.t('Only the first {0} have thumbnails.', fileCount(count)),
  title: ({ title }: ReportedRun) => l10n.t('Report: {0}', title),
} as const;

/** The state of a run, and what to know about its end. */
export function stateText({ state, message = '' }: ReportedRun): string {
  return message === '' ? stateTexts[state]() : l10n.t('{0}. {1}', stateTexts[state](), message);
}

/** What a report says first. */
export function reportFacts(data: ReportData): Fact[] {
  const { run } = data;
  const facts = [
    { name: l10n.t('Started'), value: formatDate(Date.parse(run.started)) },
    { name: l10n.t('Duration'), value: run.seconds > 0 ? formatDuration(run.seconds) : '' },
    { name: l10n.t('State'), value: stateText(run) },
    { name: l10n.t('Files'), value: countsText(run) },
    { name: l10n.t('Result'), value: sumsText(data) },
    { name: l10n.t('Destination'), value: run.destination },
    { name: l10n.t('Paths relative to'), value: run.folder ?? '' },
  ];
  return facts.filter(({ value }) => value !== '');
}

export function statusText(status: OutcomeStatus): string {
  return statusTexts[status]();
}

/** The status of a file, as long as it was not undone. */
export function fileStatusText({ status, undone }: ReportedOutcome): string {
  return undone ? l10n.t('undone') : statusText(status);
}

/** `4000 × 3000`; empty where the size is not known, as that of a file that is not an image. */
function pixelsText({ width, height }: PixelSize): string {
  return width > 0 ? `${width} × ${height}` : '';
}

/** `4000 × 3000, 4.21 MB`. */
export function sourceText({ before }: Outcome): string {
  return [pixelsText(before), formatBytes(before.bytes)].filter(Boolean).join(', ');
}

/** `640 × 480, 812 KB, webp`. */
export function outputText(output: WrittenOutput): string {
  return [pixelsText(output), formatBytes(output.bytes), output.format].filter(Boolean).join(', ');
}

/** The saving of a file with a single output; undefined for any other one, and where nothing was saved. */
export function savingText({ before, outputs, unwritten = [] }: Outcome): string | undefined {
  const [only] = outputs;
  if (!only || outputs.length + unwritten.length > 1 || before.bytes === 0) return undefined;
  const saved = savedPercent(before.bytes, only.bytes);
  if (saved === 0) return undefined;
  return saved < 0 ? l10n.t('{0} larger', formatPercent(-saved)) : l10n.t('{0} saved', formatPercent(saved));
}

/** The time of a file in its worker; empty when none had it. */
export function timeText({ ms, worker }: Outcome): string {
  if (worker < 0) return '';
  return ms < 1000 ? l10n.t('{0} ms', formatCount(Math.round(ms))) : l10n.t('{0} s', formatDecimal(ms / 1000, 1));
}

/** What to know about a file, as sentences: why it failed, and remarks. Reasons of single outputs are not repeated. */
export function remarksOn({ message, notes = [], unwritten = [] }: Outcome): string[] {
  const isSaidBelow = message !== undefined && unwritten.some((output) => message.includes(output.message));
  return [...(message === undefined || isSaidBelow ? [] : [message]), ...notes];
}
