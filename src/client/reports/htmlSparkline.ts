import * as l10n from '@vscode/l10n';
import type { ThroughputView } from '../../shared/protocol/insightsProtocol';
import { formatMessage } from '../../shared/values/formatMessage';
import { formatDecimal } from '../../shared/values/formatQuantity';
import { element, escaped } from './htmlText';

/** Units of the drawing, which is stretched to the width of the page. */
const units = { width: 1000, height: 100 } as const;
/** Fewer buckets are no course. */
const leastBuckets = 4;

/** `Files per second: between 12.0 and 48.0, 40.0 at the end, 1 pause`. */
function sparklineText({ rates, pauses }: ThroughputView): string {
  const told = [Math.min(...rates), Math.max(...rates), rates.at(-1) ?? 0].map((rate) => formatDecimal(rate, 1));
  const course = l10n.t('Files per second: between {0} and {1}, {2} at the end', ...told);
  if (pauses.length === 0) return course;
  return formatMessage(l10n.t('{0}, {1, plural, one {# pause} other {# pauses}}'), course, pauses.length);
}

/** Files per second over the time of a run, as a drawing; empty for a run that was too short to have a course. */
export function sparkline(view: ThroughputView): string {
  const { rates } = view;
  if (rates.length < leastBuckets) return '';
  const top = Math.max(...rates, 0.1);
  const points = rates.map((rate, index) => {
    const x = (index / (rates.length - 1)) * units.width;
    return `${x.toFixed(1)},${(units.height * (1 - rate / top)).toFixed(1)}`;
  });
  const text = escaped(sparklineText(view));
  const drawing = `<svg viewBox="0 0 ${units.width} ${units.height}" preserveAspectRatio="none" role="img" aria-label="${text}"><polyline points="${points.join(' ')}"/></svg>`;
  return `${element('figure', drawing + element('figcaption', text), 'speed')}\n`;
}
