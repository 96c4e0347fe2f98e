import { dirname, relative, sep } from 'node:path';
import { type ChecksumStyle, formatChecksums } from '../../shared/checksums/checksumFile';
import type { DigestAlgorithm, Digests } from '../../shared/checksums/digestAlgorithms';

/** A file with its digests. */
export interface DigestedFile {
  /** Absolute path. */
  readonly source: string;
  readonly digests: Digests;
}

/** A path as a checksum file lists it: relative to the folder of the list, with `/`. */
export function pathInList(path: string, folder: string): string {
  return relative(folder, path).split(sep).join('/');
}

/**
 * The text of a checksum file: one algorithm after the other, each sorted by path.
 * @param folder folder of the list, with links resolved as they are in the paths of the files
 */
export function checksumText(
  files: readonly DigestedFile[],
  algorithms: readonly DigestAlgorithm[],
  style: ChecksumStyle,
  folder: string,
): string {
  const linesOf = (algorithm: DigestAlgorithm) => {
    const entries = files.flatMap(({ source, digests: { [algorithm]: digest } }) =>
      digest === undefined ? [] : [{ path: pathInList(source, folder), digest }],
    );
    return formatChecksums(entries, { style, algorithm });
  };
  return algorithms.map(linesOf).join('');
}

/** The deepest folder that holds all of the files. */
export function commonParent(paths: readonly string[]): string {
  return paths.reduce<string>(
    (common, path) => {
      let folder = common;
      while (!isBelow(path, folder) && dirname(folder) !== folder) folder = dirname(folder);
      return folder;
    },
    dirname(paths[0] ?? ''),
  );
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
