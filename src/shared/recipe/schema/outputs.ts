import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { type OutputFormat, outputFormats } from '../../values/formats';
import { nameTemplate } from './names';
import { colorText, edge, real, whole } from './values';

/** What is written for each source: format, encoding, sizes, name and place. */

const chromaSubsamplings = ['4:4:4', '4:2:0'] as const;
export const tiffCompressions = ['none', 'jpeg', 'deflate', 'packbits', 'lzw', 'webp'] as const;
const predictors = ['none', 'horizontal'] as const;

/** Encoder options by sharp's names. */
const encoding = {
  quality: whole(1, 100).optional().meta({
    description: 'Quality of JPEG, WebP, AVIF and TIFF, and of PNG with a palette. PNG else and GIF are written without loss.',
  }),
  progressive: z.boolean().optional().meta({ description: 'Progressive JPEG, interlaced PNG or GIF.' }),
  mozjpeg: z.boolean().optional().meta({ description: 'JPEG: the slower encoder settings of mozjpeg, for smaller files.' }),
  chromaSubsampling: z.enum(chromaSubsamplings).optional().meta({ description: 'JPEG and AVIF: 4:4:4 keeps the sharpness of colors.' }),
  compressionLevel: whole(0, 9).optional().meta({ description: 'PNG: effort of the compression.' }),
  palette: z.boolean().optional().meta({ description: 'PNG: at most 256 colors, with transparency. Loses colors of photos.' }),
  colors: whole(2, 256).optional().meta({ description: 'PNG with a palette and GIF: most colors. A PNG has 2, 4, 16 or 256.' }),
  dither: real(0, 1).optional().meta({ description: 'PNG with a palette and GIF: how much colors between are mixed of dots.' }),
  lossless: z.boolean().optional().meta({ description: 'WebP and AVIF: without loss.' }),
  nearLossless: z.boolean().optional().meta({ description: 'WebP: lossless after small changes; quality says how small.' }),
  alphaQuality: whole(0, 100).optional().meta({ description: 'WebP: quality of the transparency.' }),
  effort: whole(0, 10)
    .optional()
    .meta({ description: 'Time to spend for a smaller file: WebP 0 to 6, AVIF 0 to 9, GIF and PNG with a palette 1 to 10.' }),
  bitDepth: z
    .union([z.literal(8), z.literal(10), z.literal(12)])
    .optional()
    .meta({ description: 'AVIF: bits of a sample. Default: 8, and 12 for sources with more.' }),
  loop: whole(0, 65_535)
    .optional()
    .meta({ description: 'GIF and WebP: how often an animation plays; 0 is for ever. Default: as the source.' }),
  compression: z.enum(tiffCompressions).optional().meta({ description: 'TIFF. Default: deflate, or jpeg with a quality.' }),
  predictor: z.enum(predictors).optional().meta({ description: 'TIFF with deflate or lzw.' }),
  pyramid: z.boolean().optional().meta({ description: 'TIFF: also smaller and smaller versions.' }),
  tile: z.boolean().optional().meta({ description: 'TIFF: in tiles.' }),
  tileSize: whole(16, 4096)
    .multipleOf(16, { error: () => l10n.t('a multiple of 16 is wanted') })
    .optional()
    .meta({ description: 'TIFF: side of a tile in pixels, a multiple of 16.' }),
  sizes: z
    .array(whole(1, 256))
    .min(1)
    .max(16)
    .optional()
    .meta({ description: 'ICO: sides of the images in the file. Default: 16, 32, 48 and 256, as far as the source goes.' }),
} as const;

export type EncodingOption = keyof typeof encoding;

/** The formats that heed each option. */
export const heededBy: Readonly<Record<EncodingOption, readonly OutputFormat[]>> = {
  // A format without loss meets every quality.
  quality: ['jpeg', 'webp', 'avif', 'tiff', 'png', 'gif', 'ico'],
  progressive: ['jpeg', 'png', 'gif'],
  mozjpeg: ['jpeg'],
  chromaSubsampling: ['jpeg', 'avif'],
  compressionLevel: ['png'],
  palette: ['png'],
  colors: ['png', 'gif'],
  dither: ['png', 'gif'],
  lossless: ['webp', 'avif'],
  nearLossless: ['webp'],
  alphaQuality: ['webp'],
  effort: ['webp', 'avif', 'gif', 'png'],
  bitDepth: ['avif'],
  loop: ['gif', 'webp'],
  compression: ['tiff'],
  predictor: ['tiff'],
  pyramid: ['tiff'],
  tile: ['tiff'],
  tileSize: ['tiff'],
  sizes: ['ico'],
};
const encodingOptions = Object.keys(heededBy) as EncodingOption[];

/** Bounds of effort, which each encoder has of its own. */
const efforts: Readonly<Partial<Record<OutputFormat, readonly [least: number, most: number]>>> = {
  webp: [0, 6],
  avif: [0, 9],
  gif: [1, 10],
  png: [1, 10],
};

const format = z.enum(['source', ...outputFormats]);

/** Words for the frames of an animation that is written. */
const frameWords = ['keep', 'first', 'all', 'sprite'] as const;

