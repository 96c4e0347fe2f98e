import { dirname, extname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { MadeFiles, WrittenOutput } from '../../shared/run/run';
import { pathKey, relativePath } from '../../shared/values/paths';
import { type AtlasFile, atlasFiles, makeAtlas } from '../atlas/makeAtlas';
import type { SpriteFile } from '../atlas/readSprites';
import { exists } from '../fs/tempFile';
import { atlasPaths } from '../naming/atlasPaths';
import type { RunFile } from '../naming/runFilePaths';
import { spritesFolder } from './spritesFolder';
import { alreadyExists, hasContent, type RunFilesJob, writeRunFile } from './writeRunFile';

/** Packs the images of a run, and writes the atlas. */

/** The image of an output, by a path that names it: its own one, or that of an image that is only packed. */
function spriteFile({ target, sprite }: WrittenOutput, base: string, directory: string): SpriteFile {
  if (sprite) return { path: sprite.path, file: join(spritesFolder(directory), sprite.file) };
  const path = relativePath(target, base);
  return { path: path.slice(0, path.length - extname(path).length), file: target };
}

/** An atlas among the files of its run. */
interface AtlasPlace extends RunFile {
  readonly number: number;
}

/** More files than an atlas has: backups and temp files have numbers of their own. */
const numbersPerAtlas = 10_000;

/** Where the files of an atlas are written. */
interface PlacedFile extends AtlasFile {
  readonly path: string;
}

/** The paths that are sources or outputs of the run, as `pathKey` has them. */
function takenKeys({ taken }: RunFilesJob, made: readonly MadeFiles[]): ReadonlySet<string> {
  const written = made.flatMap(({ source, outputs }) => [source, ...outputs.flatMap(({ target, sprite }) => (sprite ? [] : [target]))]);
  return new Set([...taken, ...written].map(pathKey));
}

/**
 * Makes sure that an atlas that overwrites its files overwrites nothing else. The plan knows, and the user has confirmed, only the
 * files of its first page; the next page may have the name of the user's own file.
 * @throws Error otherwise
 */
function refuseForeign({ recipe: { atlas }, isAtlasFile }: RunFilesJob, image: string, files: readonly PlacedFile[]): void {
  const planned = new Set(atlas && atlasPaths(image, atlas));
  const foreign = files.find(({ path, content }) => !planned.has(path) && exists(path) && !hasContent(path, content) && !isAtlasFile(path));
  if (foreign)
    throw new Error(
      l10n.t('its part {0} already exists, but no run made it, or it was edited since. Move that file, or rename the atlas', foreign.path),
    );
}

/**
 * The files under names of which none is taken: they refer to each other, so they get the same number.
 * @param taken keys of the paths that they must not have
 * @param filesOf the files whose image has a name
 * @throws Error when the recipe says not to write where a file exists, or to overwrite and the file is not one of the atlas
 */
function placedFiles(job: RunFilesJob, image: string, taken: ReadonlySet<string>, filesOf: (image: string) => PlacedFile[]): PlacedFile[] {
  const { conflict } = job.recipe;
  const extension = extname(image);
  const stem = image.slice(0, image.length - extension.length);
  for (let number = 1; ; number += 1) {
    const files = filesOf(number === 1 ? image : `${stem}-${number}${extension}`);
    const lost = files.find(({ path }) => taken.has(pathKey(path)));
    if (lost && conflict !== 'unique') throw new Error(l10n.t('{0} is already a source or an output of this run', lost.path));
    if (conflict === 'overwrite') {
      refuseForeign(job, image, files);
      return files;
    }
    if (!lost && files.every(({ path, content }) => !exists(path) || hasContent(path, content))) return files;
    if (conflict === 'skip') throw alreadyExists();
  }
}

/**
 * Packs the images that a run made for the roots of a file, and writes what came of it.
 * @returns what could not be packed, as sentences
 * @throws Error if nothing can be packed or written
 */
export async function writeAtlas(job: RunFilesJob, file: AtlasPlace, made: readonly MadeFiles[]): Promise<readonly string[]> {
  const { atlas: options } = job.recipe;
  if (!options) return [];
  const sprites = made.flatMap(({ outputs }) => outputs.map((output) => spriteFile(output, file.base, job.directory)));
  const atlas = await makeAtlas(sprites, options);
  const folder = dirname(file.path);
  const filesOf = (image: string) =>
    atlasFiles(atlas, relativePath(image, folder), options).map((each) => ({ ...each, path: join(folder, each.name) }));
  const placed = placedFiles(job, file.path, takenKeys(job, made), filesOf);
  for (const [index, { path, content }] of placed.entries())
    writeRunFile(job, { kind: 'atlas', path, content, number: file.number * numbersPerAtlas + index });
  return atlas.errors;
}
