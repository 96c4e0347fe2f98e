import { dirname, extname } from 'node:path';
import * as vscode from 'vscode';
import { formatMessage } from '../../shared/values/formatMessage';
import { formatOfExtension } from '../../shared/values/formats';
import { commonFolder } from '../../shared/values/paths';
import { existingFiles } from '../host/existingFiles';
import { type RowTarget, shownPath } from './rowTarget';

const { l10n } = vscode;

/** More editors at once are hardly what the user meant. */
const mostOpened = 20;

/** Opens files in editors. Images that VS Code cannot show open in the program that the system uses for them. */
async function openPaths(named: readonly string[], column: vscode.ViewColumn): Promise<void> {
  const paths = await existingFiles(named);
  if (paths.length > mostOpened && !(await confirmOpening(paths.length))) return;
  for (const path of paths) await openPath(path, { preview: paths.length === 1, viewColumn: column });
}

async function confirmOpening(count: number): Promise<boolean> {
  const open = l10n.t('Open All');
  const chosen = await vscode.window.showWarningMessage(
    formatMessage(l10n.t('{0, plural, one {Open # file?} other {Open # files?}}'), count),
    { modal: true },
    open,
  );
  return chosen === open;
}

/** Whether VS Code has no editor that shows the image. */
export function isUnshown(path: string): boolean {
  return formatOfExtension(extname(path)) === 'tiff';
}

async function openPath(path: string, options: vscode.TextDocumentShowOptions): Promise<void> {
  const uri = vscode.Uri.file(path);
  if (isUnshown(path)) await vscode.env.openExternal(uri);
  else await vscode.commands.executeCommand('vscode.open', uri, options);
}

/** Opens what rows stand for. */
export function openRows(targets: readonly RowTarget[]): Promise<void> {
  return openPaths(targets.map(shownPath), vscode.ViewColumn.Active);
}

export function openOriginals(targets: readonly RowTarget[]): Promise<void> {
  return openPaths(
    targets.map(({ source }) => source),
    vscode.ViewColumn.Active,
  );
}

export function openRowsToSide(targets: readonly RowTarget[]): Promise<void> {
  return openPaths(targets.map(shownPath), vscode.ViewColumn.Beside);
}

async function reveal(command: string, [first]: readonly RowTarget[]): Promise<void> {
  const [path] = first ? await existingFiles([shownPath(first)]) : [];
  if (path !== undefined) await vscode.commands.executeCommand(command, vscode.Uri.file(path));
}

export function revealInExplorer(targets: readonly RowTarget[]): Promise<void> {
  return reveal('revealInExplorer', targets);
}

export function revealInSystem(targets: readonly RowTarget[]): Promise<void> {
  return reveal('revealFileInOS', targets);
}

/** Shows the folder that contains all outputs in the Explorer. */
export function revealFolderOf(outputs: readonly string[]): void {
  if (outputs.length === 0) return;
  void vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(commonFolder(outputs.map((output) => dirname(output)))));
}
