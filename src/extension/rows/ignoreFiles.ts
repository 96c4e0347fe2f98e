import { join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { fileCount } from '../../shared/values/formatQuantity';

const { l10n } = vscode;

/** A line of .gitignore that stands for exactly one path. Source: gitignore(5), "Pattern format". */
export function ignoreLine(pathInFolder: string): string {
  const slashed = pathInFolder.split(sep).join('/');
  const escaped = slashed.replace(/[\\*?[\]]/g, '\\$&').replace(/ $/, '\\ ');
  return `/${escaped}`;
}

/** A text with further lines, in the style of its line ends; those that it has already are left out. */
export function withLines(text: string, lines: readonly string[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const present = new Set(text.split(/\r?\n/));
  const added = lines.filter((line) => !present.has(line));
  if (added.length === 0) return text;
  const start = text === '' || text.endsWith('\n') ? text : text + end;
  return start + added.map((line) => line + end).join('');
}

async function readText(uri: vscode.Uri): Promise<string> {
  return vscode.workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => '',
  );
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
    .showInformationMessage(l10n.t('Git ignores {0} now.', fileCount(files)), open)
    .then((chosen) => (chosen === open ? vscode.window.showTextDocument(uri) : undefined));
}
