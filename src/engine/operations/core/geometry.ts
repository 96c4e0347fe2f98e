import color from '@img/colour';
import type { Gravity } from '../../../shared/recipe/schema/values';
import { isSeeThrough, rgbOf } from '../../../shared/values/color';
import type { PixelSize } from '../../../shared/values/pixelSize';
import type { ImageState } from './operation';
import { isGray, type Needs } from './workingSpace';

/** Shared by the operations that change the size. */

/** Whether two sizes are the same. */
export function equal(a: PixelSize, b: PixelSize): boolean {
  return a.width === b.width && a.height === b.height;
}

/** A size multiplied by a factor, rounded, at least 1 x 1. */
export function scale({ width, height }: PixelSize, factor: number): PixelSize {
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** The offset of a box inside a larger one, from the top left corner. */
export function gravityOffset(gravity: Gravity, inner: PixelSize, outer: PixelSize): { left: number; top: number } {
  const [across, down] = [outer.width - inner.width, outer.height - inner.height];
  const left = gravity.includes('west') ? 0 : gravity.includes('east') ? across : Math.floor(across / 2);
  const top = gravity.includes('north') ? 0 : gravity.includes('south') ? down : Math.floor(down / 2);
  return { left, top };
}

const transparentColor = 'rgba(0, 0, 0, 0)';

/** The fill of new parts of the canvas: the requested color, or else transparent, or white if the output format has no transparency. */
export function padBackground(requested: string | undefined, { transparent }: ImageState): string {
  return requested ?? (transparent ? transparentColor : '#fff');
}

/** Whether a gray image can have a color. Partly transparent gray is excluded, since sharp fails with it. */
export function isGrayColor(text: string): boolean {
  const [red, green, blue] = rgbOf(text);
  const opacity = color(text).alpha();
  return red === green && green === blue && (opacity === 0 || opacity === 1);
}

/** The traits of an image after a border was added. */
export function paddedTraits(requested: string | undefined, state: ImageState): Pick<ImageState, 'alpha'> {
  return { alpha: state.alpha || isSeeThrough(padBackground(requested, state)) };
}

/** The color space that adding a border needs. */
export function paddedNeeds(requested: string | undefined, state: ImageState): Needs {
  return { colors: isGray(state.space) && !isGrayColor(padBackground(requested, state)) };
}
