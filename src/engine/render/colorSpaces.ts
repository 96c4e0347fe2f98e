import sharp, { type Sharp } from 'sharp';
import type { ColorProfile } from '../../shared/recipe/options';
import { asSrgb } from '../formats/srgbPng';
import type { FormatCapabilities } from './formatCapabilities';

/** Color spaces and profiles: what an image has is kept where it can be, and converted by its profile where it cannot. */

export type Space = 'cmyk' | 'rgb16' | 'grey16' | 'b-w';

/** Colors of an image as it is in a pipeline. */
export interface Colors {
  /** By libvips' name. */
  readonly space: string;
  readonly hasProfile: boolean;
}

/** The color space that keeps what the image has, where the target can hold it. sharp would make everything 8-bit sRGB. */
export function colorSpace(space: string, capabilities: FormatCapabilities): Space | undefined {
  const deep = capabilities.deepBits !== undefined;
  if (space === 'cmyk') return capabilities.cmyk && 'cmyk';
  // Floating point and 16-bit Lab have no encoder here: 16-bit RGB keeps most of them.
  if (space === 'rgb16' || space === 'scrgb' || space === 'labs') return deep ? 'rgb16' : undefined;
  if (space === 'grey16' && deep) return capabilities.gray ? 'grey16' : 'rgb16';
  return (space === 'b-w' || space === 'grey16') && capabilities.gray ? 'b-w' : undefined;
}

/** Bits of a sample that are written. */
export function bitsOf(space: Space | undefined, { deepBits = 8 }: FormatCapabilities): number {
  return space === 'rgb16' || space === 'grey16' ? deepBits : 8;
}

const rgbSpaces: ReadonlySet<string> = new Set(['srgb', 'rgb16', 'scrgb']);

/** Keeps the colors as they are stored where the target has such colors, and converts them to sRGB by their profile where it has not. */
export function withColors(image: Sharp, { space, hasProfile }: Colors, target: Space | undefined): Sharp {
  // Inks are worked on as they are: on the way through RGB and back black would be mixed of all four.
  if (target === 'cmyk') return image.pipelineColorspace('cmyk').toColorspace('cmyk');
  const converted = target === undefined ? image : image.toColorspace(target);
  const becomesRgb = (target === undefined || target === 'rgb16') && !rgbSpaces.has(space);
  if (!becomesRgb || !hasProfile) return converted;
  // The profile of inks or of gray would be wrong for RGB. sharp does not read the one of 16-bit gray, or of Lab.
  return converted.withIccProfile('srgb', { attach: space !== 'grey16' && space !== 'labs' });
}

/** The target under a policy: a profile of RGB is for red, green and blue. */
export function profiledTarget(policy: ColorProfile, space: string, capabilities: FormatCapabilities): Space | undefined {
  if (policy === 'keep') return colorSpace(space, capabilities);
  const { cmyk: _, gray, ...rgb } = capabilities;
  return colorSpace(space, policy === 'strip' && gray ? { ...rgb, gray } : rgb);
}

/** Applies what the recipe says of the profile to colors on their way to `target`. */
export function withProfile(image: Sharp, policy: ColorProfile, { space, hasProfile }: Colors, target: Space | undefined): Sharp {
  if (policy === 'srgb' || policy === 'p3') return image.withIccProfile(policy);
  const gray = target === 'b-w' || target === 'grey16';
  // Asked for, since sharp works on 16 bits in Display P3 and would leave their values so.
  return policy === 'strip' && !gray && (hasProfile || space === 'cmyk') ? image.withIccProfile('srgb', { attach: false }) : image;
}

/** A pipeline, and the space of its image. */
export interface Convertible {
  readonly image: Sharp;
  readonly space: string;
}

/**
 * An image whose profile sharp can convert to others. It would take 8 bits through sRGB, which cuts off what lies beyond,
 * 16 bits without a profile for Display P3, and does not read the profile of 16-bit gray.
 * @param keep makes a pipeline's pixels
 */
export async function convertible(
  image: Sharp,
  policy: ColorProfile,
  { space, hasProfile }: Colors,
  capabilities: FormatCapabilities,
  keep: (image: Sharp) => Promise<Sharp>,
): Promise<Convertible> {
  if (policy === 'p3' && space === 'srgb' && hasProfile) return { image: await keep(image.keepMetadata().toColorspace('rgb16')), space };
  if (space === 'grey16' && hasProfile && !(policy === 'keep' && capabilities.gray))
    return { image: await keep(image.keepMetadata().toColorspace('b-w')), space: 'b-w' };
  if ((policy !== 'p3' && policy !== 'srgb') || space !== 'rgb16' || hasProfile) return { image, space };
  const png = await image.keepMetadata().toColorspace('rgb16').png({ compressionLevel: 0 }).toBuffer();
  return { image: sharp(await asSrgb(png), { limitInputPixels: false }), space };
}
