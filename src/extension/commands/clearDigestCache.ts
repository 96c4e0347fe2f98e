import * as vscode from 'vscode';
import type { RunQueue } from '../runs/runQueue';

/** Clear Digest Cache: every file is read again when it is hashed. @param folder of the cache */
export function clearDigestCacheCommand(queue: RunQueue, folder: string) {
  return async (): Promise<void> => {
    try {
      await queue.client.runExclusive({}, async () => (await queue.client.remote()).clearDigests(folder));
      const message = vscode.l10n.t('The digest cache was cleared. Files will be read again when they are hashed.');
      void vscode.window.showInformationMessage(message);
    } catch (error) {
      queue.reportError(error);
    }
  };
}
