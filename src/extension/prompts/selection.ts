import * as vscode from 'vscode';
import { formatCount } from '../../shared/values/formatQuantity';
import { displayPath } from '../host/displayPath';

/** The files that a command applies to. */

/** Folders that are not offered. */
const hiddenFolders = new Set(['node_modules', '.git', '.vscode']);

/**
 * The files of a command from the Explorer: the second argument contains the whole selection, the first only the file that was
 * clicked. Undefined when the command was run from the palette or with a key.
 */
export function explorerSelection(clicked: unknown, selected: unknown): vscode.Uri[] | undefined {
  const uris = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const files = uris.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri && uri.scheme === 'file');
  return files.length > 0 ? files : undefined;
}

/** A command that applies to files. */
export interface SelectionCommand {
  readonly title: string;
  /** What the question for a folder says; by default it asks for images. */
  readonly placeHolder?: string;
  /** Called with the Explorer's selection, or with the folder that the user chose instead. */
  run(selection: readonly vscode.Uri[]): Promise<void>;
}

/** The handler of such a command, in the form that VS Code calls. */
export function selectionCommand({ title, placeHolder, run }: SelectionCommand) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const selection = explorerSelection(clicked, selected) ?? (await pickWorkspaceFolder(title, placeHolder));
    if (selection) await run(selection);
  };
}

/** A selection as a phrase. */
export function selectionPhrase([first, ...rest]: readonly vscode.Uri[]): string {
  const name = first ? displayPath(first.fsPath) : '';
  return rest.length === 0 ? name : vscode.l10n.t('{0} and {1} more', name, formatCount(rest.length));
}

interface FolderItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

/** Asks for a folder of the workspace, unless there is only one. Without a workspace it says that one is needed. */
async function pickWorkspaceFolder(
  title: string,
  placeHolder = vscode.l10n.t('Choose a folder of images'),
): Promise<vscode.Uri[] | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) offerToOpenFolder();
  const items = (await Promise.all(folders.map(folderItems))).flat();
  if (items.length <= 1) return items[0] && [items[0].uri];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  return picked && [picked.uri];
}

/** A workspace folder and its subfolders. */
async function folderItems({ name, uri }: vscode.WorkspaceFolder): Promise<FolderItem[]> {
  const entries = await vscode.workspace.fs.readDirectory(uri).then(
    (all) => all,
    () => [],
  );
  const subfolders = entries
    .filter(([entry, type]) => (type & vscode.FileType.Directory) !== 0 && !hiddenFolders.has(entry))
    .map(([entry]) => ({ label: `$(folder) ${entry}`, description: name, uri: vscode.Uri.joinPath(uri, entry) }));
  return [{ label: `$(root-folder) ${name}`, description: vscode.l10n.t('entire workspace folder'), uri }, ...subfolders];
}

function offerToOpenFolder(): void {
  const message = vscode.l10n.t('Open a folder first. Assetmill works on the files in a workspace.');
  void vscode.window
    .showInformationMessage(message, vscode.l10n.t('Open Folder'))
    .then((chosen) => chosen && vscode.commands.executeCommand('workbench.action.files.openFolder'));
}
