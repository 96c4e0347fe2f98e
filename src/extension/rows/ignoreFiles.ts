import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import { fileCount } from '../../shared/values/formatQuantity';
import { displayPath } from '../host/displayPath';
import { ignoreLine, withLines } from './pathPatterns';

const { l10n } = vscode;

/** @throws what the file system throws, unless there is no such file */
async function readIfThere(uri: vscode.Uri): Promise<Uint8Array> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return new Uint8Array();
    throw error;
  }
}

/** Paths by their workspace folders; `undefined` for those outside all folders. */
function byFolder(paths: readonly string[]): ReadonlyMap<string | undefined, readonly string[]> {
  const folders = new Map<string | undefined, string[]>();
  for (const path of paths) {
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath;
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return folders;
}

/** Adds files to the .gitignore of their workspace folders, and offers to open it. @throws Error with what to do, or what the file system throws */
export async function addToGitignore(paths: readonly string[]): Promise<void> {
  for (const [folder, inFolder] of byFolder(paths)) {
    if (folder === undefined) tellOutside(inFolder.length);
    else await addTo(folder, inFolder);
  }
}

async function addTo(folder: string, paths: readonly string[]): Promise<void> {
  const uri = vscode.Uri.file(join(folder, '.gitignore'));
  const file = await readIfThere(uri);
  // Git takes UTF-16, in which old versions of PowerShell write, for other lines.
  if (file.includes(0)) throw new Error(l10n.t('Git cannot read "{0}". Save it as UTF-8, then try again.', displayPath(uri.fsPath)));
  const { bytes, added } = withLines(
    file,
    paths.map((path) => ignoreLine(relative(folder, path))),
  );
  if (added > 0) await vscode.workspace.fs.writeFile(uri, bytes);
  offerToOpen(uri, added);
}

function tellOutside(files: number): void {
  const message = l10n.t('Not added to a .gitignore: {0} outside the workspace folders.', fileCount(files));
  void vscode.window.showInformationMessage(message);
}

function offerToOpen(uri: vscode.Uri, added: number): void {
  const open = l10n.t('Open .gitignore');
  const message = added > 0 ? l10n.t('Added {0} to .gitignore.', fileCount(added)) : l10n.t('These files are in .gitignore already.');
  void vscode.window
    .showInformationMessage(message, open)
    .then((chosen) => (chosen === open ? vscode.window.showTextDocument(uri) : undefined));
}
