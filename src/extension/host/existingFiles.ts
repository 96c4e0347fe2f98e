import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { formatMessage } from '../../shared/values/formatMessage';
import { displayPath } from './displayPath';

const { l10n } = vscode;

/** Whether there is something at a path. */
export function pathExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The items that a condition accepts, in the same order. */
export async function filterAsync<Item>(items: readonly Item[], accepts: (item: Item) => Promise<boolean>): Promise<Item[]> {
  const accepted = await Promise.all(items.map(accepts));
  return items.filter((_, index) => accepted[index]);
}

/** The files that are still there. A message tells of the others: they were moved or deleted since the run. */
export async function existingFiles(paths: readonly string[]): Promise<string[]> {
  const existing = await filterAsync(paths, pathExists);
  const found = new Set(existing);
  const [first, ...others] = paths.filter((path) => !found.has(path));
  if (first !== undefined) {
    const message =
      others.length === 0
        ? l10n.t('{0} does not exist. It may have been moved or deleted.', displayPath(first))
        : formatMessage(
            l10n.t(
              '{0, plural, one {# file does not exist. It may have been moved or deleted.} other {# files do not exist. They may have been moved or deleted.}}',
            ),
            others.length + 1,
          );
    void vscode.window.showWarningMessage(message);
  }
  return existing;
}
