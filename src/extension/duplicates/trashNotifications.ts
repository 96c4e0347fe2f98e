import * as vscode from 'vscode';
import type { RemovalReport } from '../../client/duplicates/removeDuplicates';
import { storedSentence } from '../../client/duplicates/storeDuplicates';
import { fileCount, formatBytes, formatCount } from '../../shared/values/formatQuantity';
import { shownPath } from '../host/displayPath';

/** What is told of files on their way out of their places, and of those that are still there. */

const { l10n } = vscode;

function trashedSentence({ moved }: RemovalReport): string {
  const bytes = moved.reduce((sum, file) => sum + file.bytes, 0);
  return moved.length === 0
    ? l10n.t('Nothing was moved to the trash.')
    : l10n.t('Moved to the trash: {0} ({1}).', fileCount(moved.length), formatBytes(bytes));
}

/** Where files go, in words. */
const places = {
  trash: { title: () => l10n.t('Moving files to the trash'), sentence: trashedSentence },
  storage: { title: () => l10n.t("Moving files to Assetmill's storage"), sentence: storedSentence },
} as const;
type TrashPlace = keyof typeof places;

/** Shows how far the moving is, with Cancel. */
export function withTrashProgress(
  place: TrashPlace,
  files: number,
  work: (progress: () => void, signal: AbortSignal) => Promise<RemovalReport>,
): Thenable<RemovalReport> {
  const options = { location: vscode.ProgressLocation.Notification, title: places[place].title(), cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return work(() => progress.report({ increment: 100 / files }), abort.signal);
  });
}

/** Tells what is gone, and what is not. Returns what was told. @param wanted files that were to go */
export function announceTrash(place: TrashPlace, report: RemovalReport, wanted: number): string {
  const { errors } = report;
  const left = wanted - report.moved.length;
  const done = places[place].sentence(report);
  const [first] = errors;
  if (!first) {
    void vscode.window.showInformationMessage(done);
    return done;
  }
  const still = left === 1 ? l10n.t('1 file is still there.') : l10n.t('{0} files are still there.', formatCount(left));
  const told = `${done} ${still} ${shownPath(first[0])}: ${first[1]}`;
  void vscode.window.showWarningMessage(told);
  return told;
}
