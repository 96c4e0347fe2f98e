import * as vscode from 'vscode';
import { formatCount } from '../../shared/values/formatQuantity';
import { shownPath } from '../host/displayPath';

/** What the user pointed at. */

/**
 * The files of an Explorer command: the second argument holds the whole selection, the first only what was clicked.
 * Undefined when the command came from the palette or a key.
 */
export function explorerSelection(clicked: unknown, selected: unknown): vscode.Uri[] | undefined {
  const uris = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const files = uris.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri && uri.scheme === 'file');
  return files.length > 0 ? files : undefined;
}

/** What was pointed at, as a phrase. */
export function selectionPhrase([first, ...rest]: readonly vscode.Uri[]): string {
  const name = first ? shownPath(first.fsPath) : '';
  return rest.length === 0 ? name : vscode.l10n.t('{0} and {1} more', name, formatCount(rest.length));
}

/** Asks for a folder of the workspace; a lone workspace folder without subfolders needs no question, and none at all is told. */
export async function pickFolder(
  title: string,
  placeHolder = vscode.l10n.t('Folder whose images are meant'),
): Promise<vscode.Uri[] | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) tellNoFolder();
  const items = (await Promise.all(folders.map(folderItems))).flat();
  if (items.length <= 1) return items[0] && [items[0].uri];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  return picked && [picked.uri];
}

interface FolderItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

/** A workspace folder and the folders in it. */
async function folderItems({ name, uri }: vscode.WorkspaceFolder): Promise<FolderItem[]> {
  const entries = await vscode.workspace.fs.readDirectory(uri).then(
    (all) => all,
    () => [],
  );
  const hidden = new Set(['node_modules', '.git', '.vscode']);
  const inner = entries
    .filter(([entry, type]) => (type & vscode.FileType.Directory) !== 0 && !hidden.has(entry))
    .map(([entry]) => ({ label: `$(folder) ${entry}`, description: name, uri: vscode.Uri.joinPath(uri, entry) }));
  return [{ label: `$(root-folder) ${name}`, description: vscode.l10n.t('the whole workspace folder'), uri }, ...inner];
}

function tellNoFolder(): void {
  const message = vscode.l10n.t('Open a folder first: Assetmill works on the files of a workspace.');
  void vscode.window
    .showInformationMessage(message, vscode.l10n.t('Open Folder'))
    .then((chosen) => chosen && vscode.commands.executeCommand('workbench.action.files.openFolder'));
}
