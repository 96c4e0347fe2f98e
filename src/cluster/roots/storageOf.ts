import { ClusterError } from '../queue/queueAddress';
import { FileRoot } from './fileRoot';
import type { NamedRoot } from './namedRoot';
import type { RootStorage } from './rootStorage';

/** How a worker reaches a root. */
export function storageOf({ name, folder }: NamedRoot): RootStorage {
  if (folder !== undefined) return new FileRoot(name, folder);
  throw new ClusterError(`${name} is not a folder.`);
}
