import type { OutputRecipe } from '../../shared/recipe/recipe';
import { fixedQuality } from '../../shared/values/automaticQuality';
import { formatName, type OutputFormat } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';

/** What a format can store beyond 8-bit RGB, as this build of sharp writes it. */
export interface FormatCapabilities {
  readonly name: string;
  readonly alpha?: true;
  readonly gray?: true;
  readonly cmyk?: true;
  /** Bits per sample, if it stores more than 8. */
  readonly deepBits?: number;
  /** Largest size in pixels, if it is limited. */
  readonly largest?: PixelSize;
}

const square = (side: number): PixelSize => ({ width: side, height: side });

/** Limits of the encoders, as this build of sharp and libvips enforces them. libjpeg stops 35 pixels short of its format. */
const largestSizes = {
  jpeg: square(65_500),
  webp: square(16_383),
  avif: square(16_384),
  gif: square(65_535),
  jxl: square(65_535),
  bmp: square(32_767),
} as const;

const capabilities: Readonly<Record<OutputFormat, FormatCapabilities>> = {
  jpeg: { name: formatName('jpeg'), gray: true, cmyk: true, largest: largestSizes.jpeg },
  png: { name: formatName('png'), alpha: true, gray: true, deepBits: 16 },
  webp: { name: formatName('webp'), alpha: true, largest: largestSizes.webp },
  avif: { name: formatName('avif'), alpha: true, deepBits: 12, largest: largestSizes.avif },
  gif: { name: formatName('gif'), alpha: true, largest: largestSizes.gif },
  tiff: { name: formatName('tiff'), alpha: true, gray: true, cmyk: true, deepBits: 16 },
  ico: { name: formatName('ico'), alpha: true },
  jxl: { name: formatName('jxl'), alpha: true, gray: true, deepBits: 16, largest: largestSizes.jxl },
  apng: { name: formatName('apng'), alpha: true },
  bmp: { name: formatName('bmp'), alpha: true, gray: true, largest: largestSizes.bmp },
  qoi: { name: formatName('qoi'), alpha: true },
};
const palettePng: FormatCapabilities = { name: 'PNG with a palette', alpha: true };
/** A TIFF can contain a JPEG or a WebP. */
const jpegTiff: FormatCapabilities = { name: 'TIFF with JPEG compression', gray: true, cmyk: true };
const webpTiff: FormatCapabilities = { name: 'TIFF with WebP compression', alpha: true };

/** Whether a PNG gets a palette. */
export function hasPalette({ palette, colors }: Pick<OutputRecipe, 'palette' | 'colors'>): boolean {
  return palette ?? colors !== undefined;
}

/** How a TIFF is compressed: lossless unless the recipe sets a quality. */
export function tiffCompression(
  output: Pick<OutputRecipe, 'compression'> & { readonly quality?: OutputRecipe['quality'] },
): NonNullable<OutputRecipe['compression']> {
  return output.compression ?? (fixedQuality(output) === undefined ? 'deflate' : 'jpeg');
}

/** What the format of an output can store. */
export function capabilitiesOf(format: OutputFormat, output: OutputRecipe): FormatCapabilities {
  if (format === 'png' && hasPalette(output)) return palettePng;
  if (format === 'avif' && output.bitDepth !== undefined) {
    const { deepBits: _, ...plain } = capabilities.avif;
    return output.bitDepth === 8 ? plain : { ...plain, deepBits: output.bitDepth };
  }
  if (format !== 'tiff') return capabilities[format];
  const compression = tiffCompression(output);
  const plain = compression === 'jpeg' ? jpegTiff : compression === 'webp' ? webpTiff : capabilities.tiff;
  const largest = largestTiff(output);
  return largest ? { ...plain, largest } : plain;
}

/** The image in a TIFF is stored in strips as wide as it, or in tiles, whose number is not limited. sharp refuses tall JPEGs in any case. */
function largestTiff(output: OutputRecipe): PixelSize | undefined {
  const { tile, tileSize, pyramid } = output;
  const hasTiles = tile ?? (tileSize !== undefined || pyramid === true);
  const compression = tiffCompression(output);
  if (compression === 'jpeg') return { width: hasTiles ? 65_535 : largestSizes.jpeg.width, height: 65_535 };
  return compression === 'webp' && !hasTiles ? { width: largestSizes.webp.width, height: Number.POSITIVE_INFINITY } : undefined;
}

const defaultQualities: Readonly<Partial<Record<OutputFormat, number>>> = { jpeg: 80, webp: 80, avif: 50, jxl: 80 };

/** The quality that an output starts from, also to find an automatic one; undefined for a lossless output, which has none to lower. */
export function qualityOf(format: OutputFormat, output: OutputRecipe): number | undefined {
  if (format === 'png') return hasPalette(output) ? (fixedQuality(output) ?? 100) : undefined;
  const lossyTiff = format === 'tiff' && (tiffCompression(output) === 'jpeg' || tiffCompression(output) === 'webp');
  const usual = lossyTiff ? 80 : defaultQualities[format];
  return usual === undefined ? undefined : (fixedQuality(output) ?? usual);
}

export function canBeTransparent(format: OutputFormat, output: OutputRecipe): boolean {
  return capabilitiesOf(format, output).alpha ?? false;
}
