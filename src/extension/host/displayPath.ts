import { relative } from 'node:path';
import * as vscode from 'vscode';

/**
 * A path as people read it: relative to its workspace folder, with `/`. With several workspace folders the folder's name comes
 * first; a path outside of them all is returned unchanged.
 */
export function displayPath(path: string): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
  if (!folder) return path;
  const inFolder = relative(folder.uri.fsPath, path).replaceAll('\\', '/');
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? `${folder.name}/${inFolder}` : inFolder;
}
