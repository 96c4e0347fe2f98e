import * as l10n from '@vscode/l10n';
import type { OutputRecipe, Recipe, Step } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { SourceHeader } from '../../shared/run/run';
import { largestIconSide } from '../../shared/values/faviconSet';
import type { PixelSize } from '../../shared/values/pixelSize';
import { equal, sizeAfter } from '../operations';
import { resizeTo, sizeSteps } from './outputSteps';
import type { RenderedImage } from './renderedImage';

/** The icons of a website, which are squares of several sizes. */

type Icon = NonNullable<OutputRecipe['icon']>;

/**
 * Whether an icon is drawn from a vector image in its own size. After steps there are only pixels.
 */
export function isDrawn({ steps }: Pick<Recipe, 'steps'>, { format }: SourceHeader): boolean {
  return format === 'svg' && steps.length === 0;
}

/** Whether a source has an output. Of the two icons for browser tabs, each has one. */
export function isWanted({ icon }: OutputRecipe, recipe: Recipe, header: SourceHeader): boolean {
  if (icon?.purpose === 'svg') return isDrawn(recipe, header);
  return icon?.purpose !== 'tab' || !isDrawn(recipe, header);
}

/**
 * Refuses to enlarge an image for an icon.
 * @param image after the steps of the recipe
 * @throws FailureError `too-small`
 */
export function refuseEnlarging({ width, height }: PixelSize, { size }: Icon): void {
  if (!size || Math.max(width, height) >= size.inner) return;
  throw new FailureError(
    'too-small',
    l10n.t(
      'Not made, because the image has only {0} x {1} pixels. Use an SVG, or an image of at least {2} x {2} pixels.',
      ...[width, height, largestIconSide],
    ),
  );
}

/** What to know about an icon of an image that is not square, as sentences. */
export function squareNotes({ icon }: OutputRecipe, { steps }: Recipe, header: SourceHeader): string[] {
  const image = sizeAfter(steps, header) ?? header;
  if (!icon || icon.purpose === 'svg' || equal(image, { width: image.height, height: image.height })) return [];
  return [l10n.t('The image is not square ({0} x {1} pixels), so the icons have margins.', image.width, image.height)];
}

/** Twelve times 16, six times 32, and four times 48: the sizes in an ICO become whole fractions of it. */
const drawnIcoSide = 192;

/** The steps to the size of an icon. A vector image is drawn in that size. */
export function iconSteps(icon: Icon, drawn: boolean): Step[] {
  const side = drawnIcoSide;
  if (drawn && !icon.size) return [resizeTo({ width: side, height: side, enlarge: true })];
  return sizeSteps({ icon });
}

/** The image on a background, without transparency. */
export function opaque(image: RenderedImage, background: string): RenderedImage {
  return {
    ...image,
    open: () => image.open().flatten({ background }),
    state: { ...image.state, alpha: false },
    again: async () => opaque(await image.again(), background),
  };
}
