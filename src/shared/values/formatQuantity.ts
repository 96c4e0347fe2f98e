import * as l10n from '@vscode/l10n';
import { formatMessage } from './formatMessage';
import { integerFormat, perLocale } from './locale';

/** Quantities as people read them, in the user's locale. */

/** A count with its thousands separated: `12,345`. */
export function formatCount(count: number): string {
  return integerFormat().format(count);
}

const decimals = (digits: number) => perLocale(({ user }) => new Intl.NumberFormat(user, { ...fixed(digits), useGrouping: false }));
const fixed = (digits: number) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });
const decimalFormats = { 0: decimals(0), 1: decimals(1), 2: decimals(2) } as const;

/** A number with a fixed count of decimals and without separators of thousands: `3.0`. */
export function formatDecimal(value: number, digits: keyof typeof decimalFormats): string {
  return decimalFormats[digits]().format(value);
}

const percentFormat = perLocale(({ user }) => new Intl.NumberFormat(user, { style: 'percent' }));
const changeFormat = perLocale(({ user }) => new Intl.NumberFormat(user, { style: 'percent', signDisplay: 'exceptZero' }));

/** A whole percentage: `81%`. */
export function formatPercent(percent: number): string {
  return percentFormat().format(percent / 100);
}

/** A whole percentage with its sign, for a change: `-81%`, `+12%`, `0%`. */
export function formatSignedPercent(percent: number): string {
  return changeFormat().format(percent / 100);
}

/** Symbols of units differ between languages, as Mo does from MB, so each is a text. */
const bytesTexts: readonly ((figure: string) => string)[] = [
  (figure) => l10n.t('{0} B', figure),
  (figure) => l10n.t('{0} KB', figure),
  (figure) => l10n.t('{0} MB', figure),
  (figure) => l10n.t('{0} GB', figure),
  (figure) => l10n.t('{0} TB', figure),
];

/** Bytes with three significant digits and a decimal unit: `812 B`, `3.21 MB`. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < bytesTexts.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const figure = formatDecimal(bytes < 0 ? -value : value, digits);
  return (bytesTexts[unit] as (figure: string) => string)(figure);
}

/** An estimated size with its spread: `240 MB (180 MB–310 MB)`; without one that shows, `240 MB`. */
export function bytesWithSpread({
  bytesOut,
  low,
  high,
}: {
  readonly bytesOut: number;
  readonly low: number;
  readonly high: number;
}): string {
  const [expected, least, most] = [bytesOut, low, high].map(formatBytes) as [string, string, string];
  return least === most ? expected : l10n.t('{0} ({1}–{2})', expected, least, most);
}

/** `1 file`, `2 files`. */
export function fileCount(count: number): string {
  return formatMessage(l10n.t('{0, plural, one {# file} other {# files}}'), count);
}

/** `1 new file`, `2 new files`. */
export function newFileCount(count: number): string {
  return formatMessage(l10n.t('{0, plural, one {# new file} other {# new files}}'), count);
}

/** `1 other file`, `2 other files`. */
export function otherFileCount(count: number): string {
  return formatMessage(l10n.t('{0, plural, one {# other file} other {# other files}}'), count);
}

/** `1 group`, `2 groups`. */
export function groupCount(count: number): string {
  return formatMessage(l10n.t('{0, plural, one {# group} other {# groups}}'), count);
}

/** `1 original`, `2 originals`. */
export function originalCount(count: number): string {
  return formatMessage(l10n.t('{0, plural, one {# original} other {# originals}}'), count);
}

/** A duration in its two largest units: `under 1 s`, `8 s`, `2 min 5 s`, `1 h 4 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return l10n.t('under 1 s');
  const whole = Math.round(seconds);
  if (whole < 60) return l10n.t('{0} s', formatCount(whole));
  if (whole < 3600) return l10n.t('{0} min {1} s', formatCount(Math.floor(whole / 60)), formatCount(whole % 60));
  return l10n.t('{0} h {1} min', formatCount(Math.floor(whole / 3600)), formatCount(Math.floor((whole % 3600) / 60)));
}

/** What was saved, in percent of the input; negative when the output is larger. 0 for an empty input. */
export function savedPercent(bytesIn: number, bytesOut: number): number {
  return bytesIn === 0 ? 0 : Math.round(((bytesIn - bytesOut) / bytesIn) * 100);
}
