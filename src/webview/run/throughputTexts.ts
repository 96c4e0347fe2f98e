import * as l10n from '@vscode/l10n';
import type { ThroughputView } from '../../shared/protocol/insightsProtocol';
import { formatMessage } from '../../shared/values/formatMessage';
import { rateFigure } from './progressTexts';

/** Texts of the plot of speed over time. */
export const throughputTexts = {
  at: (speed: string, time: string) => l10n.t('{0} at {1}', speed, time),
} as const;

/** The plot in a sentence: `Between 12 and 48 files per second, 40 at the end, 1 pause`. */
export function throughputText({ rates, pauses }: ThroughputView): string {
  const [least, most] = [Math.min(...rates), Math.max(...rates)].map(rateFigure) as [string, string];
  const course = l10n.t('Between {0} and {1} files per second, {2} at the end', least, most, rateFigure(rates.at(-1) ?? 0));
  if (pauses.length === 0) return course;
  return formatMessage(l10n.t('{0}, {1, plural, one {# pause} other {# pauses}}'), course, pauses.length);
}
