/** Color spaces that steps work in, by libvips' names. */

/** What an operation wants of the colors of an image. */
export interface Needs {
  /** No inks: red, green and blue, or the gray that can be taken for them. */
  readonly rgb?: boolean;
  /** Red, green and blue each, of a gray image too. */
  readonly colors?: boolean;
  /** One gray. */
  readonly gray?: boolean;
  /** 8 bits a sample. */
  readonly eightBits?: boolean;
}

/** Of the spaces that are not worked in, those that are more than 8 bits deep: floating point and 16-bit Lab. */
const deepSpaces: ReadonlySet<string> = new Set(['rgb16', 'grey16', 'scrgb', 'labs']);

export function isGray(space: string): boolean {
  return space === 'b-w' || space === 'grey16';
}

/**
 * The space that an image is worked on in; its own wherever that will do.
 * @param grayIsRgb whether a gray image can be taken for one of red, green and blue
 */
export function workingSpace(space: string, { rgb, colors, gray, eightBits }: Needs, grayIsRgb: boolean): string {
  if (space === 'cmyk' && !rgb && !colors && !gray) return space;
  const staysGray = isGray(space) && !colors && (grayIsRgb || !rgb);
  const deep = deepSpaces.has(space) && !eightBits;
  if (gray || staysGray) return deep ? 'grey16' : 'b-w';
  return deep ? 'rgb16' : 'srgb';
}
