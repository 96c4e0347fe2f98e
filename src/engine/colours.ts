import type { Sharp } from 'sharp';
import type { ColourProfile } from '../shared/recipe';
import type { Storage } from './storage';

/** Colour spaces and profiles: what a picture has is kept where it can be, and converted by its profile where it cannot. */

type Space = 'cmyk' | 'rgb16' | 'grey16' | 'b-w';

/** Colours of a picture as it is in a pipeline. */
export interface Colours {
  /** By libvips' name. */
  readonly space: string;
  readonly hasProfile: boolean;
}

/** The colour space that keeps what the picture has, where the target can hold it. sharp would make everything 8-bit sRGB. */
export function colourSpace(space: string, storage: Storage): Space | undefined {
  const deep = storage.deepBits !== undefined;
  if (space === 'cmyk') return storage.cmyk && 'cmyk';
  // Floating point and 16-bit Lab have no encoder here: 16-bit RGB keeps most of them.
  if (space === 'rgb16' || space === 'scrgb' || space === 'labs') return deep ? 'rgb16' : undefined;
  if (space === 'grey16' && deep) return storage.grey ? 'grey16' : 'rgb16';
  return (space === 'b-w' || space === 'grey16') && storage.grey ? 'b-w' : undefined;
}

/** Bits of a sample that are written. */
export function bitsOf(space: Space | undefined, { deepBits = 8 }: Storage): number {
  return space === 'rgb16' || space === 'grey16' ? deepBits : 8;
}

const rgbSpaces: ReadonlySet<string> = new Set(['srgb', 'rgb16', 'scrgb']);

/** Keeps the colours as they are stored where the target has such colours, and converts them to sRGB by their profile where it has not. */
export function withColours(image: Sharp, { space, hasProfile }: Colours, target: Space | undefined): Sharp {
  // Inks are worked on as they are: on the way through RGB and back black would be mixed of all four.
  if (target === 'cmyk') return image.pipelineColourspace('cmyk').toColourspace('cmyk');
  const converted = target === undefined ? image : image.toColourspace(target);
  const becomesRgb = (target === undefined || target === 'rgb16') && !rgbSpaces.has(space);
  if (!becomesRgb || !hasProfile) return converted;
  // The profile of inks or of grey would be wrong for RGB. sharp does not read the one of 16-bit grey, or of Lab.
  return converted.withIccProfile('srgb', { attach: space !== 'grey16' && space !== 'labs' });
}

/** Applies what the recipe says of the profile; `strip` needs nothing but that no profile is kept. */
export function withProfile(image: Sharp, policy: ColourProfile): Sharp {
  return policy === 'srgb' || policy === 'p3' ? image.withIccProfile(policy) : image;
}
