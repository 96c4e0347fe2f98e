import { readdirSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { extensionsByFormat, formatOfExtension, type OutputFormat } from '../shared/formats';
import { fillTemplate, usesToken } from '../shared/nameTemplate';
import type { OutputRecipe, Recipe } from '../shared/recipe';
import type { SourceHeader } from '../shared/run';
import type { PixelSize } from './operations';

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

/** The format that is written: `source` keeps the source's, and SVG, which nothing here writes, becomes PNG. */
export function targetFormat(output: OutputRecipe, header: SourceHeader, copy: boolean): OutputFormat | 'svg' {
  if (output.format !== 'source') return output.format;
  return header.format === 'svg' && !copy ? 'png' : header.format;
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
  readonly root: string;
  /** Where the source is in a mirrored tree. */
  readonly relativeDir: string;
  readonly format: OutputFormat | 'svg';
  readonly size: PixelSize;
}

/** The path of an output, before clashes are looked at. */
export function targetPath({ recipe, output, source, root, relativeDir, format, size }: TargetOptions): string {
  const folder = dirname(source);
  const ownExtension = extname(source);
  const name = basename(source, ownExtension);
  // Replacing keeps the name, even one whose extension lies, unless another format was asked for.
  if (recipe.replace) return output.format === 'source' ? source : join(folder, `${name}.${extensionFor(format, source)}`);
  const filled = fillTemplate(output.name, {
    name,
    ext: ownExtension.slice(1),
    dir: basename(folder),
    relativeDir,
    width: String(size.width),
    height: String(size.height),
    format,
    profile: recipe.name,
  });
  const place = outputFolder(output, root);
  const mirrored = place !== undefined && !usesToken(output.name, 'relativeDir') ? relativeDir : '';
  return join(place ?? folder, mirrored, `${filled}.${extensionFor(format, source)}`);
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
