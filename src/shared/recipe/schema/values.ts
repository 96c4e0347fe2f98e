import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { ratioOf } from '../../values/aspectRatio';
import { isColor } from '../../values/color';

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

/** A color as sharp reads it. */
export const colorText = z.string().superRefine((text, context) => {
  if (!isColor(text))
    context.addIssue({ code: 'custom', message: l10n.t('not a color: {0}. Say a CSS name or #rrggbb', JSON.stringify(text)) });
});

/** A ratio of the sides such as `16:9`. */
export const ratioText = z.string().superRefine((text, context) => {
  const ratio = ratioOf(text);
  if (!(ratio >= 0.001 && ratio <= 1000))
    context.addIssue({ code: 'custom', message: l10n.t('a ratio such as 16:9 is wanted, got {0}', JSON.stringify(text)) });
});

/** Where something stays or is put, by sharp's names. */
export const gravities = ['center', 'north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'] as const;
export type Gravity = (typeof gravities)[number];
export const gravity = z.enum(gravities);
