import { extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { AtlasRecipe } from '../../shared/recipe/runFileSchemas';
import { atlasCss, atlasJson, type NamedPage } from './atlasTexts';
import { type AtlasFormat, drawPage } from './drawPage';
import { type Page, packSprites } from './packSprites';
import { largestSide } from './pageLimit';
import { readSprites, type Sprite, type SpriteFile } from './readSprites';

/** An atlas: images packed on pages, with the files that say where each of them is. */
export interface Atlas {
  readonly pages: readonly Page<Sprite>[];
  /** The bytes of the image of each page. Drawn one after the other; only these stay in memory. */
  readonly images: readonly Buffer[];
  /** What could not be packed, as sentences. */
  readonly errors: readonly string[];
}

/** A file of an atlas. */
export interface AtlasFile {
  readonly name: string;
  readonly content: Buffer | string;
}

type AtlasOptions = Omit<AtlasRecipe, 'keepImages'>;

function formatOf({ file }: AtlasOptions): AtlasFormat {
  return extname(file).toLowerCase() === '.webp' ? 'webp' : 'png';
}

/**
 * Packs images. The order of the files does not matter: the same files always give the same bytes.
 * @throws Error if there is nothing to pack
 */
export async function makeAtlas(files: readonly SpriteFile[], options: AtlasOptions): Promise<Atlas> {
  const { sprites, failures } = await readSprites(files, { maxSize: largestSide(options), trim: options.trim });
  if (sprites.length === 0) throw new Error(failures[0]?.message ?? l10n.t('there is no image to pack'));
  const pages = packSprites(sprites, options);
  const images: Buffer[] = [];
  for (const page of pages) images.push(await drawPage(page, formatOf(options)));
  return { pages, images, errors: failures.map(({ name, message }) => l10n.t('{0} is not in the atlas: {1}', name, message)) };
}

/** The names of an atlas' files for its first page such as `sprites.png`. @param pages their number */
export function atlasNames(
  image: string,
  pages: number,
  { css }: Pick<AtlasOptions, 'css'>,
): { images: string[]; texts: string[]; css: string[] } {
  const extension = extname(image);
  const stem = image.slice(0, image.length - extension.length);
  const stems = Array.from({ length: pages }, (_, index) => (index === 0 ? stem : `${stem}-${index + 1}`));
  return {
    images: stems.map((each) => `${each}${extension}`),
    texts: stems.map((each) => `${each}.json`),
    css: css ? [`${stem}.css`] : [],
  };
}

/** The files of an atlas. @param image name of its first page */
export function atlasFiles({ pages, images }: Atlas, image: string, options: AtlasOptions): AtlasFile[] {
  const names = atlasNames(image, pages.length, options);
  const named = pages.map((page, index): NamedPage => ({ ...page, image: names.images[index] as string }));
  return [
    ...images.map((content, index) => ({ name: names.images[index] as string, content })),
    ...named.map((page, index) => {
      const name = names.texts[index] as string;
      const others = names.texts.filter((other) => other !== name);
      return { name, content: atlasJson(page, others) };
    }),
    ...names.css.map((name) => ({ name, content: atlasCss(named, options.classPrefix) })),
  ];
}
