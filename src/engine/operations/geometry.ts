import { type Gravity, isSeeThrough, rgbOf } from '../../shared/schema/values';
import type { Picture, PixelSize } from './operation';

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
export function padBackground(asked: string | undefined, { transparent }: Picture): string {
  return asked ?? (transparent ? clear : '#fff');
}

const colourful: Readonly<Record<string, string>> = { 'b-w': 'srgb', grey16: 'rgb16' };

/** A picture that was grey has colours now. */
export function withColour({ space }: Pick<Picture, 'space'>): Pick<Picture, 'space'> {
  return { space: colourful[space] ?? space };
}

/** Transparency and colour space of a picture with a border. */
export function paddedTraits(asked: string | undefined, picture: Picture): Pick<Picture, 'alpha' | 'space'> {
  const background = padBackground(asked, picture);
  const [red, green, blue] = rgbOf(background);
  const grey = red === green && green === blue;
  return { alpha: picture.alpha || isSeeThrough(background), ...(grey ? { space: picture.space } : withColour(picture)) };
}
