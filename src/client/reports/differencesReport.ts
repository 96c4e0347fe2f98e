import * as l10n from '@vscode/l10n';
import { outcomeStatuses } from '../../shared/run/run';
import { formatDate } from '../../shared/values/formatDate';
import { formatMessage } from '../../shared/values/formatMessage';
import {
  fileCount,
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatPercent,
  formatSignedPercent,
  savedPercent,
} from '../../shared/values/formatQuantity';
import { markdownRow, markdownTable } from '../../shared/values/markdownTable';
import type { ComparedFile, ComparedRun } from './comparedRun';
import { code, coded } from './markdownText';
import { outputCount, reportTexts, stateText, statusText } from './reportTexts';
import { comparedPath, type DifferenceKind, differenceKinds, type FileDifference, type RunDifferences } from './runDifferences';

/** Two runs side by side, in GitHub's Markdown. */

const none = '—';

/** A row of the first table: what is told of each run. An empty text is shown as a dash. */
type Figure = readonly [name: string, of: (run: ComparedRun) => string];

/** Of a set of outputs, the sum says nothing about savings. */
function savedText({ run: { counts, outputs, bytesIn, bytesOut } }: ComparedRun): string {
  return counts.done === 0 || outputs > counts.done ? '' : formatPercent(savedPercent(bytesIn, bytesOut));
}

function countText(count: number): string {
  return count > 0 ? formatCount(count) : '';
}

function figures(): Figure[] {
  return [
    [l10n.t('Run'), ({ run }) => run.title],
    [l10n.t('Started'), ({ run }) => formatDate(Date.parse(run.started))],
    [l10n.t('State'), ({ run }) => stateText(run)],
    [l10n.t('Destination'), ({ run }) => run.destination],
    [l10n.t('Paths relative to'), ({ run }) => run.folder ?? ''],
    [l10n.t('Duration'), ({ run }) => (run.seconds > 0 ? formatDuration(run.seconds) : '')],
    [l10n.t('Files per second'), ({ filesPerSecond }) => (filesPerSecond === undefined ? '' : formatDecimal(filesPerSecond, 1))],
    [l10n.t('Files'), ({ run }) => countText(run.files)],
    ...outcomeStatuses.map(
      (status): Figure => [l10n.t('{0}: {1}', l10n.t('Files'), statusText(status)), ({ run }) => countText(run.counts[status])],
    ),
    [l10n.t('Files undone since'), ({ undone }) => countText(undone)],
    [l10n.t('Outputs'), ({ run }) => (run.outputs > 0 ? outputCount(run.outputs) : '')],
    [l10n.t('Bytes before'), ({ run }) => (run.bytesIn > 0 ? formatBytes(run.bytesIn) : '')],
    [l10n.t('Bytes after'), ({ run }) => (run.outputBytes > 0 ? formatBytes(run.outputBytes) : '')],
    [l10n.t('Saved'), savedText],
  ];
}

function figuresTable({ runs }: RunDifferences): string {
  const rows = figures().map(([name, of]) => [name, ...runs.map(of)]);
  const told = rows.filter(([, ...values]) => values.some((value) => value !== ''));
  return markdownTable(
    ['', l10n.t('A'), l10n.t('B')],
    told.map(([name, ...values]) => [name as string, ...values.map((value) => coded(value) || none)]),
  );
}

function* settingsPart({ settings }: RunDifferences): Generator<string> {
  yield `\n## ${l10n.t('Settings that differ')}\n\n`;
  if (!settings) yield `${l10n.t('The settings of one of the runs are not on record.')}\n`;
  else if (settings.length === 0) yield `${l10n.t('Both runs have the same settings.')}\n`;
  else {
    const value = (text: string | undefined) => (text === undefined ? l10n.t('default') : code(text));
    const rows = settings.map(({ path, a, b }) => [code(path), value(a), value(b)]);
    yield `${markdownTable([l10n.t('Setting'), l10n.t('A'), l10n.t('B')], rows)}\n`;
  }
}

const headings: Readonly<Record<DifferenceKind, () => string>> = {
  outcome: () => l10n.t('Different outcome'),
  size: () => l10n.t('Different size'),
  onlyInA: () => l10n.t('Only in A'),
  onlyInB: () => l10n.t('Only in B'),
};

/** `done, 812 KB`; a dash for a run that does not have the file. */
function fileText(file: ComparedFile | undefined): string {
  if (!file) return none;
  const outputs = file.outputs > 1 ? [outputCount(file.outputs)] : [];
  return [statusText(file.status), ...outputs, ...(file.outputs > 0 ? [formatBytes(file.bytes)] : [])].join(', ');
}

/** `-172 KB, -21%`: of B compared with A; empty unless both have outputs. */
function changeText({ a, b }: FileDifference): string {
  if (!a?.bytes || !b?.bytes) return '';
  const change = b.bytes - a.bytes;
  return `${change > 0 ? '+' : ''}${formatBytes(change)}, ${formatSignedPercent(-savedPercent(a.bytes, b.bytes))}`;
}

function* filesOfKind(differences: RunDifferences, kind: DifferenceKind): Generator<string> {
  const { count, largest } = differences.files[kind];
  if (count === 0) return;
  yield `\n### ${headings[kind]()}: ${fileCount(count)}\n\n`;
  yield `${markdownTable([reportTexts.file(), l10n.t('A'), l10n.t('B'), l10n.t('Change')], [])}\n`;
  for (const file of largest)
    yield `${markdownRow([code(comparedPath(differences, file.source)), fileText(file.a), fileText(file.b), changeText(file)])}\n`;
  if (count > largest.length) yield `\n${reportTexts.more(count - largest.length)}\n`;
}

/** `1 file is the same in both runs`. */
function sameText(count: number): string {
  return formatMessage(
    l10n.t(
      '{0, plural, one {# file has the same outcome and size in both runs.} other {# files have the same outcome and size in both runs.}}',
    ),
    count,
  );
}

/** Two runs side by side, line by line: their figures, the settings that differ, and the files that differ. */
export function* differencesReport(differences: RunDifferences): Generator<string> {
  yield `# ${l10n.t('Compare Runs')}\n\n${figuresTable(differences)}\n`;
  yield* settingsPart(differences);
  yield `\n## ${l10n.t('Files that differ')}\n\n${sameText(differences.same)}\n`;
  for (const kind of differenceKinds) yield* filesOfKind(differences, kind);
}
