import * as l10n from '@vscode/l10n';
import type { RowFilter, RunView, Totals } from '../../shared/protocol/panelProtocol';
import type { RunKind, RunPhase } from '../../shared/run/runPhase';
import { formatMessage } from '../../shared/values/formatMessage';
import { formatBytes, formatDuration } from '../../shared/values/formatQuantity';
import { savingText } from '../common/commonTexts';
import { isOver } from '../common/phases';

const phaseTexts: Readonly<Record<RunPhase, () => string>> = {
  planned: () => l10n.t('Preview: nothing has been written yet.'),
  planning: () => l10n.t('Searching for files. Nothing has been written yet.'),
  running: () => l10n.t('Running'),
  paused: () => l10n.t('Paused'),
  canceling: () => l10n.t('Canceling. Files in progress are finished first.'),
  finished: () => l10n.t('Finished'),
  canceled: () => l10n.t('Canceled'),
  stopped: () => l10n.t('Stopped'),
  interrupted: () => l10n.t('Interrupted'),
};

/** Runs that write nothing need not say so. */
const inspectionTexts: Readonly<Partial<Record<RunPhase, () => string>>> = {
  planning: () => l10n.t('Searching for files.'),
  canceling: () => l10n.t('Canceling.'),
};

/** What the run is doing; once it is over, its summary. */
export function statusSentence({ kind, phase }: RunView, totals: Totals | undefined): string {
  const phaseText = ((kind === 'process' ? undefined : inspectionTexts[phase]) ?? phaseTexts[phase])();
  if (!isOver(phase) || totals === undefined) return phaseText;
  return [countsSentence[kind](phaseText, totals, formatDuration(totals.elapsedSeconds)), ...bytesSentences(kind, totals)].join(' ');
}

type CountsSentence = (phase: string, totals: Totals, duration: string) => string;

const okSentence: CountsSentence = (phase, { done, files, extra }, duration) =>
  formatMessage(l10n.t('{0}: {1} of {2, plural, one {# file} other {# files}} OK in {3}.'), phase, done, files - extra, duration);

/** Whether every file was skipped, as when all outputs are up to date. */
const isIdle = ({ skipped, files }: Totals) => files > 0 && skipped === files;

const countsSentence: Readonly<Record<RunKind, CountsSentence>> = {
  process: (phase, totals, duration) => {
    const { done, files } = totals;
    if (isIdle(totals)) return formatMessage(l10n.t('{0}: nothing to do for {1, plural, one {# file} other {# files}}.'), phase, files);
    return formatMessage(l10n.t('{0}: {1} of {2, plural, one {# file} other {# files}} done in {3}.'), phase, done, files, duration);
  },
  hash: (phase, { done, files }, duration) =>
    formatMessage(l10n.t('{0}: {1} of {2, plural, one {# file} other {# files}} hashed in {3}.'), phase, done, files, duration),
  verify: okSentence,
  check: okSentence,
  duplicates: (phase, _, duration) => l10n.t('{0} after {1}.', phase, duration),
};

/** The bytes that were read and written, and the files that needed no reading. */
function bytesSentences(kind: RunKind, { done, bytesIn, bytesOut, known }: Totals): string[] {
  if (kind === 'duplicates') return [];
  if (kind === 'process') {
    if (done === 0) return [];
    return [l10n.t('{0} became {1}, {2}.', formatBytes(bytesIn), formatBytes(bytesOut), savingText(bytesIn, bytesOut))];
  }
  const read = bytesIn === 0 ? [] : [l10n.t('{0} read.', formatBytes(bytesIn))];
  return known === 0 ? read : [...read, knownSentence(known)];
}

function knownSentence(known: number): string {
  return formatMessage(
    l10n.t(
      '{0, plural, one {# file has not changed since it was last hashed.} other {# files have not changed since they were last hashed.}}',
    ),
    known,
  );
}

function failedText(kind: RunKind): string {
  if (kind === 'check') return l10n.t('{0, plural, one {# file has an error} other {# files have errors}}');
  if (kind === 'duplicates') return l10n.t('{0, plural, one {# file could not be compared} other {# files could not be compared}}');
  return l10n.t('{0, plural, one {# file failed} other {# files failed}}');
}

/** What went wrong, each with the filter that shows its rows: `3 files failed`. */
export function problemTexts(
  { failed, missing }: Pick<Totals, 'failed' | 'missing'>,
  kind: RunKind,
): readonly (readonly [filter: RowFilter, text: string])[] {
  const problems = [
    ['failed', failed, failedText(kind)],
    ['missing', missing, l10n.t('{0, plural, one {# file is missing} other {# files are missing}}')],
  ] as const;
  return problems.filter(([, count]) => count > 0).map(([filter, count, text]) => [filter, formatMessage(text, count)] as const);
}
