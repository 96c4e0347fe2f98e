import type { Sharp } from 'sharp';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import { fixedQuality } from '../../shared/values/automaticQuality';
import type { OutputFormat } from '../../shared/values/formats';
import { hasPalette, tiffCompression } from './formatCapabilities';

/** sharp's encoders, each with the options that it supports. */

/** What an encoder needs beside the recipe. */
export interface EncoderContext {
  /** Pixels per inch. */
  readonly density?: number;
  /** Bits per sample. */
  readonly bits: number;
  /** For an animation: how long each frame is shown in ms, and how often the animation plays. */
  readonly timing?: { readonly delay: number[]; readonly loop: number };
}

/** An object without its undefined values. */
function defined<Value extends object>(values: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/** An output whose quality is known. */
type FixedOutput = Omit<OutputRecipe, 'quality'> & { readonly quality: number | undefined };

type Encoder = (image: Sharp, output: FixedOutput, context: EncoderContext) => Sharp;

const png: Encoder = (image, output) => {
  const { progressive, compressionLevel, quality, colors, dither, effort, optimize } = output;
  // Each of these would make sharp use a palette.
  const palette = hasPalette(output) ? { palette: true, quality, colors, dither, effort } : {};
  const level = compressionLevel ?? (optimize ? 9 : undefined);
  return image.png(defined({ progressive, compressionLevel: level, ...palette }));
};

const tiff: Encoder = (image, output, { density }) => {
  const { quality, predictor, pyramid, tile, tileSize } = output;
  return image.tiff({
    ...defined({
      quality,
      predictor,
      pyramid,
      tile: tile ?? (tileSize === undefined ? undefined : true),
      tileWidth: tileSize,
      tileHeight: tileSize,
    }),
    compression: tiffCompression(output),
    // sharp takes pixels per millimeter.
    ...(density !== undefined && { xres: density / 25.4, yres: density / 25.4 }),
  });
};

/** Formats that are made from a PNG, whose compression nobody sees. */
const carrier: Encoder = (image) => image.png({ compressionLevel: 0 });

const encoders: Readonly<Record<Exclude<OutputFormat, 'ico'>, Encoder>> = {
  jpeg: (image, { quality, progressive, mozjpeg, chromaSubsampling, optimize }) =>
    image.jpeg(defined({ quality, progressive, mozjpeg: mozjpeg ?? (optimize ? true : undefined), chromaSubsampling })),
  png,
  webp: (image, { quality, lossless, nearLossless, alphaQuality, effort, loop, optimize }, { timing }) =>
    image.webp({
      ...timing,
      ...defined({ quality, lossless, nearLossless, alphaQuality, effort: effort ?? (optimize ? 6 : undefined), loop }),
      // Lossless also keeps the colors of transparent pixels, unless only the visible result counts.
      exact: lossless === true && !optimize,
    }),
  avif: (image, { quality, lossless, effort, bitDepth, chromaSubsampling }, { bits }) =>
    image.avif(defined({ quality, lossless, effort, bitdepth: bitDepth ?? (bits > 8 ? (12 as const) : undefined), chromaSubsampling })),
  gif: (image, { progressive, colors, dither, effort, loop, optimize }, { timing }) =>
    image.gif({
      ...timing,
      ...defined({ progressive, colors, dither, effort: effort ?? (optimize ? 10 : undefined), loop }),
      keepDuplicateFrames: true,
    }),
  tiff,
  jxl: carrier,
  apng: carrier,
  bmp: carrier,
  qoi: carrier,
};

/** Adds the encoder of a format. The images in an ICO are plain PNGs, as Windows requires. */
export function withEncoder(image: Sharp, format: OutputFormat, output: OutputRecipe, context: EncoderContext): Sharp {
  if (format === 'ico') return image.png({ compressionLevel: 9 });
  return encoders[format](image, { ...output, quality: fixedQuality(output) }, context);
}
