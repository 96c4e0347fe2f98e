import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ChecksumParser } from '../../shared/checksums/checksumFile';
import { realFolder } from './folders';
import { readPlainFile } from './plainFile';
import { UsageError } from './usageError';

/** Bytes at the start of a file that show whether it is a checksum file. */
const inspectedBytes = 100_000;

/** Whether a file may be an older checksum file: it is empty or has a checksum line. */
function isChecksumFile(path: string): boolean {
  const parser = new ChecksumParser(basename(path));
  const text = readPlainFile(path, inspectedBytes)?.toString('utf8');
  if (text === undefined) return false;
  return text.trim() === '' || [parser.push(text), parser.end()].some(({ entries }) => entries.length > 0);
}

/**
 * The path of a checksum file to write, with links resolved.
 * @throws UsageError when the path holds something else, which would be lost
 */
export function checksumTarget(path: string): string {
  const target = join(realFolder(dirname(path)), basename(path));
  const stats = statSync(target, { throwIfNoEntry: false });
  if (stats === undefined) return target;
  if (!stats.isFile()) throw new UsageError(`--output: ${path} is not a file`);
  if (!isChecksumFile(target)) throw new UsageError(`--output: ${path} exists and is not a checksum file; it was not changed`);
  return realpathSync.native(target);
}
