import { readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ChecksumParser } from '../../shared/checksums/checksumFile';
import { UsageError } from './usageError';

/** Folders of the command line. */

/** Where runs are kept, so that undo finds them: the system's place for a program's state. */
export function storeFolder(): string {
  const { env, platform } = process;
  if (env.ASSETMILL_STORE) return env.ASSETMILL_STORE;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? homedir(), 'assetmill', 'runs');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'assetmill', 'runs');
  return join(env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'assetmill', 'runs');
}

/** Where digests are remembered: beside the runs. */
export function digestsFolder(): string {
  return join(dirname(storeFolder()), 'digests');
}

/** The folder of a path: what is pointed at is what may be written to. */
export function rootOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch {
    return dirname(path); // the plan says what is wrong with it
  }
}

/** A folder with its links resolved, as they are in the paths of files that were read. */
export function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch (error) {
    throw new UsageError(`${folder}: ${(error as Error).message}`);
  }
}

/** Bytes of a file that tell whether it is a checksum file. */
const headBytes = 100_000;

/** Whether a file can be a checksum file of before: it is empty, or has a line of one. */
function isList(path: string): boolean {
  const parser = new ChecksumParser(basename(path));
  const text = readFileSync(path).subarray(0, headBytes).toString('utf8');
  return text.trim() === '' || [parser.push(text), parser.end()].some(({ entries }) => entries.length > 0);
}

/**
 * Where a checksum file goes, links resolved.
 * @throws UsageError where something else is at the place that would be lost
 */
export function listPlace(path: string): string {
  const place = join(realFolder(dirname(path)), basename(path));
  const stats = statSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return place;
  if (!stats.isFile()) throw new UsageError(`--output: ${path} is not a file`);
  if (!isList(place)) throw new UsageError(`--output: ${path} is there, and is no checksum file; it was left as it is`);
  return realpathSync.native(place);
}
