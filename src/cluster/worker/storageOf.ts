import { BucketRoot } from '../buckets/bucketRoot';
import { ClusterError } from '../queue/queueAddress';
import { FileRoot } from '../roots/fileRoot';
import type { NamedRoot } from '../roots/namedRoot';
import type { RootStorage } from '../roots/rootStorage';

/** How a worker reaches a root. */
export function storageOf({ name, folder, bucket }: NamedRoot): RootStorage {
  if (folder !== undefined) return new FileRoot(name, folder);
  if (bucket !== undefined) return new BucketRoot(name, bucket);
  throw new ClusterError(`${name} is neither a folder nor a bucket.`);
}
