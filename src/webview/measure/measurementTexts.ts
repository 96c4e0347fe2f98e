import * as l10n from '@vscode/l10n';
import type { MeasurementView } from '../../shared/protocol/measurementProtocol';
import type { WorkerSpeed } from '../../shared/run/workerMeasurement';
import { formatMessage } from '../../shared/values/formatMessage';
import { fileCount, formatCount, formatDecimal } from '../../shared/values/formatQuantity';
import { joinStatements } from '../common/commonTexts';

/** Texts of the measurement of workers. */
export const measurementTexts = {
  title: () => l10n.t('Worker Speed'),
  close: () => l10n.t('Close'),
  cancel: () => l10n.t('Cancel'),
  closeHint: () => l10n.t('Back to the run (Escape)'),
  progress: () => l10n.t('Measurement progress'),
  preparing: () => l10n.t('Choosing files to measure...'),
  trace: () => l10n.t('Outputs go to a temporary folder and are removed afterward. Runs wait until the measurement ends.'),
  bars: () => l10n.t('Time for all files'),
  line: () => l10n.t('Speed-up over one worker'),
  ideal: () => l10n.t('Ideal speed-up'),
  numbers: () => l10n.t('Time and speed by number of workers'),
  workers: () => l10n.t('Workers'),
  time: () => l10n.t('Time'),
  speed: () => l10n.t('Speed'),
  speedup: () => l10n.t('Speed-up'),
  choice: () => l10n.t('Choice'),
  recommended: () => l10n.t('recommended'),
  current: () => l10n.t('currently in use'),
  measuring: () => l10n.t('measuring...'),
  recommendedHint: () => l10n.t('The fewest workers that are within 5% of the fastest.'),
} as const;

/** The short name of a button whose row tells how many. */
export const useThisText = () => l10n.t('Use');

/** `Use 4 Workers`. */
export function useText(count: number): string {
  return formatMessage(l10n.t('{0, plural, one {Use # Worker} other {Use # Workers}}'), count);
}

/** `4 workers`. */
export function workersText(count: number): string {
  return formatMessage(l10n.t('{0, plural, one {# worker} other {# workers}}'), count);
}

/** `Measuring with 4 workers...`. */
export function turnText(workers: number): string {
  return formatMessage(l10n.t('Measuring with {0, plural, one {# worker} other {# workers}}...'), workers);
}

/** `3.21 s`. */
export function timeText({ seconds }: WorkerSpeed): string {
  return l10n.t('{0} s', formatDecimal(seconds, seconds < 10 ? 2 : 1));
}

/** `12.5 files/s`. */
export function speedText({ filesPerSecond }: WorkerSpeed): string {
  return l10n.t('{0} files/s', formatDecimal(filesPerSecond, 1));
}

/** `1.87×`. @param digits decimals */
export function speedupText({ speedup }: Pick<WorkerSpeed, 'speedup'>, digits: 1 | 2 = 2): string {
  return l10n.t('{0}×', formatDecimal(speedup, digits));
}

/** What was found, in sentences. */
export function foundText(view: MeasurementView): string {
  const { found, speeds } = view;
  if (!found) return '';
  const { recommended } = found;
  if (speeds.every(({ workers }) => workers <= recommended)) return bestText(view, recommended);
  const speedupOf = (counts: MeasurementView['speeds']) => Math.max(...counts.map(({ speedup }) => speedup));
  const [fewer, more] = [false, true].map((isMore) => speeds.filter(({ workers }) => workers > recommended === isMore));
  return speedupOf(more ?? []) > speedupOf(fewer ?? [])
    ? l10n.t('{0} More workers are hardly faster.', bestText(view, recommended))
    : l10n.t('{0} More workers are not faster.', bestText(view, recommended));
}

/** How fast the recommended number is. */
function bestText({ speeds, current }: MeasurementView, recommended: number): string {
  if (recommended === 1) return l10n.t('One worker is enough.');
  const best = speeds.find(({ workers }) => workers === recommended);
  const text =
    recommended === current
      ? l10n.t('{0, plural, one {# worker (currently in use) is} other {# workers (currently in use) are}} {1} as fast as one.')
      : l10n.t('{0, plural, one {# worker is} other {# workers are}} {1} as fast as one.');
  return formatMessage(text, recommended, speedupText(best ?? { speedup: 1 }));
}

/** What was measured: `Each time is the faster of two passes over 64 files.` */
export function methodText({ found }: MeasurementView): string {
  if (!found) return '';
  const files = fileCount(found.files);
  return found.rounds === 1
    ? l10n.t('Each time is the faster of two passes over {0}.', files)
    : l10n.t('Each time is the faster of two passes over {0}, processed {1} times per pass.', files, formatCount(found.rounds));
}

/** The chart in a sentence, for screen readers. */
export function chartText({ speeds }: MeasurementView): string {
  return joinStatements(
    speeds.map((speed) => l10n.t('{0}: {1}, {2} as fast', workersText(speed.workers), timeText(speed), speedupText(speed))),
  );
}
