import { join } from 'node:path';
import { type LockOptions, withLock } from './fileLock';

/** The lock under which runs and undos start and old runs are removed, so that none of them sees another one too late. */

function lockPath(store: string): string {
  return join(store, '.lock');
}

/** @throws StoreError when the lock cannot be written */
export function withStoreLock<Result>(store: string, work: () => Promise<Result>, options?: LockOptions): Promise<Result> {
  return withLock(lockPath(store), work, options);
}
