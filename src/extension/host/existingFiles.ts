import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { fileCount } from '../../shared/values/formatQuantity';
import { displayPath } from './displayPath';

const { l10n } = vscode;

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The files that are still there. A message tells of the others: they were moved or deleted since the run. */
export async function existingFiles(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(exists));
  const missing = paths.filter((_, index) => !found[index]);
  const [first] = missing;
  if (first !== undefined) {
    const message =
      missing.length === 1
        ? l10n.t('{0} does not exist. It may have been moved or deleted.', displayPath(first))
        : l10n.t('{0} do not exist. They may have been moved or deleted.', fileCount(missing.length));
    void vscode.window.showWarningMessage(message);
  }
  return paths.filter((_, index) => found[index]);
}
