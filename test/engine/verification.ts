import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFile } from '../../src/engine/fileHasher';
import { readChecksums } from '../../src/engine/readChecksums';
import { ListedFiles } from '../../src/engine/verifyChecksums';
import { type ChecksumFault, type ChecksumStyle, formatChecksums } from '../../src/shared/checksumFile';
import { algorithmTraits, type DigestAlgorithm } from '../../src/shared/digestAlgorithms';
import { mismatches } from '../../src/shared/reading';
import { corpora } from './corpus';

/** Checksum files written and verified by the engine itself, with no pool around it. */

/** Verifies a list as its reader would, and gives the names that are fine and those that are not. */
export async function verify(folder: string, list: string) {
  const listed = new ListedFiles(folder, [folder, ...corpora.map(([, each]) => each)]);
  const faults: ChecksumFault[] = [];
  for await (const lines of readChecksums(join(folder, list))) {
    faults.push(...lines.faults);
    for (const entry of lines.entries) listed.add(entry);
  }
  const fine: string[] = [];
  const failed: string[] = [];
  for (const file of listed.inside) {
    const { digests } = await hashFile(
      file.path,
      file.expected.map(({ algorithm }) => algorithm),
    );
    (mismatches(file, digests).length === 0 ? fine : failed).push(file.name);
  }
  return { fine: fine.sort(), failed, faults, outside: listed.outside, contradictions: listed.contradictions };
}

/** Writes the checksum file of a folder under its usual name, which is given back. */
export async function writeList(
  folder: string,
  names: readonly string[],
  algorithm: DigestAlgorithm,
  style: ChecksumStyle,
): Promise<string> {
  const entries = await Promise.all(
    names.map(async (path) => ({ path, digest: (await hashFile(join(folder, path), [algorithm])).digests[algorithm] as string })),
  );
  const { listName } = algorithmTraits[algorithm];
  writeFileSync(join(folder, listName), formatChecksums(entries, { style, algorithm }));
  return listName;
}

/** What `verify` says when there is nothing to say. */
export const allFine = (names: readonly string[]) => ({ fine: [...names].sort(), failed: [], faults: [], outside: [], contradictions: [] });
