import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checksumText, type DigestedFile } from '../../client/runs/checksumText';
import { algorithmTraits, type DigestAlgorithm, type Digests } from '../../shared/checksums/digestAlgorithms';
import { commonFolder } from '../../shared/values/paths';

/** Digests as text, for the clipboard and for checksum files. Imports no vscode. */

/** The algorithms of a run: every file has digests by the same ones, in the same order. */
function algorithmsIn(digests: Digests): DigestAlgorithm[] {
  return Object.keys(digests) as DigestAlgorithm[];
}

/** The lines of a checksum file. With several algorithms each line names its own. */
function checksumLines(files: readonly DigestedFile[], folder: string): string {
  const algorithms = algorithmsIn(files[0]?.digests ?? {});
  return checksumText(files, algorithms, algorithms.length > 1 ? 'bsd' : 'gnu', folder);
}

/** The suggested path of a checksum file: in the folder that contains all files, with the usual name. */
export function suggestedChecksumPath(files: readonly DigestedFile[]): string {
  const [first, ...others] = algorithmsIn(files[0]?.digests ?? {});
  const name = first === undefined || others.length > 0 ? 'CHECKSUMS' : algorithmTraits[first].listName;
  return join(commonFolder(files.map(({ source }) => dirname(source))), name);
}

/** The lines of a checksum file at its suggested path. */
export function digestsText(files: readonly DigestedFile[]): string {
  return checksumLines(files, commonFolder(files.map(({ source }) => dirname(source))));
}

/** The digests of one file: a single digest as it is, several with their algorithms. */
export function digestText(file: DigestedFile): string {
  const [digest = '', ...others] = Object.values(file.digests);
  return others.length === 0 ? digest : checksumLines([file], dirname(file.source)).trimEnd();
}

export interface ChecksumList {
  /** With links resolved, as in the paths of the files. */
  readonly path: string;
  readonly text: string;
  /** Number of files listed. */
  readonly files: number;
}

/**
 * A checksum file for a path. It does not list itself, since writing it changes it.
 * @throws an error of the file system if the folder does not exist
 */
export function checksumList(files: readonly DigestedFile[], target: string): ChecksumList {
  const folder = realpathSync(dirname(target));
  const path = join(folder, basename(target));
  const others = files.filter(({ source }) => source !== path);
  return { path, text: checksumLines(others, folder), files: others.length };
}