export const output = z
  .strictObject({
    format: z
      .union([format, z.array(format).min(1).max(8)])
      .default('source')
      .meta({ description: 'Format of the new file, or several; source keeps the format of the source.' }),
    ...encoding,
    background: colorText.optional().meta({
      description: "What transparent parts become where the format has no transparency. Default: white, and the file's row says so.",
    }),
    widths: z
      .array(edge)
      .min(1)
      .max(32)
      .optional()
      .meta({ description: 'A file for each of these widths in pixels, all from one decoded image; none is enlarged.' }),
    densities: z.array(real(0.25, 8)).min(1).max(8).optional().meta({
      description: 'A file for each of these densities, such as 1, 2 and 3. The image after the steps is the one of the largest.',
    }),
    frames: z
      .union([z.enum(frameWords), whole(0, 100_000)])
      .default('keep')
      .meta({
        description:
          'Of an animation: keep all, the first, the one of a number (from 0), all as files of their own, or a sprite sheet. keep takes GIF or WebP.',
      }),
    columns: whole(1, 1000).optional().meta({ description: 'Frames in a row of a sprite sheet. Default: all in one row.' }),
    optimize: z
      .boolean()
      .default(false)
      .meta({ description: 'The smallest file of the same look; where it would not be smaller, the source is kept.' }),
    minSavings: z
      .strictObject({
        percent: real(0, 100).optional().meta({ description: 'In percent of the source.' }),
        bytes: whole(0, 1_000_000_000).optional().meta({ description: 'In bytes.' }),
      })
      .optional()
      .meta({ description: 'Least savings; with less, the source is kept.' }),
    copyKept: z
      .boolean()
      .default(false)
      .meta({ description: 'Where the source is kept, its copy is put into the output folder all the same.' }),
    maxBytes: whole(100, 1_000_000_000)
      .optional()
      .meta({ description: 'Most bytes of the file: the quality is lowered as far as it takes, then the size.' }),
    minQuality: whole(1, 100).default(30).meta({ description: 'With maxBytes: lowest quality.' }),
    minScale: real(1, 100)
      .default(25)
      .meta({ description: 'With maxBytes: smallest size, in percent of the asked one. 100 keeps the size.' }),
    name: nameTemplate.optional(),
    folder: z.string().min(1).optional().meta({
      description:
        'Folder for the new files, relative to the workspace folder; the tree below the selection is mirrored into it. Default: beside the source.',
    }),
  })
  .superRefine((each, context) => {
    const formats = [each.format].flat();
    const error = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    for (const key of encodingOptions) {
      if (each[key] === undefined || formats.includes('source')) continue;
      if (!formats.some((name) => heededBy[key].includes(name as OutputFormat)))
        error(key, l10n.t('{0} has no {1}; it goes with {2}', formats.join(', '), key, heededBy[key].join(', ')));
    }
    if (each.effort !== undefined) {
      for (const name of formats) {
        const [least, most] = efforts[name as OutputFormat] ?? [0, 10];
        if (each.effort < least || each.effort > most)
          error('effort', l10n.t('{0} of {1}, got {2}', `${least} to ${most}`, name, each.effort));
      }
    }
    if (each.widths && each.densities) error('densities', l10n.t('widths and densities exclude each other'));
    if (each.columns !== undefined && each.frames !== 'sprite') error('columns', l10n.t('columns goes with frames: sprite'));
    if (each.minSavings && !each.optimize) error('minSavings', l10n.t('minSavings goes with optimize'));
    if (each.sizes && new Set(each.sizes).size < each.sizes.length) error('sizes', l10n.t('each size once'));
    if (each.maxBytes !== undefined && each.lossless) error('maxBytes', l10n.t('a lossless file has no quality to lower'));
  });

/** Whether an output does more than write the source again. */
export function changesSomething(each: z.output<typeof output>): boolean {
  const { format: asked, widths, densities, frames, optimize, maxBytes, background } = each;
  const encoded = encodingOptions.some((key) => each[key] !== undefined);
  return (
    encoded ||
    asked !== 'source' ||
    widths !== undefined ||
    densities !== undefined ||
    frames !== 'keep' ||
    optimize ||
    maxBytes !== undefined ||
    background !== undefined
  );
}

type Output = z.output<typeof output>;
/** How a file is encoded; what its format does not heed is left out. */
export type Encoding = Pick<Output, EncodingOption>;
/** One file of a recipe: one format and one size of an output, its name filled in. */
export type OutputRecipe = Omit<Output, 'format' | 'widths' | 'densities' | 'name'> & {
  readonly format: 'source' | OutputFormat;
  /** Width in pixels to shrink the image to. */
  readonly width?: number;
  /** Density such as 2, and the largest of its set. */
  readonly density?: { readonly value: number; readonly largest: number };
  readonly name: string;
};

/** Fills in the name, and tells the formats and sizes of an output apart. */
export function flatten({ format: asked, widths, densities, name, ...rest }: Output, replace: boolean): OutputRecipe[] {
  const formats = [...new Set([asked].flat())];
  const several = new Set(widths ?? densities).size > 1;
  const size = widths ? '-{width}' : densities && several ? '{density}' : '';
  const frame = rest.frames === 'all' ? '-{frame}' : '';
  // Its own name is free in a folder, and must differ beside the source.
  const base = replace || rest.folder !== undefined || size !== '' || frame !== '' ? '{name}' : '{name}-{profile}';
  const filled = name ?? `${base}${size}${frame}`;
  const largest = Math.max(...(densities ?? [1]));
  const sizes = widths
    ? [...new Set(widths)].map((width) => ({ width }))
    : densities
      ? [...new Set(densities)].map((value) => ({ density: { value, largest } }))
      : [{}];
  return formats.flatMap((each) => sizes.map((one) => ({ ...rest, ...one, format: each, name: filled })));
}
