import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import { fileCount } from '../../shared/values/formatQuantity';
import { ignoreLine, withLines } from './pathPatterns';

const { l10n } = vscode;

/** @throws if the file cannot be read or is not UTF-8, since writing it would then destroy it */
async function readText(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return '';
    throw error;
  }
}

/** Adds files to the .gitignore of their workspace folders, and offers to open it. */
export async function addToGitignore(paths: readonly string[]): Promise<void> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath;
    if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  for (const [folder, inFolder] of folders) {
    const uri = vscode.Uri.file(join(folder, '.gitignore'));
    const text = await readText(uri);
    const changed = withLines(
      text,
      inFolder.map((path) => ignoreLine(relative(folder, path))),
    );
    if (changed !== text) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(changed));
    offerToOpen(uri, inFolder.length);
  }
}

function offerToOpen(uri: vscode.Uri, files: number): void {
  const open = l10n.t('Open .gitignore');
  void vscode.window
    .showInformationMessage(l10n.t('Git now ignores {0}.', fileCount(files)), open)
    .then((chosen) => (chosen === open ? vscode.window.showTextDocument(uri) : undefined));
}
