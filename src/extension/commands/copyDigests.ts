import * as vscode from 'vscode';
import type { DigestedFile } from '../../client/runs/checksumText';
import { fileCount, formatBytes } from '../../shared/values/formatQuantity';
import { digestsText, digestText } from '../state/hashedFiles';
import { rowIds } from '../state/rowIds';
import type { RunStore } from '../state/runStore';
import { maxCopied } from './copyMarkup';
import { shownDigests } from './shownDigests';

const { l10n } = vscode;

/** How long the status bar shows a message. */
const statusBarMs = 3000;

async function copyOne(file: DigestedFile): Promise<void> {
  await vscode.env.clipboard.writeText(digestText(file));
  vscode.window.setStatusBarMessage(l10n.t('Digest copied.'), statusBarMs);
}

async function copyLines(files: readonly DigestedFile[]): Promise<void> {
  const text = digestsText(files);
  if (text.length > maxCopied) {
    const size = formatBytes(text.length);
    void vscode.window.showInformationMessage(l10n.t('The digests are too large to copy ({0}). Use Save Checksum File... instead.', size));
    return;
  }
  await vscode.env.clipboard.writeText(text);
  void vscode.window.showInformationMessage(l10n.t('Copied the digests of {0}.', fileCount(files.length)));
}

/** Copy Digests: those of a row, or of several or all files as the lines of a checksum file. */
export function copyDigestsCommand(store: RunStore) {
  return async (rows?: unknown): Promise<void> => {
    const ids = rowIds(rows);
    const files = ids?.flatMap((id) => store.table.digestsOf(id) ?? []) ?? shownDigests(store) ?? [];
    const [first] = files;
    if (first) await (ids?.length === 1 ? copyOne(first) : copyLines(files));
  };
}
