import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ReportData } from '../../client/reports/reportData';
import { ReportThumbnails } from '../../client/reports/reportThumbnails';
import { reportLines, saveReport } from '../../client/reports/writeReport';
import type { ReportFormat } from '../../shared/run/reportFormats';
import type { RunQueue } from '../runs/runQueue';

const { l10n } = vscode;

/** Where a report goes, and in which format. */
export interface ReportTarget {
  readonly uri: vscode.Uri;
  readonly format: ReportFormat;
}

/**
 * Writes a report while a notification shows that, which the user can cancel. Returns whether it was written. Never rejects: errors are
 * reported.
 * @param scratch folder of the window, for thumbnails until the report has them
 */
export async function writeReport(data: ReportData, { uri, format }: ReportTarget, queue: RunQueue, scratch: string): Promise<boolean> {
  const abort = new AbortController();
  const options = { location: vscode.ProgressLocation.Notification, title: l10n.t('Saving the report...'), cancellable: true };
  try {
    await vscode.window.withProgress(options, async (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      const { make } = new ReportThumbnails(queue.client, join(scratch, `report-${randomUUID()}`), abort.signal);
      const lines = reportLines(data, { format, isFile: true, ...(format === 'html' && { makeThumbnails: make }) });
      await saveReport(lines, uri.fsPath, abort.signal);
    });
    return true;
  } catch (error) {
    if (!abort.signal.aborted) queue.reportError(error);
    return false;
  }
}
