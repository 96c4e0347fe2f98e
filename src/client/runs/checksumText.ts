import { type ChecksumStyle, formatChecksums } from '../../shared/checksums/checksumFile';
import type { DigestAlgorithm, Digests } from '../../shared/checksums/digestAlgorithms';
import { digestAt, type ReadFiles, splitPaths } from '../../shared/run/readFiles';
import { relativePath } from '../../shared/values/paths';

/** A file with its digests. */
export interface DigestedFile {
  /** Absolute path. */
  readonly source: string;
  readonly digests: Digests;
}

/**
 * The text of a checksum file: one algorithm after the other, each sorted by path.
 * @param folder folder of the list, with links resolved as they are in the paths of the files
 * @param read further files, with the digests of all algorithms
 */
export function checksumText(
  files: readonly DigestedFile[],
  algorithms: readonly DigestAlgorithm[],
  style: ChecksumStyle,
  folder: string,
  read: readonly ReadFiles[] = [],
): string {
  const linesOf = (algorithm: DigestAlgorithm) => {
    const entries = files.flatMap(({ source, digests: { [algorithm]: digest } }) =>
      digest === undefined ? [] : [{ path: relativePath(source, folder), digest }],
    );
    for (const each of read) {
      const sources = splitPaths(each.sources, each.ids.length);
      for (let index = 0; index < sources.length; index += 1)
        entries.push({ path: relativePath(sources[index] as string, folder), digest: digestAt(each, algorithm, index) });
    }
    return formatChecksums(entries, { style, algorithm });
  };
  return algorithms.map(linesOf).join('');
}
