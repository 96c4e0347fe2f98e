import { defaultIconBackground } from '../values/faviconSet';
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

/** How a set of icons is made. */
export interface FaviconChoices {
  /** Folder for the files about the run, where the icons are: an absolute path, or one that is relative to the workspace folder. */
  readonly filesFolder: string;
  /** Color behind the icons that must not be transparent; also that of the web app. */
  readonly background?: string | undefined;
  readonly siteName?: string | undefined;
  /** URL of the folder of the icons. */
  readonly baseUrl?: string | undefined;
}

/** The file with the links to a set of icons. */
export const faviconMarkupFile = 'favicon.html';

/** Creates the icons of a website from one image, with a web app manifest and the lines for the head of its pages. */
export function faviconProfile(destination: Destination, { filesFolder, background, siteName, baseUrl }: FaviconChoices): Profile {
  const color = background ?? defaultIconBackground;
  const output: OutputInput = { set: 'favicon', ...(background !== undefined && { background }) };
  return commandProfile(destination, '{icon}', output, {
    metadata: 'strip',
    colorProfile: 'strip',
    webManifest: {
      file: `${filesFolder}/site.webmanifest`,
      ...(siteName !== undefined && { name: siteName, shortName: siteName }),
      ...{ themeColor: color, backgroundColor: color },
    },
    markup: { file: `${filesFolder}/${faviconMarkupFile}`, kind: 'favicon', ...(baseUrl !== undefined && { baseUrl }) },
  });
}

/** Packs images, or the first frames of animations, into an atlas in sRGB. They are not written as files of their own. */
export function atlasProfile(atlas: NonNullable<Profile['atlas']>, rest: Profile = {}): Profile {
  return { outputs: [{ frames: 'first' }], metadata: 'strip', colorProfile: 'strip', atlas, ...rest };
}

/** Removes metadata. The pixels stay as they are stored, and the orientation remains. */
export function stripProfile(metadata: Exclude<MetadataPolicy, 'keep'>, destination: Destination): Profile {
  return commandProfile(destination, '{name}-stripped', {}, { metadata });
}
