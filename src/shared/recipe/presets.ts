import * as l10n from '@vscode/l10n';
import type { Profile } from './recipe';

/** A size offered in the first quick pick of Resize Images...: the length of the long edge in pixels, never enlarging. */
export interface Preset {
  readonly id: 'small' | 'medium' | 'large' | 'thumbnail';
  readonly longEdge: number;
}

export const presets: readonly Preset[] = [
  { id: 'small', longEdge: 640 },
  { id: 'medium', longEdge: 1280 },
  { id: 'large', longEdge: 1920 },
  { id: 'thumbnail', longEdge: 300 },
];

/** Where the results of a run go. */
export type Destination = { readonly kind: 'beside' } | { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 'replace' };

/** A size as the user asks for it, in the schema's own words. */
export type Size =
  | { longEdge: number }
  | { shortEdge: number }
  | { percent: number }
  | { megapixels: number }
  | { width?: number; height?: number };

/** How a size stands in a file name: `640`, `800x600`, `800w`, `600h`, `50pct`, `640short`, `2mp`. */
export function sizeLabel(size: Size): string {
  if ('longEdge' in size) return String(size.longEdge);
  if ('shortEdge' in size) return `${size.shortEdge}short`;
  if ('percent' in size) return `${size.percent}pct`;
  if ('megapixels' in size) return `${size.megapixels}mp`;
  if (size.width !== undefined && size.height !== undefined) return `${size.width}x${size.height}`;
  return size.width !== undefined ? `${size.width}w` : `${size.height}h`;
}

/**
 * Reads what was typed as a custom size: `800x600`, `800x`, `x600`, `1280` (long edge) or `50%`.
 * Returns the size, or a sentence that says what is wrong.
 */
export function parseSize(text: string): Size | string {
  const input = text.trim().toLowerCase();
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(input);
  if (percent) {
    const value = Number(percent[1]);
    return value >= 0.01 && value <= 100 ? { percent: value } : l10n.t('A percentage goes from 0.01 to 100: nothing is enlarged.');
  }
  const box = /^(\d*)\s*[x×]\s*(\d*)$/.exec(input);
  const numbers = box ? [box[1], box[2]] : /^\d+$/.test(input) ? [input] : [];
  if (numbers.every((number) => number === '' || number === undefined)) {
    return l10n.t('Type a size: 800x600, 800x, x600, 1280 for the long edge, or 50%.');
  }
  if (numbers.some((number) => number !== '' && !(Number(number) >= 1 && Number(number) <= 65_535))) {
    return l10n.t('A side goes from 1 to 65535 pixels.');
  }
  if (!box) return { longEdge: Number(input) };
  return { ...(box[1] && { width: Number(box[1]) }), ...(box[2] && { height: Number(box[2]) }) };
}

/** The profile of a resize to one size and one destination: what Resize Images... and `assetmill resize` run. */
export function resizeProfile(size: Size, destination: Destination, extra: Partial<Profile> = {}): Profile {
  const place =
    destination.kind === 'folder'
      ? { folder: destination.folder }
      : destination.kind === 'beside'
        ? { name: `{name}-${sizeLabel(size)}` }
        : {};
  return { steps: [{ operation: 'resize', ...size }], outputs: [place], replace: destination.kind === 'replace', ...extra };
}
