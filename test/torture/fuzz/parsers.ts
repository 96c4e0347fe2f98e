import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as images from './imageParsers';
import * as texts from './textParsers';

/** The parsers of this project that read what anybody may have written, each with any bytes as its input. */

/** @param place a file with the same bytes, or a folder for files */
type Parser = (bytes: Buffer, place: string) => void;

/** Parsers of bytes, which may also be read from a file. */
const ofFiles = {
  png: images.parsePng,
  gif: images.parseGif,
  webp: images.parseWebp,
  jpeg: images.parseJpeg,
  tiff: images.parseTiff,
  ico: images.parseIco,
  avif: images.parseAvif,
  exif: images.parseExif,
  xmp: images.parseXmp,
  photoshop: images.parsePhotoshop,
  checksums: texts.parseChecksums,
  recipe: texts.parseRecipe,
} as const satisfies Record<string, Parser>;

/** Parsers that look for their files in a folder. */
const ofFolders = {
  journal: texts.parseJournal,
  shard: texts.parseShard,
  lock: texts.parseLockFile,
  ignore: texts.parseIgnoreFile,
} as const satisfies Record<string, Parser>;

export const parserNames = [...Object.keys(ofFiles), ...Object.keys(ofFolders)] as readonly ParserName[];
export type ParserName = keyof typeof ofFiles | keyof typeof ofFolders;

/** A folder for the files of parsers, in memory where the system has such a place. It is deleted at the end of the process. */
function makeFolder(): string {
  const folder = mkdtempSync(join(process.platform === 'linux' ? '/dev/shm' : tmpdir(), 'assetmill-parsers-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let folder: string | undefined;

/** Runs a parser. @throws what is a fault: an error that is not documented, or a wrong result */
export function runParser(name: ParserName, bytes: Buffer): void {
  folder ??= makeFolder();
  const place = join(folder, name);
  if (name in ofFolders) {
    mkdirSync(place, { recursive: true });
    ofFolders[name as keyof typeof ofFolders](bytes, place);
    return;
  }
  writeFileSync(place, bytes);
  ofFiles[name as keyof typeof ofFiles](bytes, place);
}
