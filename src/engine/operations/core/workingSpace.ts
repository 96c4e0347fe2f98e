/** The color spaces in which steps work, by libvips' names. */

/** The color space that an operation needs. */
export interface Needs {
  /** RGB, or gray if it can stand for RGB; not CMYK. */
  readonly rgb?: boolean;
  /** RGB, even for a gray image. */
  readonly colors?: boolean;
  /** A single gray channel. */
  readonly gray?: boolean;
  /** 8 bits per sample. */
  readonly eightBits?: boolean;
}

/** Spaces with more than 8 bits per sample, including floating point and 16-bit Lab, which are converted. */
const deepSpaces: ReadonlySet<string> = new Set(['rgb16', 'grey16', 'scrgb', 'labs']);

/** Whether a color space is gray. */
export function isGray(space: string): boolean {
  return space === 'b-w' || space === 'grey16';
}

/**
 * The color space in which a step works on an image: its own if possible.
 * @param grayIsRgb whether a gray image can stand for RGB
 */
export function workingSpace(space: string, { rgb, colors, gray, eightBits }: Needs, grayIsRgb: boolean): string {
  if (space === 'cmyk' && !rgb && !colors && !gray) return space;
  const staysGray = isGray(space) && !colors && (grayIsRgb || !rgb);
  const deep = deepSpaces.has(space) && !eightBits;
  if (gray || staysGray) return deep ? 'grey16' : 'b-w';
  return deep ? 'rgb16' : 'srgb';
}
