import * as l10n from '@vscode/l10n';
import { formatPercent, savedPercent } from '../../shared/values/formatQuantity';
import type { PixelSize } from '../../shared/values/pixelSize';

/** Texts that several areas of the page show. Each is a function: translations are there when it is called, not when this loads. */
export const commonTexts = {
  open: () => l10n.t('Open (Enter)'),
  reveal: () => l10n.t('Reveal in Explorer View (Shift+Enter)'),
  loading: () => l10n.t('Loading...'),
} as const;

/** Shown in place of the page when its first state could not be loaded. */
export function loadErrorText(error: unknown): string {
  return l10n.t('The panel could not be loaded: {0}', error instanceof Error ? error.message : String(error));
}

/** Between both sides of a change. */
export const arrow = '→';

/**
 * Statements about a file in one line or label; undefined and empty ones are left out. They are no enumeration, so unlike
 * a list they take no "and" in any language.
 */
export function joinStatements(statements: readonly (string | undefined)[]): string {
  return statements.filter(Boolean).join(', ');
}

/** Both sides of a change: `4.21 MB → 812 KB`; the known one if the other is undefined. */
export function changeText(before: string | undefined, after: string | undefined): string {
  return [before, after].filter((side) => side !== undefined).join(` ${arrow} `);
}

/** `81% saved`, `12% larger`, `same size`. */
export function savingText(bytesIn: number, bytesOut: number): string {
  const saved = savedPercent(bytesIn, bytesOut);
  if (saved === 0) return l10n.t('same size');
  return saved > 0 ? l10n.t('{0} saved', formatPercent(saved)) : l10n.t('{0} larger', formatPercent(-saved));
}

/** `4000 × 3000`. Pixel sizes have no separators, as everywhere in imaging. */
export function pixelSizeText({ width, height }: PixelSize): string {
  return `${width} × ${height}`;
}
