import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storeFolder } from '../../client/store/storeFolder';
import { bucketName, bucketUrl, isBucketUrl, parseBucketUrl } from '../../shared/protocol/bucketUrl';
import { UsageError } from './usageError';

/** A bucket that runs of this computer work in, and the folder that stands for it: the pool process plans on files. */

export interface BucketMirror {
  /** With `/` at its end. */
  readonly url: string;
  readonly folder: string;
}

let current: BucketMirror | undefined;

/** The bucket that this command works in; undefined for one that works in folders. */
export function currentMirror(): BucketMirror | undefined {
  return current;
}

/**
 * Has this process work in a bucket, whose runs are kept apart from all others.
 * @throws UsageError when the address names no bucket
 */
export function enterBucket(url: string): BucketMirror {
  const place = parseBucketUrl(url);
  if (!place) throw new UsageError(`${url} does not name a bucket; use s3://BUCKET/PREFIX`);
  if (current) return current;
  const home = join(dirname(storeFolder()), 'mirrors', bucketName(place));
  const folder = join(home, 'files');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  process.env.ASSETMILL_STORE = join(home, 'runs');
  current = { url: bucketUrl(place), folder: realpathSync.native(folder) };
  return current;
}

/** The path that stands for an object, or for all objects below an address; any other path as it is. @throws UsageError for one elsewhere */
export function mirrorPath(path: string, { url, folder }: BucketMirror): string {
  if (!isBucketUrl(path)) return path;
  const whole = path.endsWith('/') ? path : `${path}/`;
  if (whole === url) return folder;
  if (!path.startsWith(url)) throw new UsageError(`${path} is outside of the root ${url}`);
  return join(folder, path.slice(url.length));
}

/** The address of the object that a path stands for; undefined for any other path. */
export function mirroredUrl(path: string): string | undefined {
  if (!current || !path.startsWith(current.folder)) return undefined;
  return `${current.url}${path.slice(current.folder.length + 1)}`;
}
