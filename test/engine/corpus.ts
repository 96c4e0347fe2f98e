import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A collection of odd and broken pictures of other projects, kept beside the checkout; tests that need it are skipped without it. */
export const corpus = process.env.ASSETMILL_CORPUS ?? join(import.meta.dirname, '../../../shared/corpus');
export const hasCorpus = existsSync(corpus);

if (!hasCorpus) console.log(`No corpus in ${corpus} (set ASSETMILL_CORPUS): its tests are skipped.`);

/** Paths of the corpus' files below a folder of it, sorted. */
export function corpusFiles(folder: string, extension = ''): string[] {
  if (!hasCorpus) return [];
  const files = readdirSync(join(corpus, folder), { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
