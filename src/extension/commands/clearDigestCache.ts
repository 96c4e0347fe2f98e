import * as vscode from 'vscode';
import type { RunQueue } from '../runs/runQueue';

/** Clear Digest Cache: every file is read again the next time. @param folder of the cache */
export function clearDigestCache(queue: RunQueue, folder: string) {
  return async (): Promise<void> => {
    try {
      await queue.client.runExclusive({}, async () => (await queue.client.remote()).clearDigests(folder));
      void vscode.window.showInformationMessage(vscode.l10n.t('The cache of digests is empty. Files are read again when they are hashed.'));
    } catch (error) {
      queue.tell(error);
    }
  };
}
