import { extensionsByFormat, type OutputFormat } from '../values/formats';
import type { Destination } from './presets';
import type { OutputInput, Profile } from './recipe';
import type { MetadataPolicy } from './schema/profileChoices';

/** The profiles that commands run, in the editor and on the command line. */

/** Name and folder of the outputs of a command. Beside the originals, new files need a different name. */
function placement(destination: Destination, besideName: string): Partial<OutputInput> {
  if (destination.kind === 'folder') return { folder: destination.folder };
  return destination.kind === 'beside' ? { name: besideName } : {};
}

/** A profile with one output. @param besideName name of a file beside its source */
export function commandProfile(destination: Destination, besideName: string, output: OutputInput, rest: Profile = {}): Profile {
  return { ...rest, outputs: [{ ...output, ...placement(destination, besideName) }], replace: destination.kind === 'replace' };
}

/** Converts images to another format. The name is unchanged, because the extension differs. @param encoding such as the quality */
export function convertProfile(format: OutputFormat | 'best', destination: Destination, encoding: OutputInput = {}): Profile {
  return commandProfile(destination, '{name}', { format, ...encoding });
}

/** How Optimize Images... makes files smaller. */
export interface Optimization {
  /** Of lossy formats; without it, nothing is lost. */
  readonly quality?: number | 'auto' | undefined;
  /** Whether a folder gets copies of the files that cannot become smaller, so that it is complete. */
  readonly complete?: boolean;
}

/** Makes files smaller. */
export function optimizeProfile(destination: Destination, { quality, complete = false }: Optimization = {}): Profile {
  return commandProfile(destination, '{name}-optimized', {
    optimize: true,
    ...(quality !== undefined && { quality }),
    ...(complete && destination.kind === 'folder' && { copyKept: true }),
  });
}

/** Crops images to the largest part in the middle with an aspect ratio such as `16:9`. */
export function cropProfile(aspectRatio: string, destination: Destination): Profile {
  const besideName = `{name}-${aspectRatio.replace(':', 'x')}`;
  return commandProfile(destination, besideName, {}, { steps: [{ operation: 'crop', aspectRatio }] });
}

/**
 * Creates thumbnails that fit into a square. They are PNGs, which every program can show, of the first frame or page.
 * @param size side of the square in pixels
 */
export function thumbnailProfile(size: number, destination: Destination): Profile {
  const output: OutputInput = { format: 'png', frames: 'first' };
  return commandProfile(destination, `{name}-${size}`, output, { steps: [{ operation: 'resize', width: size, height: size }] });
}

/** Default widths of a responsive set in pixels. */
export const responsiveWidths = [480, 960, 1440, 1920] as const;
/** Default formats of a responsive set. */
export const responsiveFormats = ['avif', 'webp', 'jpeg'] as const satisfies readonly OutputFormat[];

/** Creates each image in several widths and formats, for `<picture>`. */
export function responsiveProfile(widths: readonly number[], formats: readonly OutputFormat[], destination: Destination): Profile {
  return commandProfile(destination, '{name}-{width}', {
    format: [...formats],
    widths: [...widths],
    ...(destination.kind === 'folder' && { name: '{name}-{width}' }),
  });
}

/** The name that a file of such a set gets beside photo.jpg. */
export function responsiveExample([width]: readonly number[], [format]: readonly OutputFormat[]): string {
  return `photo-${width}.${extensionsByFormat[format ?? responsiveFormats[0]][0]}`;
}

/** Removes metadata. The pixels stay as they are stored, and the orientation remains. */
export function stripProfile(metadata: Exclude<MetadataPolicy, 'keep'>, destination: Destination): Profile {
  return commandProfile(destination, '{name}-stripped', {}, { metadata });
}
