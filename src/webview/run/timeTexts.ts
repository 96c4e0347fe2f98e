import * as l10n from '@vscode/l10n';
import type { TimedPart, TimingView } from '../../shared/protocol/insightsProtocol';
import { formatDecimal, formatDuration } from '../../shared/values/formatQuantity';

type PartTexts = Readonly<Record<TimedPart, () => string>>;

/** A run that is over sooner does not tell what its workers are worth, in seconds. */
const shortSeconds = 2;

/** The parts of the time of images. */
export const partText: PartTexts = {
  open: () => l10n.t('Open'),
  steps: () => l10n.t('Decode and steps'),
  render: () => l10n.t('Decode, steps, and encode'),
  encode: () => l10n.t('Encode'),
  check: () => l10n.t('Check'),
  write: () => l10n.t('Write'),
  other: () => l10n.t('Other'),
};

const hints: PartTexts = {
  open: () => l10n.t('The container of each source is read and checked.'),
  steps: () => l10n.t('Decoding and steps for pixels that several outputs share, or that a step needs all at once.'),
  render: () => l10n.t("One pipeline does all of this row by row, so its parts can't be timed separately."),
  encode: () => l10n.t('Encoding of pixels already in memory, with any remaining steps.'),
  check: () => l10n.t('New files are compared with what was encoded; those that replace an original are decoded.'),
  write: () => l10n.t('New files are written, flushed to the disk, and renamed.'),
  other: () => l10n.t('Digests, folders, and waiting for other files.'),
};

export const timeTexts = {
  title: () => l10n.t('Time'),
  hint: () => l10n.t('where it went'),
  parts: () => l10n.t('Where the time went'),
  hints,
} as const;

/** A time that may be short: `0.4 s`, `12 s`, `2 min 5 s`. */
export function secondsText(seconds: number): string {
  return seconds < 9.95 ? l10n.t('{0} s', formatDecimal(seconds, seconds < 0.995 ? 2 : 1)) : formatDuration(seconds);
}

function speedup({ workSeconds, elapsedSeconds }: NonNullable<TimingView['spent']>): string {
  return formatDecimal(workSeconds / elapsedSeconds, 1);
}

/** `3.7× as fast as one worker`. */
export function speedupText(spent: NonNullable<TimingView['spent']>): string {
  // Of a short run, most is the start of the workers.
  if (spent.elapsedSeconds < shortSeconds) return timeTexts.hint();
  return l10n.t('about {0}× as fast as one worker', speedup(spent));
}

/** Where the speed-up comes from. */
export function spentText(spent: NonNullable<TimingView['spent']>): string {
  const [work, elapsed] = [secondsText(spent.workSeconds), secondsText(spent.elapsedSeconds)];
  return l10n.t(
    'The workers were busy for {0} in {1}. One worker alone might take a little less, since workers slow each other down.',
    work,
    elapsed,
  );
}
