import type { Sharp } from 'sharp';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import type { OutputFormat } from '../../shared/values/formats';
import { hasPalette, tiffCompression } from './formatCapabilities';

/** The encoders of sharp, with the options that each of them heeds. */

/** What an encoder may know beside the recipe. */
export interface EncoderContext {
  /** Pixels an inch. */
  readonly density?: number;
  /** Bits of a sample. */
  readonly bits: number;
  /** Of an animation: ms that each frame is shown, and how often all are. */
  readonly timing?: { readonly delay: number[]; readonly loop: number };
}

/** Those of an object's keys that are given. */
function given<Value extends object>(values: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

type Encoder = (image: Sharp, output: OutputRecipe, context: EncoderContext) => Sharp;

const png: Encoder = (image, output) => {
  const { progressive, compressionLevel, quality, colors, dither, effort, optimize } = output;
  // Each of these would have sharp make a palette.
  const palette = hasPalette(output) ? { palette: true, quality, colors, dither, effort } : {};
  const level = compressionLevel ?? (optimize ? 9 : undefined);
  return image.png(given({ progressive, compressionLevel: level, ...palette }));
};

const tiff: Encoder = (image, output, { density }) => {
  const { quality, predictor, pyramid, tile, tileSize } = output;
  return image.tiff({
    ...given({
      quality,
      predictor,
      pyramid,
      tile: tile ?? (tileSize === undefined ? undefined : true),
      tileWidth: tileSize,
      tileHeight: tileSize,
    }),
    compression: tiffCompression(output),
    // sharp takes pixels a millimeter.
    ...(density !== undefined && { xres: density / 25.4, yres: density / 25.4 }),
  });
};

const encoders: Readonly<Record<Exclude<OutputFormat, 'ico'>, Encoder>> = {
  jpeg: (image, { quality, progressive, mozjpeg, chromaSubsampling, optimize }) =>
    image.jpeg(given({ quality, progressive, mozjpeg: mozjpeg ?? (optimize ? true : undefined), chromaSubsampling })),
  png,
  webp: (image, { quality, lossless, nearLossless, alphaQuality, effort, loop, optimize }, { timing }) =>
    image.webp({
      ...timing,
      ...given({ quality, lossless, nearLossless, alphaQuality, effort: effort ?? (optimize ? 6 : undefined), loop }),
      // Without loss also where nothing of it shows, unless the look is all that counts.
      exact: lossless === true && !optimize,
    }),
  avif: (image, { quality, lossless, effort, bitDepth, chromaSubsampling }, { bits }) =>
    image.avif(given({ quality, lossless, effort, bitdepth: bitDepth ?? (bits > 8 ? (12 as const) : undefined), chromaSubsampling })),
  gif: (image, { progressive, colors, dither, effort, loop, optimize }, { timing }) =>
    image.gif({
      ...timing,
      ...given({ progressive, colors, dither, effort: effort ?? (optimize ? 10 : undefined), loop }),
      keepDuplicateFrames: true,
    }),
  tiff,
};

/** Adds the encoder of a format; the images in an ICO are plain PNGs, as Windows wants them. */
export function withEncoder(image: Sharp, format: OutputFormat, output: OutputRecipe, context: EncoderContext): Sharp {
  if (format === 'ico') return image.png({ compressionLevel: 9 });
  return encoders[format](image, output, context);
}
