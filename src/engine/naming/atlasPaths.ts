import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe';
import { pathKey } from '../../shared/values/paths';
import { runFilePaths } from './runFilePaths';

/** Where the atlas of a run is, and what its images are called. */

/** The place of a source among those of its run. */
interface PlacedSource {
  readonly relativeDir: string;
  readonly sharedDir: string;
}

/** The atlas of a source, and the folder that its name begins with, with `/` at the end. */
export function spriteTarget({ atlas }: Recipe, root: string, source: PlacedSource): { atlas: string; folder: string } {
  const file = atlas?.file ?? '';
  const folder = isAbsolute(file) ? source.sharedDir : source.relativeDir;
  return { atlas: resolve(root, file), folder: folder === '' ? '' : `${folder}/` };
}

/** The files of an atlas of one page: its image, and what describes it. */
export function atlasPaths(image: string, { css }: { readonly css: boolean }): string[] {
  const stem = join(dirname(image), basename(image, extname(image)));
  return [image, `${stem}.json`, ...(css ? [`${stem}.css`] : [])];
}

/**
 * Tells an image of the run's own atlas, which an earlier run made, from the images to pack. Its name may have a number, and that of
 * its page, but so may an image to pack: frames of an animation often do.
 * @param isMade whether a file belongs to an atlas of an earlier run
 */
export function ownAtlas(recipe: Recipe, roots: readonly string[], isMade: (path: string) => boolean): (path: string) => boolean {
  const images = runFilePaths(recipe, roots).filter(({ kind }) => kind === 'atlas');
  const keys = new Set(images.map(({ path }) => pathKey(path)));
  if (keys.size === 0) return () => false;
  const withoutNumber = (path: string) => path.replace(/-\d+(\.\w+)$/, '$1');
  const isNumbered = (path: string) => [withoutNumber(path), withoutNumber(withoutNumber(path))].some((each) => keys.has(pathKey(each)));
  return (path) => keys.has(pathKey(path)) || (isNumbered(path) && isMade(path));
}
