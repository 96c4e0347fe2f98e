import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { ratioOf } from '../../values/aspectRatio';
import { isColor } from '../../values/color';

/**
 * Kinds of values that the recipe schema is made of. Bounds mirror sharp's, so that a bad value is refused before sharp sees
 * it. Messages are functions: they are translated when a problem is reported, not when this module loads.
 */

/** The longest edge that any of the formats can store. libvips would resize to far more. */
export const maxEdge = 65_535;

/** A number within bounds. */
function within<Schema extends z.ZodNumber>(schema: Schema, least: number, most: number) {
  const error = () => l10n.t('must be between {0} and {1}', least, most);
  return schema.min(least, { error }).max(most, { error });
}

/** A whole number within bounds. */
export const whole = (least: number, most: number) => within(z.int(), least, most);
/** Any number within bounds. */
export const real = (least: number, most: number) => within(z.number(), least, most);

/** The length of an edge in pixels. */
export const edgeLength = whole(1, maxEdge);

/** A color as sharp reads it. */
export const colorText = z.string().superRefine((text, context) => {
  if (!isColor(text))
    context.addIssue({ code: 'custom', message: l10n.t('not a color: {0}. Use a CSS color name or #rrggbb', JSON.stringify(text)) });
});

/** A ratio of width to height such as `16:9`. */
export const ratioText = z.string().superRefine((text, context) => {
  const ratio = ratioOf(text);
  if (!(ratio >= 0.001 && ratio <= 1000))
    context.addIssue({ code: 'custom', message: l10n.t('must be a ratio such as 16:9, got {0}', JSON.stringify(text)) });
});

/** Positions inside a box, by sharp's names. */
export const gravities = ['center', 'north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'] as const;
export type Gravity = (typeof gravities)[number];
export const gravity = z.enum(gravities);
