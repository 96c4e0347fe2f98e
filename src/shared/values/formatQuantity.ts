import * as l10n from '@vscode/l10n';

/** Figures as people read them. */

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes with three significant digits and a unit of 1000: `812 B`, `3.21 MB`. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${bytes < 0 ? '-' : ''}${value.toFixed(digits)} ${units[unit]}`;
}

/** A count with thousands set apart: `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 file`, `2 files`. Languages differ in their plurals, so each is a text of its own. */
export function fileCount(count: number): string {
  return count === 1 ? l10n.t('1 file') : l10n.t('{0} files', formatCount(count));
}

/** `1 new file`, `2 new files`. */
export function newFileCount(count: number): string {
  return count === 1 ? l10n.t('1 new file') : l10n.t('{0} new files', formatCount(count));
}

/** `1 other file`, `2 other files`. */
export function otherFileCount(count: number): string {
  return count === 1 ? l10n.t('1 other file') : l10n.t('{0} other files', formatCount(count));
}

/** `1 group`, `2 groups`. */
export function groupCount(count: number): string {
  return count === 1 ? l10n.t('1 group') : l10n.t('{0} groups', formatCount(count));
}

/** `1 original`, `2 originals`. */
export function originalCount(count: number): string {
  return count === 1 ? l10n.t('1 original') : l10n.t('{0} originals', formatCount(count));
}

/** A duration in its two largest units: `under 1 s`, `8 s`, `2 min 5 s`, `1 h 4 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return l10n.t('under 1 s');
  const whole = Math.round(seconds);
  if (whole < 60) return l10n.t('{0} s', whole);
  if (whole < 3600) return l10n.t('{0} min {1} s', Math.floor(whole / 60), whole % 60);
  return l10n.t('{0} h {1} min', Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
}

/** What was saved, in percent of the input; negative when the output is larger. 0 for an empty input. */
export function savedPercent(bytesIn: number, bytesOut: number): number {
  return bytesIn === 0 ? 0 : Math.round(((bytesIn - bytesOut) / bytesIn) * 100);
}
