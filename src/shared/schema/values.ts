import colour from '@img/colour';
import * as l10n from '@vscode/l10n';
import * as z from 'zod';

/** Kinds of values that the schema of the recipes is made of. Bounds mirror sharp's, so that a bad value is refused before sharp sees it. */

/** The largest edge that libvips takes for a resize is far higher; 65,535 is the largest that any of the formats can hold. */
export const maxEdge = 65_535;

/** A number within bounds; the bounds themselves are the message of a value outside them. */
export function within<Schema extends z.ZodNumber>(schema: Schema, least: number, most: number) {
  const error = () => l10n.t('{0} to {1}', least, most);
  return schema.min(least, { error }).max(most, { error });
}

/** A whole number within bounds. */
export const whole = (least: number, most: number) => within(z.int(), least, most);
/** Any number within bounds. */
export const real = (least: number, most: number) => within(z.number(), least, most);

/** A side in pixels. */
export const edge = whole(1, maxEdge);

export function isColour(text: string): boolean {
  try {
    colour(text);
    return true;
  } catch {
    return false;
  }
}

/** A colour as sharp reads it: a CSS name, `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()`, `hsl()`; `transparent`. */
export const colourText = z.string().superRefine((text, context) => {
  if (!isColour(text))
    context.addIssue({ code: 'custom', message: l10n.t('not a colour: {0}. Say a CSS name or #rrggbb', JSON.stringify(text)) });
});

/** Whether a colour is not opaque. */
export function isSeeThrough(text: string): boolean {
  return colour(text).alpha() < 1;
}

/** Red, green and blue of a colour, 0 to 255. */
export function rgbOf(text: string): readonly [number, number, number] {
  const [red = 0, green = 0, blue = 0] = colour(text).rgb().array();
  return [red, green, blue];
}

/** A ratio of the sides such as `16:9`, or their quotient. */
const ratioPattern = /^(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)$/;

/** Width divided by height. */
export function ratioOf(text: string): number {
  const [, width, height] = ratioPattern.exec(text) ?? [];
  return Number(width) / Number(height);
}

export const ratioText = z.string().superRefine((text, context) => {
  const ratio = ratioOf(text);
  if (!(ratio >= 0.001 && ratio <= 1000))
    context.addIssue({ code: 'custom', message: l10n.t('a ratio such as 16:9 is wanted, got {0}', JSON.stringify(text)) });
});

/** Where something stays or is put, by sharp's names. */
export const gravities = ['centre', 'north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'] as const;
export type Gravity = (typeof gravities)[number];
export const gravity = z.enum(gravities);
