import { extensionsByFormat, type OutputFormat } from '../values/formats';
import { type FilterName, filterStep } from './filters';
import type { Destination } from './presets';
import type { MetadataPolicy, Profile } from './recipe';

/** The profiles that commands run, in the editor and on the command line. */

type OutputInput = NonNullable<Profile['outputs']>[number];

/** Where the files of a command go; beside the originals they need a name of their own. */
function placed(destination: Destination, besideName: string): Partial<OutputInput> {
  if (destination.kind === 'folder') return { folder: destination.folder };
  return destination.kind === 'beside' ? { name: besideName } : {};
}

function profileOf(destination: Destination, besideName: string, output: OutputInput, rest: Profile = {}): Profile {
  return { ...rest, outputs: [{ ...output, ...placed(destination, besideName) }], replace: destination.kind === 'replace' };
}

/** Writes images in another format; a file of another extension needs no other name. */
export function convertProfile(format: OutputFormat, destination: Destination): Profile {
  return profileOf(destination, '{name}', { format });
}

/** Makes files smaller without a change of their look. */
export function optimizeProfile(destination: Destination): Profile {
  return profileOf(destination, '{name}-optimized', { optimize: true });
}

export function filterProfile(filter: FilterName, intensity: number, destination: Destination): Profile {
  return profileOf(destination, `{name}-${filter}`, {}, { steps: [filterStep(filter, intensity)] });
}

/** Small images that fit into a square, in PNG, which all programs show; of an animation or of pages the first. */
export function thumbnailProfile(size: number, destination: Destination): Profile {
  const output: OutputInput = { format: 'png', frames: 'first' };
  return profileOf(destination, `{name}-${size}`, output, { steps: [{ operation: 'resize', width: size, height: size }] });
}

/** Widths of a responsive set where none are asked for, in pixels. */
export const responsiveWidths = [480, 960, 1440, 1920] as const;
export const responsiveFormats = ['avif', 'webp', 'jpeg'] as const satisfies readonly OutputFormat[];

/** Each image in several widths and formats, for `<picture>`. */
export function responsiveProfile(widths: readonly number[], formats: readonly OutputFormat[], destination: Destination): Profile {
  return profileOf(destination, '{name}-{width}', {
    format: [...formats],
    widths: [...widths],
    ...(destination.kind === 'folder' && { name: '{name}-{width}' }),
  });
}

/** The name of a file that such a set has beside photo.jpg. */
export function responsiveExample([width]: readonly number[], [format]: readonly OutputFormat[]): string {
  return `photo-${width}.${extensionsByFormat[format ?? responsiveFormats[0]][0]}`;
}

/**
 * Takes metadata out. The pixels are encoded again, since the orientation goes into them: at high quality, and where the
 * source is without loss, as TIFF is here, without.
 */
export function stripProfile(metadata: Exclude<MetadataPolicy, 'keep'>, destination: Destination): Profile {
  return profileOf(destination, '{name}-stripped', { quality: 92, compression: 'deflate' }, { metadata });
}
