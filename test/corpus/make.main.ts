import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brokenFiles } from './broken';
import { decodedFiles, foreignFiles, heads } from './foreign';
import { oddImages } from './odd';
import { type Files, orientedPhotos } from './photos';
import { pngs } from './pngs';
import { toleratedImages, untolerated } from './tolerated';

/** Writes every file of the corpus anew: `npm run build && node out/test/corpus/make.main.cjs`. */

const folder = resolve(__dirname, '../../../test/corpus/files');

function writeFiles(name: string, files: Files): void {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, name, file), bytes);
  const size = Object.values(files).reduce((sum, { length }) => sum + length, 0);
  console.log(`${name}: ${Object.keys(files).length} files, ${size} bytes`);
}

async function main(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  writeFiles('orientation', await orientedPhotos());
  writeFiles('png', pngs());
  writeFiles('odd', { ...(await oddImages()), ...decodedFiles() });
  writeFiles('broken', { ...(await brokenFiles()), ...(await untolerated()), ...heads() });
  writeFiles('tolerated', await toleratedImages());
  writeFiles('foreign', foreignFiles());
}

void main();
