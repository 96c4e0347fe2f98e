import { type ChecksumStyle, formatChecksums } from '../../shared/checksums/checksumFile';
import type { DigestAlgorithm, Digests } from '../../shared/checksums/digestAlgorithms';
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
 */
export function checksumText(
  files: readonly DigestedFile[],
  algorithms: readonly DigestAlgorithm[],
  style: ChecksumStyle,
  folder: string,
): string {
  const linesOf = (algorithm: DigestAlgorithm) => {
    const entries = files.flatMap(({ source, digests: { [algorithm]: digest } }) =>
      digest === undefined ? [] : [{ path: relativePath(source, folder), digest }],
    );
    return formatChecksums(entries, { style, algorithm });
  };
  return algorithms.map(linesOf).join('');
}
