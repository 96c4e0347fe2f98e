import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type LockOptions, withLock } from './fileLock';

/** The lock under which runs and undos start and old runs are removed, so that none of them sees another one too late. */

function lockPath(store: string): string {
  return join(store, '.lock');
}

/**
 * Longest time for which a run that has ended waits for a lock, in ms. What it cannot record then is made again, and what it cannot remove
 * stays until the next run.
 */
export const endOfRunMs = 30_000;

/** How the lock is taken. */
export interface StoreLockOptions extends Pick<LockOptions, 'optional' | 'signal'> {
  /** Called when that takes longer than usual, with the reason as a sentence. */
  waiting?: ((reason: string) => void) | undefined;
}

/** @throws StoreError when the lock cannot be written, the reason of the signal when it is raised before */
export function withStoreLock<Result>(
  store: string,
  work: () => Promise<Result>,
  { waiting, ...options }: StoreLockOptions = {},
): Promise<Result> {
  const onWaiting = () => waiting?.(l10n.t('Waiting for Assetmill in another window or terminal.'));
  return withLock(lockPath(store), work, { ...options, onWaiting });
}
