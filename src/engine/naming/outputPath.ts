import { readdirSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { isLateName } from '../../shared/recipe/lateName';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { LateName, SourceHeader } from '../../shared/run/run';
import { extensionsByFormat, formatOfExtension, type OutputFormat } from '../../shared/values/formats';
import { fillTemplate, type NameValues, usesToken } from '../../shared/values/nameTemplate';
import type { PixelSize } from '../../shared/values/pixelSize';

/** Where outputs go: folders, names, and whether a place is free. */

/** Two paths with the same key are the same file somewhere: compared without case and in one Unicode form, as file systems do. */
export function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** The folder that an output is written to when it has one, mirrored trees apart. */
export function outputFolder(output: OutputRecipe, root: string): string | undefined {
  if (output.folder === undefined) return undefined;
  return isAbsolute(output.folder) ? resolve(output.folder) : resolve(root, output.folder);
}

/** The format that is written: `source` keeps the source's; an SVG that is more than copied or minified becomes a PNG. */
export function targetFormat(output: OutputRecipe, header: SourceHeader, staysDrawing: boolean): OutputFormat | 'svg' {
  if (output.format !== 'source') return output.format;
  return header.format === 'svg' && !staysDrawing ? 'png' : header.format;
}

/** The source's own extension where it is one of the format's, else the format's usual one. */
function extensionFor(format: OutputFormat | 'svg', source: string): string {
  const own = extname(source).slice(1);
  return formatOfExtension(own) === format ? own : extensionsByFormat[format][0];
}

export interface TargetOptions {
  readonly recipe: Recipe;
  readonly output: OutputRecipe;
  readonly source: string;
  readonly mtimeMs: number;
  readonly root: string;
  /** Where the source is in a mirrored tree. */
  readonly relativeDir: string;
  readonly format: OutputFormat | 'svg';
  /** Undefined where only the pixels tell. */
  readonly size: PixelSize | undefined;
  /** Number of the source among those of the plan, from 1. */
  readonly index: number;
  readonly frame?: number;
}

/** Android's names of densities. Source: Android developers, "Support different pixel densities". */
const androidDensities: ReadonlyMap<number, string> = new Map([
  [0.75, 'ldpi'],
  [1, 'mdpi'],
  [1.5, 'hdpi'],
  [2, 'xhdpi'],
  [3, 'xxhdpi'],
  [4, 'xxxhdpi'],
]);

/** What stands for a token until its value is known. */
const unknown = (token: string) => `{${token}}`;

function nameValues({ recipe, output, source, mtimeMs, relativeDir, format, size, index, frame }: TargetOptions): NameValues {
  const extension = extname(source);
  const density = output.density?.value ?? 1;
  return {
    name: basename(source, extension),
    ext: extension.slice(1),
    dir: basename(dirname(source)),
    relativeDir,
    width: size ? String(size.width) : unknown('width'),
    height: size ? String(size.height) : unknown('height'),
    format,
    profile: recipe.name,
    index: String(index),
    date: new Date(mtimeMs).toISOString().slice(0, 10),
    density: output.density ? `@${density}x` : '',
    dpi: androidDensities.get(density) ?? `${Math.round(density * 160)}dpi`,
    frame: String(frame ?? 0),
    digest: unknown('digest'),
    pixelDigest: unknown('pixelDigest'),
  };
}

/** Where an output goes, before clashes are looked at. */
export interface Target {
  readonly path: string;
  readonly late?: LateName;
}

export function targetOf(options: TargetOptions): Target {
  const { recipe, output, source, root, relativeDir, format } = options;
  const folder = dirname(source);
  const values = nameValues(options);
  const extension = `.${extensionFor(format, source)}`;
  // Replacing keeps the name, even one whose extension lies, unless another format was asked for.
  if (recipe.replace) return { path: output.format === 'source' ? source : join(folder, `${values.name}${extension}`) };
  const place = outputFolder(output, root);
  const mirrored = place !== undefined && !usesToken(output.name, 'relativeDir') ? relativeDir : '';
  const path = join(place ?? folder, mirrored, `${fillTemplate(output.name, values)}${extension}`);
  return isLateName(output.name, recipe.steps) ? { path, late: { template: output.name, values, extension } } : { path };
}

/** The path of a file once all of its name is known; the folder is that of the stand-in. */
export function lateTarget(standIn: string, { template, values, extension }: LateName, known: Partial<NameValues>): string {
  return join(dirname(standIn), `${basename(fillTemplate(template, { ...values, ...known }))}${extension}`);
}

/** Which names exist in folders, each folder listed once; names compared by their key. */
export class ExistingNames {
  readonly #folders = new Map<string, ReadonlySet<string>>();

  has(path: string): boolean {
    const folder = dirname(path);
    let names = this.#folders.get(folder);
    if (names === undefined) {
      names = listNames(folder);
      this.#folders.set(folder, names);
    }
    return names.has(pathKey(basename(path)));
  }
}

function listNames(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder).map(pathKey));
  } catch {
    return new Set(); // the folder is not there yet, or cannot be read and writing will say so
  }
}

/** The first of `name-2.ext`, `name-3.ext`, ... that is free. */
export function numbered(path: string, isFree: (path: string) => boolean): string {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  for (let number = 2; ; number += 1) {
    const candidate = `${stem}-${number}${extension}`;
    if (isFree(candidate)) return candidate;
  }
}
