import color from '@img/colour';
import type { Gravity } from '../../../shared/recipe/schema/values';
import { isSeeThrough, rgbOf } from '../../../shared/values/color';
import type { PixelSize } from '../../../shared/values/pixelSize';
import type { ImageState } from './operation';
import { isGray, type Needs } from './workingSpace';

/** What the operations that change the size have in common. */

export function equal(a: PixelSize, b: PixelSize): boolean {
  return a.width === b.width && a.height === b.height;
}

export function scale({ width, height }: PixelSize, factor: number): PixelSize {
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** Where a smaller box is within a larger one, from its upper left corner. */
export function gravityOffset(gravity: Gravity, inner: PixelSize, outer: PixelSize): { left: number; top: number } {
  const [across, down] = [outer.width - inner.width, outer.height - inner.height];
  const left = gravity.includes('west') ? 0 : gravity.includes('east') ? across : Math.floor(across / 2);
  const top = gravity.includes('north') ? 0 : gravity.includes('south') ? down : Math.floor(down / 2);
  return { left, top };
}

const clear = 'rgba(0, 0, 0, 0)';

/** What new parts of the canvas are filled with: what was asked for, else nothing, or white where the target has no transparency. */
export function padBackground(asked: string | undefined, { transparent }: ImageState): string {
  return asked ?? (transparent ? clear : '#fff');
}

/** Whether a color is one that a gray image can have, transparency too: sharp fails at gray that is half transparent. */
export function isGrayColor(text: string): boolean {
  const [red, green, blue] = rgbOf(text);
  const opacity = color(text).alpha();
  return red === green && green === blue && (opacity === 0 || opacity === 1);
}

/** Transparency of an image with a border. */
export function paddedTraits(asked: string | undefined, state: ImageState): Pick<ImageState, 'alpha'> {
  return { alpha: state.alpha || isSeeThrough(padBackground(asked, state)) };
}

/** Colors of an image that gets a border. */
export function paddedNeeds(asked: string | undefined, state: ImageState): Needs {
  return { colors: isGray(state.space) && !isGrayColor(padBackground(asked, state)) };
}
