import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import { type ReportData, readReport } from '../../client/reports/reportData';
import { reportFileName } from '../../client/reports/writeReport';
import type { RunFolder } from '../../client/store/runFolder';
import { type ReportFormat, reportFormats } from '../../shared/run/reportFormats';
import { displayPath } from '../host/displayPath';
import { commandIds } from '../host/ids';
import { workspaceRoots } from '../host/settings';
import type { RunHistory } from '../runs/runHistory';
import { type ReportTarget, writeReport } from './writeReport';

const { l10n } = vscode;

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ReportFormat;
}

function formatItems(): FormatItem[] {
  return [
    { format: 'html', label: 'HTML', description: l10n.t('a page with thumbnails, to read, send, or print') },
    { format: 'md', label: 'Markdown', description: l10n.t('for a pull request or a wiki') },
    { format: 'csv', label: 'CSV', description: l10n.t('one line per output, for a spreadsheet') },
    { format: 'json', label: 'JSON', description: l10n.t('for a program') },
  ];
}

/** Asks for the format and the place. Undefined when the user canceled. */
async function askTarget(data: ReportData): Promise<ReportTarget | undefined> {
  const title = l10n.t('Save Report');
  const picked = await vscode.window.showQuickPick(formatItems(), { title, placeHolder: l10n.t('Choose a format') });
  if (!picked) return undefined;
  const { format, label } = picked;
  const name = reportFileName(data, format);
  const [root] = workspaceRoots();
  const uri = await vscode.window.showSaveDialog({
    ...{ title, saveLabel: l10n.t('Save'), filters: { [label]: [format] } },
    ...(root !== undefined && { defaultUri: vscode.Uri.file(join(root, name)) }),
  });
  return uri && { uri, format };
}

/** The target that another extension passes: its extension names the format. Any other argument, such as a selected image, is not a report. */
function namedTarget(named: unknown): ReportTarget | undefined {
  if (!(named instanceof vscode.Uri) || named.scheme !== 'file') return undefined;
  const extension = extname(named.path).slice(1).toLowerCase();
  const format = reportFormats.find((each) => each === extension);
  return format && { uri: named, format };
}

/** Opens a page in the browser, where there is one beside the files, and anything else in the editor. */
function open({ uri, format }: ReportTarget): Thenable<unknown> {
  const isLocal = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  return format === 'html' && isLocal ? vscode.env.openExternal(uri) : vscode.window.showTextDocument(uri);
}

/** Says that the run shown has no report, and offers what there is instead. */
async function offerOthers(last: RunFolder | undefined, history: RunHistory): Promise<RunFolder | undefined> {
  const message = l10n.t('The run shown has no report. Only runs that create or move files are recorded.');
  const ofLast = last ? [l10n.t('Report on Last Run')] : [];
  const list = history.queue.store.run?.kind === 'hash' ? [l10n.t('Save Checksum File...')] : [];
  const chosen = await vscode.window.showInformationMessage(message, ...ofLast, ...list);
  if (chosen !== undefined && chosen === list[0]) await vscode.commands.executeCommand(commandIds.saveChecksums);
  return chosen !== undefined && chosen === ofLast[0] ? last : undefined;
}

/** The run shown, or else the last one. Undefined when there is none, which a message says. */
async function reportedRun(history: RunHistory): Promise<RunFolder | undefined> {
  const { store, busy } = history.queue;
  if (busy && store.run?.phase !== 'planned') {
    void vscode.window.showInformationMessage(l10n.t('Wait until the run ends, then save its report.'));
    return undefined;
  }
  const runs = (await history.runs()).filter(({ active, interrupted }) => !active || interrupted);
  const shown = runs.find(({ record }) => record.id === store.undoId);
  if (shown) return shown;
  if (store.run) return offerOthers(runs[0], history);
  if (!runs[0]) void vscode.window.showInformationMessage(l10n.t('No runs are on record for this workspace.'));
  return runs[0];
}

/**
 * Save Report...: writes a report of the run shown, or else of the last one.
 * @param scratch folder of the window
 */
export function saveReportCommand(history: RunHistory, scratch: string) {
  const { queue } = history;
  /** @param named the path, if another extension passes one */
  return async (named?: unknown): Promise<void> => {
    const run = await reportedRun(history);
    const data = run && (await readReport(run));
    const target = data && (namedTarget(named) ?? (await askTarget(data)));
    if (!target || !(await writeReport(data, target, queue, scratch))) return;
    const message = l10n.t('The report was saved to {0}.', displayPath(target.uri.fsPath));
    void vscode.window.showInformationMessage(message, l10n.t('Open')).then((chosen) => chosen && open(target));
  };
}
