import sharp, { type Sharp } from 'sharp';
import type { ColorProfile } from '../../shared/recipe/schema/profileChoices';
import { asSrgb } from '../formats/srgbPng';
import type { FormatCapabilities } from './formatCapabilities';

/** Color spaces and profiles: the colors of an image are kept if the format can store them, and otherwise converted by its profile. */

export type Space = 'cmyk' | 'rgb16' | 'grey16' | 'b-w';

/** The colors of the image in a pipeline. */
export interface Colors {
  /** By libvips' name. */
  readonly space: string;
  readonly hasProfile: boolean;
}

/** The color space that keeps the colors of the image, if the format can store it. Undefined: 8-bit sRGB, sharp's default. */
export function colorSpace(space: string, capabilities: FormatCapabilities): Space | undefined {
  const deep = capabilities.deepBits !== undefined;
  if (space === 'cmyk') return capabilities.cmyk && 'cmyk';
  // No format here stores floating point or 16-bit Lab; 16-bit RGB keeps most of it.
  if (space === 'rgb16' || space === 'scrgb' || space === 'labs' || space === 'lab') return deep ? 'rgb16' : undefined;
  if (space === 'grey16' && deep) return capabilities.gray ? 'grey16' : 'rgb16';
  return (space === 'b-w' || space === 'grey16') && capabilities.gray ? 'b-w' : undefined;
}

/** Bits of a sample that are written. */
export function bitsPerSample(space: Space | undefined, { deepBits = 8 }: FormatCapabilities): number {
  return space === 'rgb16' || space === 'grey16' ? deepBits : 8;
}

const rgbSpaces: ReadonlySet<string> = new Set(['srgb', 'rgb16', 'scrgb']);

/** Keeps the colors as they are stored if the target has such colors, else converts them to sRGB by their profile. */
export function withColors(image: Sharp, { space, hasProfile }: Colors, target: Space | undefined): Sharp {
  // CMYK is processed as it is: a detour through RGB would mix black from all four inks.
  if (target === 'cmyk') return image.pipelineColorspace('cmyk').toColorspace('cmyk');
  const converted = target === undefined ? image : image.toColorspace(target);
  const becomesRgb = (target === undefined || target === 'rgb16') && !rgbSpaces.has(space);
  if (!becomesRgb || !hasProfile) return converted;
  // A CMYK or gray profile would be wrong for RGB. sharp does not read the profile of 16-bit gray or Lab.
  return converted.withIccProfile('srgb', { attach: space !== 'grey16' && !space.startsWith('lab') });
}

/** The color space to write under a policy: converting to an RGB profile makes RGB. */
export function profiledTarget(policy: ColorProfile, space: string, capabilities: FormatCapabilities): Space | undefined {
  if (policy === 'keep') return colorSpace(space, capabilities);
  const { cmyk: _, gray, ...rgb } = capabilities;
  return colorSpace(space, policy === 'strip' && gray ? { ...rgb, gray } : rgb);
}

/** Applies the profile policy of the recipe to colors that become `target`. */
export function withProfile(image: Sharp, policy: ColorProfile, { space, hasProfile }: Colors, target: Space | undefined): Sharp {
  if (policy === 'srgb' || policy === 'p3') return image.withIccProfile(policy);
  const gray = target === 'b-w' || target === 'grey16';
  // Explicit, since sharp processes 16 bits in Display P3 and would keep those values.
  return policy === 'strip' && !gray && (hasProfile || space === 'cmyk') ? image.withIccProfile('srgb', { attach: false }) : image;
}

/** A pipeline and the color space of its image. */
export interface Convertible {
  readonly image: Sharp;
  readonly space: string;
}

/** An image whose profile may have to be converted. */
export interface Conversion {
  readonly image: Sharp;
  readonly policy: ColorProfile;
  readonly colors: Colors;
  readonly capabilities: FormatCapabilities;
  /** Makes the pixels of a pipeline and opens a new one over them. */
  settle(image: Sharp): Promise<Sharp>;
}

/**
 * An image whose profile sharp can convert to others. sharp alone would convert 8 bits by way of sRGB, which clips colors
 * outside of it, would take 16 bits without a profile for Display P3, and does not read the profile of 16-bit gray.
 */
export async function convertible({ image, policy, colors, capabilities, settle }: Conversion): Promise<Convertible> {
  const { space, hasProfile } = colors;
  if (policy === 'p3' && space === 'srgb' && hasProfile) return { image: await settle(image.keepMetadata().toColorspace('rgb16')), space };
  if (space === 'grey16' && hasProfile && !(policy === 'keep' && capabilities.gray))
    return { image: await settle(image.keepMetadata().toColorspace('b-w')), space: 'b-w' };
  if ((policy !== 'p3' && policy !== 'srgb') || space !== 'rgb16' || hasProfile) return { image, space };
  const png = await image.keepMetadata().toColorspace('rgb16').png({ compressionLevel: 0 }).toBuffer();
  return { image: sharp(await asSrgb(png), { limitInputPixels: false }), space };
}
