import * as vscode from 'vscode';
import type { Turns } from '../runs/runQueue';

/** Clear Digest Cache: every file is read again the next time. @param folder of the cache */
export function clearDigestCache(turns: Turns, folder: string) {
  return async (): Promise<void> => {
    try {
      await turns.client.hold({}, async () => (await turns.client.remote()).clearDigests(folder));
      void vscode.window.showInformationMessage(vscode.l10n.t('The cache of digests is empty. Files are read again when they are hashed.'));
    } catch (error) {
      turns.tell(error);
    }
  };
}
