import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The odd and broken images of this repository (test/corpus/README.md). */
export const ownCorpus = join(import.meta.dirname, '../corpus/files');

/** A collection of other projects' images: kept beside the checkout, or named by ASSETMILL_CORPUS. */
export const otherCorpus = process.env.ASSETMILL_CORPUS ?? join(import.meta.dirname, '../../../shared/corpus');
export const hasOtherCorpus = existsSync(otherCorpus);

if (!hasOtherCorpus) console.log(`No images of other projects in ${otherCorpus} (set ASSETMILL_CORPUS): their tests are skipped.`);

/** Every corpus that is here, its name first. */
export const corpora: readonly (readonly [name: string, folder: string])[] = [
  ['our own corpus', ownCorpus],
  ...(hasOtherCorpus ? [['the images of other projects', otherCorpus] as const] : []),
];

function filesIn(folder: string, extension = ''): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Paths of all files of every corpus, sorted within each. */
export function corpusFiles(): string[] {
  return corpora.flatMap(([, folder]) => filesIn(folder));
}

/** PNGs of every kind; the names of broken ones begin with `x`. */
export function conformancePngs(): string[] {
  return [...filesIn(join(ownCorpus, 'png'), '.png'), ...filesIn(join(otherCorpus, 'pngsuite'), '.png')];
}

/** Photos of nine in a row that show one scene: stored in every EXIF orientation, and in the undefined orientation 0. */
export function orientedPhotos(): string[] {
  return [...filesIn(join(ownCorpus, 'orientation'), '.jpg'), ...filesIn(join(otherCorpus, 'exif-orientation'), '.jpg')];
}
