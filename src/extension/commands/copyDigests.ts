import * as vscode from 'vscode';
import { fileCount, formatBytes } from '../../shared/values/formatQuantity';
import { digestText, hashedFiles, hashedText } from '../state/hashedFiles';
import type { RunStore } from '../state/runStore';
import { maxCopied } from './copyMarkup';

const { l10n } = vscode;

/** How long the status bar says that something was copied. */
const toldMs = 3000;

async function copyOne(store: RunStore, id: number): Promise<void> {
  const file = store.digestsOf(id);
  if (!file) return;
  await vscode.env.clipboard.writeText(digestText(file));
  vscode.window.setStatusBarMessage(l10n.t('The digest was copied.'), toldMs);
}

async function copyAll(store: RunStore): Promise<void> {
  const files = hashedFiles(store);
  if (!files) return;
  const text = hashedText(files);
  if (text.length > maxCopied) {
    const message = l10n.t(
      'The digests come to {0}, too much to be copied as text. Save Checksum File... writes them.',
      formatBytes(text.length),
    );
    void vscode.window.showInformationMessage(message);
    return;
  }
  await vscode.env.clipboard.writeText(text);
  void vscode.window.showInformationMessage(l10n.t('The digests of {0} were copied.', fileCount(files.length)));
}

/** Copy Digests: those of one row of the panel, or of all as the lines of a checksum file. */
export function copyDigests(store: RunStore) {
  return (id?: unknown): Promise<void> => (typeof id === 'number' ? copyOne(store, id) : copyAll(store));
}
