import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { autoQualityFormats, hasAutoQuality } from '../../values/automaticQuality';
import { possibleFormats } from '../../values/bestFormat';
import { isSeeThrough } from '../../values/color';
import { defaultIconBackground, faviconFiles, type IconRecipe, iconToken } from '../../values/faviconSet';
import { type OutputFormat, outputFormats } from '../../values/formats';
import { type EncodingOption, effortBounds, encodingOptionNames, encodingOptions, formatsOfOption } from './encodingOptions';
import { nameTemplateText } from './nameTemplateText';
import { svgOptions } from './svgOptions';
import { colorText, edgeLength, real, whole } from './values';

/** What is written for each source: format, encoding, sizes, name and folder. */

const outputFormat = z.enum(['source', ...outputFormats, 'best']);

/** Ways to treat the frames of an animation, beside the index of one. */
const frameModes = ['keep', 'first', 'all', 'sprite'] as const;

/** Sets of files that an output can stand for, beside those of widths and densities. */
const outputSets = ['favicon'] as const;

const outputShape = z.strictObject({
  format: z
    .union([outputFormat, z.array(outputFormat).min(1).max(outputFormats.length)])
    .default('source')
    .meta({
      description:
        'Format of the new file, or several formats. source keeps the format of the source. best writes the smallest of JPEG, PNG, WebP, and AVIF that can hold the image; of an animation, WebP or GIF. It finds the quality automatically unless one is set.',
      examples: ['webp', ['avif', 'webp', 'jpeg']],
    }),
  ...encodingOptions,
  background: colorText.optional().meta({
    description: 'Background color for transparent images if the format has no transparency. Default: white, with a note in the report.',
    examples: ['#ffffff'],
  }),
  widths: z
    .array(edgeLength)
    .min(1)
    .max(32)
    .optional()
    .meta({ description: 'Create one file for each of these widths in pixels. Images are never enlarged.', examples: [[480, 960, 1920]] }),
  densities: z
    .array(real(0.25, 8))
    .min(1)
    .max(8)
    .optional()
    .meta({
      description: 'Create one file for each of these pixel densities, such as 1, 2, and 3. The largest one has the size after all steps.',
      examples: [[1, 2, 3]],
    }),
  set: z
    .enum(outputSets)
    .optional()
    .meta({
      description:
        'Create a set of files. favicon makes the icons of a website from one square image, best an SVG or at least 512 pixels wide: favicon.ico, icon.svg or favicon-96x96.png, apple-touch-icon.png, icon-192.png, icon-512.png, and icon-mask.png. background is the color behind the icons that must not be transparent.',
      examples: ['favicon'],
    }),
  frames: z
    .union([z.enum(frameModes), whole(0, 100_000)])
    .default('keep')
    .meta({
      description:
        'Frames of an animation: keep them all (requires GIF, WebP, or APNG), write only the first or the one with this index (from 0), write all as separate files, or as a sprite sheet.',
      examples: ['first'],
    }),
  columns: whole(1, 1000)
    .optional()
    .meta({ description: 'Number of columns of a sprite sheet. Default: all frames in one row.', examples: [4] }),
  optimize: z.boolean().default(false).meta({
    description:
      'Make the file as small as possible. In the format of the source, and without steps or options that change the pixels, nothing is lost. For smaller lossy files, set quality. The source is kept if the result is not smaller.',
  }),
  minSavings: z
    .strictObject({
      percent: real(0, 100)
        .optional()
        .meta({ description: 'Savings in percent of the source.', examples: [5] }),
      bytes: whole(0, 1_000_000_000)
        .optional()
        .meta({ description: 'Savings in bytes.', examples: [1024] }),
    })
    .optional()
    .meta({ description: 'Minimum savings for optimize. The source is kept if less is saved.', examples: [{ percent: 5 }] }),
  svg: svgOptions.optional().meta({
    description: 'How optimize changes an SVG. Default: nothing that a page, a script, or a screen reader could notice.',
    examples: [{ aggressive: true }],
  }),
  copyKept: z.boolean().default(false).meta({ description: 'If the source is kept, copy it to the output folder.' }),
  maxBytes: whole(100, 1_000_000_000)
    .optional()
    .meta({
      description: 'Maximum size of the file in bytes. The quality is reduced as needed, then the dimensions.',
      examples: [200_000],
    }),
  minQuality: whole(1, 100)
    .default(30)
    .meta({ description: 'Minimum quality for maxBytes and for an automatic quality.', examples: [50] }),
  minScale: real(1, 100)
    .default(25)
    .meta({
      description: 'Minimum scale for maxBytes, in percent of the requested size. 100 never reduces the dimensions.',
      examples: [50],
    }),
  name: nameTemplateText.optional(),
  folder: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        'Folder for the new files, relative to the workspace folder. It mirrors the folders of the selection. Default: beside the source.',
      examples: ['public/images'],
    }),
});

