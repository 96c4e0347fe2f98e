import * as vscode from 'vscode';
import type { DigestedFile } from '../../client/runs/checksumText';
import type { RunStore } from '../state/runStore';

const { l10n } = vscode;

/** The hashed files of the run shown. If there are none, says so and returns undefined. */
export function shownDigests(store: RunStore): DigestedFile[] | undefined {
  const files = store.run?.phase === 'finished' ? store.table.digestedFiles() : [];
  if (files.length > 0) return files;
  const hashing = store.active && store.run?.kind === 'hash';
  const message = hashing
    ? l10n.t('Digests are available when the run has finished.')
    : l10n.t('There are no digests. Use Hash Files... to compute them.');
  void vscode.window.showInformationMessage(message);
  return undefined;
}
