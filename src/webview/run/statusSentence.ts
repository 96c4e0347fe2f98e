import * as l10n from '@vscode/l10n';
import type { RunView, Totals } from '../../shared/protocol/panelProtocol';
import type { RowFilter } from '../../shared/protocol/rowQuery';
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

/** A finished run of which some or all files failed does not say that it is well. What a search found is not counted as done. */
function endText(kind: RunKind, { failed, missing, done, undone, kept }: Totals): string | undefined {
  if (failed + missing === 0) return undefined;
  return done + undone + kept === 0 && kind !== 'duplicates' ? l10n.t('Failed') : l10n.t('Finished with errors');
}

/** What the run is doing; once it is over, its summary. Of a run that waits, the message says for what. */
export function statusSentence({ kind, phase, waiting }: RunView, totals: Totals | undefined): string {
  if (waiting && !isOver(phase)) return kind === 'process' ? l10n.t('Nothing has been written yet.') : '';
  const usual = ((kind === 'process' ? undefined : inspectionTexts[phase]) ?? phaseTexts[phase])();
  if (!isOver(phase) || totals === undefined) return usual;
  const phaseText = (phase === 'finished' ? endText(kind, totals) : undefined) ?? usual;
  return [countsSentence[kind](phaseText, totals), ...bytesSentences(kind, totals)].join(' ');
}

/** @param phase the beginning of the sentence, such as `Finished` */
type CountsSentence = (phase: string, totals: Totals) => string;

const durationOf = ({ elapsedSeconds = 0 }: Totals) => formatDuration(elapsedSeconds);

const okSentence: CountsSentence = (phase, totals) => {
  const { done, files, extra } = totals;
  const text = l10n.t('{0}: {1} of {2, plural, one {# file} other {# files}} OK in {3}.');
  return formatMessage(text, phase, done, files - extra, durationOf(totals));
};

/** Whether every file was skipped, as when all outputs are up to date. */
const isIdle = ({ skipped, files }: Totals) => files > 0 && skipped === files;

const countsSentence: Readonly<Record<RunKind, CountsSentence>> = {
  process: (phase, totals) => {
    const { done, files, elapsedSeconds } = totals;
    if (isIdle(totals)) return formatMessage(l10n.t('{0}: nothing to do for {1, plural, one {# file} other {# files}}.'), phase, files);
    if (elapsedSeconds === undefined)
      return formatMessage(l10n.t('{0}: {1} of {2, plural, one {# file} other {# files}} done.'), phase, done, files);
    const text = l10n.t('{0}: {1} of {2, plural, one {# file} other {# files}} done in {3}.');
    return formatMessage(text, phase, done, files, durationOf(totals));
  },
  hash: (phase, totals) => {
    const text = l10n.t('{0}: {1} of {2, plural, one {# file} other {# files}} hashed in {3}.');
    return formatMessage(text, phase, totals.done, totals.files, durationOf(totals));
  },
  verify: okSentence,
  check: okSentence,
  duplicates: (phase, totals) => l10n.t('{0}. It took {1}.', phase, durationOf(totals)),
};

/** The bytes that were read and written, and the files that needed no reading. */
function bytesSentences(kind: RunKind, { done, bytesIn, bytesOut, outputs, several, known }: Totals): string[] {
  if (kind === 'duplicates') return [];
  if (kind === 'process') {
    // Images that were only packed have no size of their own.
    if (done === 0 || (bytesIn === 0 && bytesOut === 0)) return [];
    // A set of outputs is meant to be more than its source.
    if (several) return [formatMessage(l10n.t('{0, plural, one {# output} other {# outputs}}, {1}.'), outputs, formatBytes(bytesOut))];
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