type Output = z.output<typeof outputShape>;
/** An output with all defaults. */
const plainOutput: Readonly<Record<string, unknown>> = outputShape.parse({});
/** An output as a person writes it. */
export type OutputInput = z.input<typeof outputShape>;

type ReportOutput = (key: string, message: string) => void;

/** The formats that an output may be written in; undefined if that depends on the source. */
function writtenFormats({ format }: Output): readonly OutputFormat[] | undefined {
  const formats = [format].flat();
  return formats.includes('source') ? undefined : formats.flatMap((each) => possibleFormats(each as OutputFormat | 'best'));
}

function checkEncodingOptions(each: Output, report: ReportOutput): void {
  const formats = [each.format].flat();
  const possible = writtenFormats(each);
  if (!possible) return;
  for (const key of encodingOptionNames) {
    const supporting = formatsOfOption[key];
    if (each[key] !== undefined && !possible.some((format) => supporting.includes(format)))
      report(key, l10n.t('does not apply to {0}; it applies to {1}', formats.join(', '), supporting.join(', ')));
  }
}

function checkAutoQuality(each: Output, report: ReportOutput): void {
  const { quality, similarity, lossless, nearLossless } = each;
  const formats = [each.format].flat();
  const isAutomatic = quality === 'auto' || (quality === undefined && formats.includes('best'));
  if (similarity !== undefined && !isAutomatic) report('similarity', l10n.t('requires "quality": "auto"'));
  if (quality !== 'auto') return;
  if (lossless) report('quality', l10n.t('cannot be automatic with {0}: nothing is lost', 'lossless'));
  if (nearLossless) report('quality', l10n.t('cannot be automatic with {0}', 'nearLossless'));
  if (writtenFormats(each)?.some((one) => hasAutoQuality(one, quality)) !== false) return;
  report('quality', l10n.t('cannot be automatic for {0}; it can be for {1}', formats.join(', '), autoQualityFormats.join(', ')));
}

function checkEffort({ format, effort }: Output, report: ReportOutput): void {
  if (effort === undefined) return;
  for (const name of [format].flat()) {
    const bounds = name === 'source' ? [] : possibleFormats(name).flatMap((each) => (effortBounds[each] ? [effortBounds[each]] : []));
    const [least, most] = [Math.max(0, ...bounds.map(([low]) => low)), Math.min(10, ...bounds.map(([, high]) => high))];
    if (effort < least || effort > most)
      report('effort', l10n.t('must be between {0} and {1} for {2}, got {3}', least, most, name, effort));
  }
}

function checkCombinations(each: Output, report: ReportOutput): void {
  if (each.widths && each.densities) report('densities', l10n.t('cannot be combined with {0}', 'widths'));
  if (each.columns !== undefined && each.frames !== 'sprite') report('columns', l10n.t('requires "frames": "sprite"'));
  if (each.minSavings && !each.optimize) report('minSavings', l10n.t('requires "optimize": true'));
  if (each.svg && !each.optimize) report('svg', l10n.t('requires "optimize": true'));
  if (each.sizes && new Set(each.sizes).size < each.sizes.length) report('sizes', l10n.t('must not contain duplicates'));
  if (each.maxBytes !== undefined && each.lossless) report('maxBytes', l10n.t('cannot be combined with {0}', 'lossless'));
}

/** The keys that apply to a set of icons. What else there is to encode follows from the set. */
const keysOfSet: ReadonlySet<string> = new Set(['set', 'background', 'name', 'folder']);

