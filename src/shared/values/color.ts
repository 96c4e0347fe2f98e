import colour from '@img/colour';

/** Colours as sharp reads them: a CSS name, `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()`, `hsl()`; `transparent`. */

export function isColour(text: string): boolean {
  try {
    colour(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a colour is not opaque. */
export function isSeeThrough(text: string): boolean {
  return colour(text).alpha() < 1;
}

/** Red, green and blue of a colour, 0 to 255. */
export function rgbOf(text: string): readonly [number, number, number] {
  const [red = 0, green = 0, blue = 0] = colour(text).rgb().array();
  return [red, green, blue];
}
