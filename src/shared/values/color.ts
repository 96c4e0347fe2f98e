import color from '@img/colour';

/** Colors as sharp reads them: a CSS name, `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()`, `hsl()`; `transparent`. */

/** Whether a text is a color. */
export function isColor(text: string): boolean {
  try {
    color(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a color is not fully opaque. */
export function isSeeThrough(text: string): boolean {
  return color(text).alpha() < 1;
}

/** Red, green and blue of a color, 0 to 255. */
export function rgbOf(text: string): readonly [number, number, number] {
  const [red = 0, green = 0, blue = 0] = color(text).rgb().array();
  return [red, green, blue];
}
