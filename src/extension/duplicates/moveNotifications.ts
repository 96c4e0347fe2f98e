import * as vscode from 'vscode';
import type { RemovalReport } from '../../client/duplicates/removeDuplicates';
import { storedSentence } from '../../client/duplicates/storeDuplicates';
import { fileCount, formatBytes } from '../../shared/values/formatQuantity';
import { displayPath } from '../host/displayPath';

/** Notifications while duplicates are moved, and afterwards. */

const { l10n } = vscode;

function trashedSentence({ moved }: RemovalReport): string {
  const bytes = moved.reduce((sum, file) => sum + file.bytes, 0);
  return moved.length === 0
    ? l10n.t('Nothing was moved to the trash.')
    : l10n.t('Moved to the trash: {0} ({1}).', fileCount(moved.length), formatBytes(bytes));
}

const moveTexts = {
  trash: { title: () => l10n.t('Moving files to the trash...'), sentence: trashedSentence },
  storage: { title: () => l10n.t("Moving files to Assetmill's storage..."), sentence: storedSentence },
} as const;
type MoveTarget = keyof typeof moveTexts;

/** Shows progress with Cancel while files are moved. */
export function withMoveProgress(
  target: MoveTarget,
  files: number,
  move: (progress: () => void, signal: AbortSignal) => Promise<RemovalReport>,
): Thenable<RemovalReport> {
  const options = { location: vscode.ProgressLocation.Notification, title: moveTexts[target].title(), cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return move(() => progress.report({ increment: 100 / files }), abort.signal);
  });
}

/** Says how many files were moved, and why the first of the others was not. Returns the sentence. @param files number of files to move */
export function announceMoved(target: MoveTarget, report: RemovalReport, files: number): string {
  const done = moveTexts[target].sentence(report);
  const [firstError] = report.errors;
  if (!firstError) {
    void vscode.window.showInformationMessage(done);
    return done;
  }
  const [path, error] = firstError;
  const notMoved = l10n.t('Not moved: {0}.', fileCount(files - report.moved.length));
  const message = `${done} ${notMoved} ${l10n.t('{0}: {1}', displayPath(path), error)}`;
  void vscode.window.showWarningMessage(message);
  return message;
}
