/** Colour spaces that steps work in, by libvips' names. */

/** What an operation wants of the colours of a picture. */
export interface Needs {
  /** No inks: red, green and blue, or the grey that can be taken for them. */
  readonly rgb?: boolean;
  /** Red, green and blue each, of a grey picture too. */
  readonly colours?: boolean;
  /** One grey. */
  readonly grey?: boolean;
  /** 8 bits a sample. */
  readonly eightBits?: boolean;
}

/** Of the spaces that are not worked in, those that are more than 8 bits deep: floating point and 16-bit Lab. */
const deepSpaces: ReadonlySet<string> = new Set(['rgb16', 'grey16', 'scrgb', 'labs']);

export function isGrey(space: string): boolean {
  return space === 'b-w' || space === 'grey16';
}

/**
 * The space that a picture is worked on in; its own wherever that will do.
 * @param greyIsRgb whether a grey picture can be taken for one of red, green and blue
 */
export function workingSpace(space: string, { rgb, colours, grey, eightBits }: Needs, greyIsRgb: boolean): string {
  if (space === 'cmyk' && !rgb && !colours && !grey) return space;
  const staysGrey = isGrey(space) && !colours && (greyIsRgb || !rgb);
  const deep = deepSpaces.has(space) && !eightBits;
  if (grey || staysGrey) return deep ? 'grey16' : 'b-w';
  return deep ? 'rgb16' : 'srgb';
}