function checkSet(each: Output, report: ReportOutput): void {
  if (each.set === undefined) {
    if (each.name?.includes(iconToken)) report('name', l10n.t('{0} requires "set": "favicon"', iconToken));
    return;
  }
  for (const [key, value] of Object.entries(each))
    if (!keysOfSet.has(key) && JSON.stringify(value) !== JSON.stringify(plainOutput[key]))
      report(key, l10n.t('cannot be combined with {0}', 'set'));
  if (each.background !== undefined && isSeeThrough(each.background)) report('background', l10n.t('must be opaque'));
  if (each.name !== undefined && !each.name.includes(iconToken))
    report('name', l10n.t('the files of a set need different names: add {icon}'));
}

export const output = outputShape.superRefine((each, context) => {
  const report: ReportOutput = (key, message) => context.addIssue({ code: 'custom', path: [key], message });
  for (const check of [checkEncodingOptions, checkAutoQuality, checkEffort, checkCombinations, checkSet]) check(each, report);
});

/** Whether an output does more than write the source again. */
export function changesSomething(each: Output): boolean {
  const { format, widths, densities, set, frames, optimize, maxBytes, background } = each;
  return (
    encodingOptionNames.some((key) => each[key] !== undefined) ||
    format !== 'source' ||
    widths !== undefined ||
    densities !== undefined ||
    set !== undefined ||
    frames !== 'keep' ||
    optimize ||
    maxBytes !== undefined ||
    background !== undefined
  );
}

/** How a file is encoded. Options that its format does not support are ignored. */
export type Encoding = Pick<Output, EncodingOption>;

/** One file of a recipe: an output with a single format, a single size and a name. */
export type OutputRecipe = Omit<Output, 'format' | 'widths' | 'densities' | 'set' | 'name'> & {
  readonly format: 'source' | 'best' | OutputFormat;
  /** Width in pixels to shrink the image to. */
  readonly width?: number;
  /** Density such as 2, and the largest density of its set. */
  readonly density?: { readonly value: number; readonly largest: number };
  /** Of a file in a set of icons. */
  readonly icon?: IconRecipe;
  readonly name: string;
};

/** The name template of an output that has none: unique within its set, and different from the source beside it. */
function defaultName({ widths, densities, folder, frames }: Output, hasOwnPlace: boolean): string {
  const several = new Set(widths ?? densities).size > 1;
  const size = widths ? '-{width}' : densities && several ? '{density}' : '';
  const frame = frames === 'all' ? '-{frame}' : '';
  const base = hasOwnPlace || folder !== undefined || size !== '' || frame !== '' ? '{name}' : '{name}-{profile}';
  return `${base}${size}${frame}`;
}

function sizesOf({ widths, densities }: Output): Pick<OutputRecipe, 'width' | 'density'>[] {
  if (widths) return [...new Set(widths)].map((width) => ({ width }));
  if (!densities) return [{}];
  const largest = Math.max(...densities);
  return [...new Set(densities)].map((value) => ({ density: { value, largest } }));
}

/** The files of a set of icons. They are as small as they can be without loss, and animations stand still. */
function expandIcons({
  set: _,
  format: _format,
  widths: _w,
  densities: _d,
  name: template = iconToken,
  background,
  ...rest
}: Output): OutputRecipe[] {
  const color = background ?? defaultIconBackground;
  return faviconFiles.map(({ name, format, sizes, purpose, size, isOpaque }) => ({
    ...rest,
    format,
    ...(sizes && { sizes: [...sizes] }),
    ...(background !== undefined && { background }),
    optimize: true,
    frames: 'first',
    icon: { purpose, template, ...(size && { size }), ...(isOpaque && { background: color }) },
    name: template.replaceAll(iconToken, name),
  }));
}

/** Turns an output into one recipe for each of its formats and sizes, with the name filled in. */
export function expandOutput(each: Output, replace: boolean, isPacked = false): OutputRecipe[] {
  if (each.set) return expandIcons(each);
  const { format, widths: _, densities: __, set: ___, name = defaultName(each, replace || isPacked), ...rest } = each;
  const formats = [...new Set([format].flat())];
  return formats.flatMap((one) => sizesOf(each).map((size) => ({ ...rest, ...size, format: one, name })));
}
