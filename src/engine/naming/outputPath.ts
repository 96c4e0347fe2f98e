import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { isLateName } from '../../shared/recipe/isLateName';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { LateName, PlannedOutput, SourceHeader } from '../../shared/run/run';
import { extensionsByFormat, formatOfExtension, writtenFormat } from '../../shared/values/formats';
import { fillTemplate, type NameValues, usesToken } from '../../shared/values/nameTemplate';
import type { PixelSize } from '../../shared/values/pixelSize';

/** The folder, the name and the extension of an output. */

/** The folder that the recipe names for an output, without the part that mirrors the source tree. Undefined: beside the source. */
export function outputFolder(output: OutputRecipe, root: string): string | undefined {
  if (output.folder === undefined) return undefined;
  return isAbsolute(output.folder) ? resolve(output.folder) : resolve(root, output.folder);
}

/** Whether the sources of all roots have one output folder. A relative one exists in each root. */
export function sharesFolder({ folder }: OutputRecipe): boolean {
  return folder !== undefined && isAbsolute(folder);
}

/**
 * The format of an output. `source` keeps the format of the source if it can be written: an SVG becomes a PNG, a HEIC a JPEG.
 * @param isKept whether the source is only copied or minified, and so keeps any format
 */
export function targetFormat(output: OutputRecipe, { format, alpha }: SourceHeader, isKept: boolean): PlannedOutput['format'] {
  if (output.format !== 'source') return output.format;
  return isKept ? format : writtenFormat(format, alpha);
}

/** Leaves a token in the name until its value is known. */
const placeholder = (token: string) => `{${token}}`;

/** The extension of the source if the format has it, else the usual extension of the format. It stays open until the best one is known. */
function extensionFor(format: PlannedOutput['format'], source: string): string {
  if (format === 'best') return placeholder('format');
  const own = extname(source).slice(1);
  return formatOfExtension(own) === format ? own : extensionsByFormat[format][0];
}

export interface TargetOptions {
  readonly recipe: Recipe;
  readonly output: OutputRecipe;
  readonly source: string;
  readonly mtimeMs: number;
  readonly root: string;
  /** The folder of the source, relative to the top of a mirrored tree. */
  readonly relativeDir: string;
  readonly format: PlannedOutput['format'];
  /** Undefined when only the pixels determine it, as with `trim`. */
  readonly size: PixelSize | undefined;
  /** Number of the source in the plan, from 1. */
  readonly index: number;
  readonly frame?: number;
}

/** Android's names for densities. Source: Android developers, "Support different pixel densities". */
const androidDensities: ReadonlyMap<number, string> = new Map([
  [0.75, 'ldpi'],
  [1, 'mdpi'],
  [1.5, 'hdpi'],
  [2, 'xhdpi'],
  [3, 'xxhdpi'],
  [4, 'xxxhdpi'],
]);

function nameValues({ recipe, output, source, mtimeMs, relativeDir, format, size, index, frame }: TargetOptions): NameValues {
  const extension = extname(source);
  const density = output.density?.value ?? 1;
  return {
    name: basename(source, extension),
    ext: extension.slice(1),
    dir: basename(dirname(source)),
    relativeDir,
    width: size ? String(size.width) : placeholder('width'),
    height: size ? String(size.height) : placeholder('height'),
    format: format === 'best' ? placeholder('format') : format,
    profile: recipe.name,
    index: String(index),
    date: usesToken(output.name, 'date') ? new Date(mtimeMs).toISOString().slice(0, 10) : '',
    density: output.density ? `@${density}x` : '',
    dpi: androidDensities.get(density) ?? `${Math.round(density * 160)}dpi`,
    frame: String(frame ?? 0),
    digest: placeholder('digest'),
    pixelDigest: placeholder('pixelDigest'),
  };
}

/** Where the recipe puts an output. Whether the path is free is up to the `TargetAllocator`. */
export interface Target {
  readonly path: string;
  readonly late?: LateName;
}

export function targetOf(options: TargetOptions): Target {
  const { recipe, output, source, root, relativeDir, format } = options;
  const sourceFolder = dirname(source);
  const values = nameValues(options);
  const extension = `.${extensionFor(format, source)}`;
  // Replacing keeps the name, even when its extension is wrong, unless the recipe asks for another format.
  if (recipe.replace) return { path: output.format === 'source' ? source : join(sourceFolder, `${values.name}${extension}`) };
  const folder = outputFolder(output, root);
  const mirrored = folder !== undefined && !usesToken(output.name, 'relativeDir') ? relativeDir : '';
  const path = join(folder ?? sourceFolder, mirrored, `${fillTemplate(output.name, values)}${extension}`);
  return isLateName(output.name, recipe.steps) ? { path, late: { template: output.name, values, extension } } : { path };
}

/** The path of a file whose late name is now known. @param standIn the planned target, whose folder it keeps */
export function lateTarget(standIn: string, { template, values, extension }: LateName, known: Partial<NameValues>): string {
  return join(dirname(standIn), `${basename(fillTemplate(template, { ...values, ...known }))}${extension}`);
}
