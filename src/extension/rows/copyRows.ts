import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { MadeFiles, MarkupOptions } from '../../shared/run/run';
import { fileCount } from '../../shared/values/formatQuantity';
import { displayPath } from '../host/displayPath';
import type { RunQueue } from '../runs/runQueue';
import { type RowTarget, shownPaths } from './rowTarget';

const { l10n } = vscode;

/** How long the status bar shows a message. */
const statusBarMs = 3000;

async function copy(text: string, message: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(message, statusBarMs);
}

/** Copies paths, one per line. */
export function copyPaths(targets: readonly RowTarget[]): Promise<void> {
  const paths = shownPaths(targets);
  return copy(paths.join('\n'), l10n.t('Copied the paths of {0}.', fileCount(paths.length)));
}

export function copyRelativePaths(targets: readonly RowTarget[]): Promise<void> {
  const paths = shownPaths(targets);
  return copy(paths.map(displayPath).join('\n'), l10n.t('Copied the paths of {0}.', fileCount(paths.length)));
}

/** Copies the sources of rows as a list. */
export function copySources(sources: readonly string[]): Promise<void> {
  return copy(sources.map(displayPath).join('\n'), l10n.t('Copied the paths of {0}.', fileCount(sources.length)));
}

/** Copies markup for the outputs of rows, with URLs relative to the workspace folder. */
export async function copyRowMarkup(queue: RunQueue, targets: readonly RowTarget[], kind: MarkupOptions['kind']): Promise<void> {
  const { client, store } = queue;
  const wanted = new Set(targets.map(({ source }) => source));
  const rootOf = (path: string) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath ?? dirname(path);
  const made: MadeFiles[] = store.madeFiles(rootOf).filter(({ source }) => wanted.has(source));
  if (made.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('There is no markup to copy: this run made no outputs from these files.'));
    return;
  }
  try {
    const options = { kind, from: made[0]?.root ?? '' };
    const text = await client.runExclusive({}, async () => (await client.remote()).markup(made, options));
    await copy(text, l10n.t('Markup copied.'));
  } catch (error) {
    queue.reportError(error);
  }
}
