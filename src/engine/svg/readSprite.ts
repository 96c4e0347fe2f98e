import { readFileSync, statSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { formatMessage } from '../../shared/values/formatMessage';
import { parse } from './svgDocument';
import { spriteOf } from './svgSprite';
import { decodeSvg } from './svgText';

/** Sprites as files. */

/** A larger file is not looked into: nothing that large is a sprite. */
const maxSpriteBytes = 32_000_000;

/** What every sprite contains: symbols, or definitions in an SVG that is hidden. */
const definition = /<(?:\w+:)?(?:symbol|defs|linearGradient|radialGradient|filter|clipPath|mask|pattern|marker)[\s>]/;
const symbol = /<(?:\w+:)?symbol[\s>]/;

/** A sprite in a file. */
export interface SpriteFile {
  readonly text: string;
  /** The ids of its symbols; none if it only holds other definitions. */
  readonly symbols: readonly string[];
}

/**
 * Reads a file that may be a sprite. Never rejects.
 * @param isDrawable whether it has a size, so that only symbols make a sprite of it
 * @returns undefined if it is none
 */
export async function readSprite(path: string, isDrawable: boolean): Promise<SpriteFile | undefined> {
  try {
    if (statSync(path).size > maxSpriteBytes) return undefined;
    const text = decodeSvg(readFileSync(path));
    if (!(isDrawable ? symbol : definition).test(text)) return undefined;
    const sprite = spriteOf(await parse(text));
    return sprite && { text, ...sprite };
  } catch {
    // Whoever draws it says what is wrong with it.
    return undefined;
  }
}

/**
 * Draws all symbols of a sprite, to check it.
 * @throws an error of sharp when one cannot be drawn
 */
export async function checkSprite(path: string): Promise<void> {
  const sprite = await readSprite(path, false);
  const { drawSymbols } = await import('./sameLook');
  if (sprite) await drawSymbols(sprite.text, sprite.symbols);
}

/** The failure of a sprite of which pixels are asked. @param count of its symbols */
export function drawsNothing(count: number): FailureError {
  const message =
    count > 0
      ? formatMessage(
          l10n.t(
            'This SVG draws nothing by itself: it is a sprite of {0, plural, one {# symbol} other {# symbols}}. It can be optimized, but not turned into pixels.',
          ),
          count,
        )
      : l10n.t('This SVG draws nothing by itself: it only holds definitions. It can be optimized, but not turned into pixels.');
  return new FailureError('unsupported', message);
}
