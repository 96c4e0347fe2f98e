import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { autoQualityFormats, defaultSimilarity } from '../../values/automaticQuality';
import type { OutputFormat } from '../../values/formats';
import { real, whole } from './values';

/** The encoder options of an output, by sharp's names, and the formats they apply to. */

const chromaSubsamplings = ['4:4:4', '4:2:0'] as const;
export const tiffCompressions = ['none', 'jpeg', 'deflate', 'packbits', 'lzw', 'webp'] as const;
const predictors = ['none', 'horizontal'] as const;

export const encodingOptions = {
  quality: z
    .union([z.literal('auto'), whole(1, 100)])
    .optional()
    .meta({
      description:
        'Quality of JPEG, WebP, AVIF, JPEG XL, TIFF, and palette PNG. Other formats are lossless. auto finds the lowest quality of each JPEG, WebP, AVIF, and JPEG XL at which it looks the same as the image before encoding.',
      examples: ['auto', 80],
    }),
  similarity: real(0.5, 1)
    .optional()
    .meta({
      description: `Least similarity to the image before encoding for an automatic quality. 1 means no difference. Default: ${defaultSimilarity}.`,
      examples: [0.97],
    }),
  progressive: z.boolean().optional().meta({ description: 'Write progressive JPEG, or interlaced PNG or GIF.' }),
  mozjpeg: z.boolean().optional().meta({ description: 'JPEG: use mozjpeg defaults for smaller files. Slower.' }),
  chromaSubsampling: z
    .enum(chromaSubsamplings)
    .optional()
    .meta({ description: 'JPEG and AVIF: chroma subsampling. 4:4:4 keeps color edges sharp.' }),
  compressionLevel: whole(0, 9)
    .optional()
    .meta({ description: 'PNG: zlib compression level.', examples: [9] }),
  palette: z
    .boolean()
    .optional()
    .meta({ description: 'PNG: quantize to a palette of at most 256 colors, with transparency. Lossy for photos.' }),
  colors: whole(2, 256)
    .optional()
    .meta({ description: 'Palette PNG and GIF: maximum number of colors. PNG rounds to 2, 4, 16, or 256.', examples: [64] }),
  dither: real(0, 1)
    .optional()
    .meta({ description: 'Palette PNG and GIF: level of Floyd-Steinberg error diffusion.', examples: [0.5] }),
  lossless: z.boolean().optional().meta({ description: 'WebP, AVIF, and JPEG XL: use lossless compression.' }),
  nearLossless: z.boolean().optional().meta({ description: 'WebP: use near-lossless compression. A lower quality allows larger changes.' }),
  alphaQuality: whole(0, 100)
    .optional()
    .meta({ description: 'WebP: quality of the alpha channel.', examples: [90] }),
  effort: whole(0, 10)
    .optional()
    .meta({
      description: 'CPU effort to reduce the file size: WebP 0 to 6, AVIF 0 to 9, JPEG XL 1 to 9, and GIF and palette PNG 1 to 10.',
      examples: [6],
    }),
  bitDepth: z
    .union([z.literal(8), z.literal(10), z.literal(12)])
    .optional()
    .meta({ description: 'AVIF: bits per sample. Default: 8, or 12 for sources with more.', examples: [10] }),
  loop: whole(0, 65_535)
    .optional()
    .meta({
      description: 'GIF, WebP, and APNG: number of times an animation plays; 0 is infinite. Default: as in the source.',
      examples: [0],
    }),
  compression: z.enum(tiffCompressions).optional().meta({ description: 'TIFF: compression. Default: deflate, or jpeg if quality is set.' }),
  predictor: z.enum(predictors).optional().meta({ description: 'TIFF with deflate or lzw: predictor.' }),
  pyramid: z.boolean().optional().meta({ description: 'TIFF: write an image pyramid.' }),
  tile: z.boolean().optional().meta({ description: 'TIFF: write a tiled file.' }),
  tileSize: whole(16, 4096)
    .multipleOf(16, { error: () => l10n.t('must be a multiple of 16') })
    .optional()
    .meta({ description: 'TIFF: side of a tile in pixels, a multiple of 16.', examples: [256] }),
  sizes: z
    .array(whole(1, 256))
    .min(1)
    .max(16)
    .optional()
    .meta({
      description: 'ICO: sides of the images in the file in pixels. Default: 16, 32, 48, and 256, up to the size of the source.',
      examples: [[16, 32, 48]],
    }),
} as const;

export type EncodingOption = keyof typeof encodingOptions;

/** The formats that each option applies to. */
export const formatsOfOption: Readonly<Record<EncodingOption, readonly OutputFormat[]>> = {
  // A lossless format meets every quality.
  quality: ['jpeg', 'webp', 'avif', 'jxl', 'tiff', 'png', 'apng', 'gif', 'ico', 'bmp', 'qoi'],
  similarity: autoQualityFormats,
  progressive: ['jpeg', 'png', 'gif'],
  mozjpeg: ['jpeg'],
  chromaSubsampling: ['jpeg', 'avif'],
  compressionLevel: ['png'],
  palette: ['png'],
  colors: ['png', 'gif'],
  dither: ['png', 'gif'],
  lossless: ['webp', 'avif', 'jxl'],
  nearLossless: ['webp'],
  alphaQuality: ['webp'],
  effort: ['webp', 'avif', 'jxl', 'gif', 'png'],
  bitDepth: ['avif'],
  loop: ['gif', 'webp', 'apng'],
  compression: ['tiff'],
  predictor: ['tiff'],
  pyramid: ['tiff'],
  tile: ['tiff'],
  tileSize: ['tiff'],
  sizes: ['ico'],
};
export const encodingOptionNames = Object.keys(formatsOfOption) as EncodingOption[];

/** Bounds of effort, which differ between encoders. */
export const effortBounds: Readonly<Partial<Record<OutputFormat, readonly [least: number, most: number]>>> = {
  webp: [0, 6],
  avif: [0, 9],
  jxl: [1, 9],
  gif: [1, 10],
  png: [1, 10],
};
