import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDirectlyIn } from '../fs/containment';
import type { Expansion, FoundFile } from '../fs/findFiles';
import type { KnownDigests } from './scanForInspection';

/** Decides which files of an inspection a worker thread looks at. */

/**
 * Whether a thread may open a file without a look at it before: it is a regular file, and the cache does not save reading it.
 * Every other file is looked at by the planning thread.
 */
export function isForThread({ path, plain }: FoundFile, known: KnownDigests): boolean {
  return plain && !known.has(path);
}

/** The disks of the folders that files are in, which are those of the files but for files that are mounted one by one. */
export function devicesOf({ files }: Expansion): Set<bigint> {
  const devices = new Set<bigint>();
  let last = '';
  // The files are sorted, so most are in the folder of the one before.
  for (const { path } of files) {
    if (isDirectlyIn(path, last)) continue;
    last = dirname(path);
    const stats = statSync(last, { bigint: true, throwIfNoEntry: false });
    if (stats) devices.add(stats.dev);
  }
  return devices;
}
