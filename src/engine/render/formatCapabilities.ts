import type { Metadata } from 'sharp';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import type { OutputFormat } from '../../shared/values/formats';

/** What a format stores beside RGB with 8 bits a sample, as this build of sharp writes it. */
export interface FormatCapabilities {
  readonly name: string;
  readonly alpha?: true;
  readonly gray?: true;
  readonly cmyk?: true;
  /** Bits of a sample, where it stores more than 8. */
  readonly deepBits?: number;
}

const storages: Readonly<Record<OutputFormat, FormatCapabilities>> = {
  jpeg: { name: 'JPEG', gray: true, cmyk: true },
  png: { name: 'PNG', alpha: true, gray: true, deepBits: 16 },
  webp: { name: 'WEBP', alpha: true },
  avif: { name: 'AVIF', alpha: true, deepBits: 12 },
  gif: { name: 'GIF', alpha: true },
  tiff: { name: 'TIFF', alpha: true, gray: true, cmyk: true, deepBits: 16 },
  ico: { name: 'ICO', alpha: true },
};
const palettePng: FormatCapabilities = { name: 'PNG with a palette', alpha: true };
/** The inside of a TIFF can be a JPEG or a WebP. */
const jpegTiff: FormatCapabilities = { name: 'TIFF with a quality', gray: true, cmyk: true };
const webpTiff: FormatCapabilities = { name: 'TIFF of WEBP', alpha: true };

/** Whether a PNG is written with a palette. */
export function hasPalette({ palette, colors }: OutputRecipe): boolean {
  return palette ?? colors !== undefined;
}

/** How a TIFF is compressed: lossless unless a quality is asked for. */
export function tiffCompression({ compression, quality }: OutputRecipe): NonNullable<OutputRecipe['compression']> {
  return compression ?? (quality === undefined ? 'deflate' : 'jpeg');
}

/** What an output stores. */
export function capabilitiesOf(format: OutputFormat, output: OutputRecipe): FormatCapabilities {
  if (format === 'png' && hasPalette(output)) return palettePng;
  if (format === 'avif' && output.bitDepth !== undefined) {
    const { deepBits: _, ...plain } = storages.avif;
    return output.bitDepth === 8 ? plain : { ...plain, deepBits: output.bitDepth };
  }
  if (format !== 'tiff') return storages[format];
  const compression = tiffCompression(output);
  return compression === 'jpeg' ? jpegTiff : compression === 'webp' ? webpTiff : storages.tiff;
}

const defaultQualities: Readonly<Partial<Record<OutputFormat, number>>> = { jpeg: 80, webp: 80, avif: 50 };

/** The quality that an output starts from; undefined where it is written without loss, and has none to lower. */
export function qualityOf(format: OutputFormat, output: OutputRecipe): number | undefined {
  if (format === 'png') return hasPalette(output) ? (output.quality ?? 100) : undefined;
  const lossyTiff = format === 'tiff' && (tiffCompression(output) === 'jpeg' || tiffCompression(output) === 'webp');
  const usual = lossyTiff ? 80 : defaultQualities[format];
  return usual === undefined ? undefined : (output.quality ?? usual);
}

export function canBeTransparent(format: OutputFormat, output: OutputRecipe): boolean {
  return capabilitiesOf(format, output).alpha ?? false;
}

/** sharp names AVIF after its container. */
export function isFormat(found: Metadata['format'], format: OutputFormat | 'svg'): boolean {
  return found === (format === 'avif' ? 'heif' : format);
}
