import * as vscode from 'vscode';
import { fileCount, formatBytes } from '../../shared/values/formatQuantity';
import { digestsText, digestText } from '../state/hashedFiles';
import type { RunStore } from '../state/runStore';
import { maxCopied } from './copyMarkup';
import { shownDigests } from './shownDigests';

const { l10n } = vscode;

/** How long the status bar shows a message. */
const statusBarMs = 3000;

async function copyOne(store: RunStore, id: number): Promise<void> {
  const file = store.table.digestsOf(id);
  if (!file) return;
  await vscode.env.clipboard.writeText(digestText(file));
  vscode.window.setStatusBarMessage(l10n.t('Digest copied.'), statusBarMs);
}

async function copyAll(store: RunStore): Promise<void> {
  const files = shownDigests(store);
  if (!files) return;
  const text = digestsText(files);
  if (text.length > maxCopied) {
    const size = formatBytes(text.length);
    void vscode.window.showInformationMessage(l10n.t('The digests are too large to copy ({0}). Use Save Checksum File... instead.', size));
    return;
  }
  await vscode.env.clipboard.writeText(text);
  void vscode.window.showInformationMessage(l10n.t('Copied the digests of {0}.', fileCount(files.length)));
}

/** Copy Digests: those of one row, or of all files as the lines of a checksum file. */
export function copyDigestsCommand(store: RunStore) {
  return (row?: unknown): Promise<void> => (typeof row === 'number' ? copyOne(store, row) : copyAll(store));
}
