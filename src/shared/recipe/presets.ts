import * as l10n from '@vscode/l10n';
import type { Profile } from './recipe';

/** A size that the first quick pick of Resize Images... offers: the length of the long edge in pixels. Images are never enlarged. */
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

/** Where a command writes its outputs. */
export type Destination = { readonly kind: 'beside' } | { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 'replace' };

/** The size of a resize, by the keys of the schema. */
export type Size =
  | { longEdge: number }
  | { shortEdge: number }
  | { percent: number }
  | { megapixels: number }
  | { width?: number; height?: number };

/** A size as part of a file name: `640`, `800x600`, `800w`, `600h`, `50pct`, `640short`, `2mp`. */
export function sizeLabel(size: Size): string {
  if ('longEdge' in size) return String(size.longEdge);
  if ('shortEdge' in size) return `${size.shortEdge}short`;
  if ('percent' in size) return `${size.percent}pct`;
  if ('megapixels' in size) return `${size.megapixels}mp`;
  if (size.width !== undefined && size.height !== undefined) return `${size.width}x${size.height}`;
  return size.width !== undefined ? `${size.width}w` : `${size.height}h`;
}

/**
 * Reads a custom size as the user typed it: `800x600`, `800x`, `x600`, `1280` (long edge), `2 MP` or `50%`; sides may have a unit, as
 * in `640 px`. Returns the size, or a sentence that says what is wrong.
 */
export function parseSize(text: string): Size | string {
  const input = text.trim().toLowerCase();
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(%|mp)$/.exec(input) ?? [];
  if (unit === '%') return parsePercent(Number(amount));
  if (unit === 'mp') return parseMegapixels(Number(amount));
  return parseSides(input);
}

function parsePercent(percent: number): Size | string {
  return percent >= 0.01 && percent <= 100 ? { percent } : l10n.t('Enter a percentage from 0.01% to 100%. Images are never enlarged.');
}

function parseMegapixels(megapixels: number): Size | string {
  return megapixels >= 0.0001 && megapixels <= 268 ? { megapixels } : l10n.t('Enter from 0.0001 to 268 megapixels.');
}

function parseSides(input: string): Size | string {
  const [, width, by, height] = /^(\d*)\s*(?:px)?\s*([x×*]?)\s*(\d*)\s*(?:px)?$/.exec(input) ?? [];
  // Without a sign between them, one number is all that there can be.
  if ((!width && !height) || (by === '' && height)) {
    return l10n.t('Enter a size such as 800x600, 800x, x600, 1280 (long edge), 2 MP, or 50%.');
  }
  if ([width, height].some((side) => side && !(Number(side) >= 1 && Number(side) <= 65_535))) {
    return l10n.t('Enter a side from 1 to 65535 pixels.');
  }
  if (by === '') return { longEdge: Number(width) };
  return { ...(width && { width: Number(width) }), ...(height && { height: Number(height) }) };
}

/** Resizes images to one size: what Resize Images... and `assetmill resize` run. */
export function resizeProfile(size: Size, destination: Destination, extra: Partial<Profile> = {}): Profile {
  const placement =
    destination.kind === 'folder'
      ? { folder: destination.folder }
      : destination.kind === 'beside'
        ? { name: `{name}-${sizeLabel(size)}` }
        : {};
  return { steps: [{ operation: 'resize', ...size }], outputs: [placement], replace: destination.kind === 'replace', ...extra };
}
