import { realpathSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type BucketPrefix, bucketName, isBucketUrl, parseBucketUrl } from '../../shared/protocol/bucketUrl';
import { ClusterError } from '../queue/queueAddress';

/**
 * A place that all computers of a cluster reach, by a name that they share: a folder, which each may have mounted elsewhere, or a
 * bucket with a prefix.
 */
export interface NamedRoot {
  readonly name: string;
  /** Of a folder: its absolute path, with links resolved. */
  readonly folder?: string;
  /** Of a bucket. */
  readonly bucket?: BucketPrefix;
}

/** Names go into the names of keys in Redis. */
const validName = /^[\w.-]{1,64}$/;

/**
 * Reads a root: `NAME=FOLDER`, `FOLDER` (named after its last part), or `s3://BUCKET/PREFIX` (named by the bucket and the prefix).
 * @throws ClusterError
 */
export function parseRoot(text: string): NamedRoot {
  const bucket = parseBucket(text);
  if (bucket) return { name: bucketName(bucket), bucket };
  const [, given, path] = /^(?:([^=/\\]*)=)?(.+)$/s.exec(text) ?? [];
  if (path === undefined) throw new ClusterError('A root needs a folder: NAME=FOLDER, FOLDER, or s3://BUCKET/PREFIX.');
  const folder = realFolder(path);
  const name = given ?? basename(folder);
  if (!validName.test(name))
    throw new ClusterError(`The root ${folder} needs a name of letters, digits, dots, and hyphens: --root NAME=${folder}.`);
  return { name, folder };
}

/** The bucket and the prefix in `s3://bucket/prefix`; undefined for anything else. @throws ClusterError when there is no bucket */
export function parseBucket(text: string): BucketPrefix | undefined {
  if (!isBucketUrl(text)) return undefined;
  const parsed = parseBucketUrl(text);
  if (!parsed) throw new ClusterError(`${text} does not name a bucket. Use s3://BUCKET/PREFIX.`);
  return parsed;
}

function realFolder(path: string): string {
  try {
    const folder = realpathSync.native(resolve(path));
    if (statSync(folder).isDirectory()) return folder;
  } catch (error) {
    throw new ClusterError(`The root ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  throw new ClusterError(`The root ${path} is not a folder.`);
}
