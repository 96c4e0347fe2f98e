import { relative } from 'node:path';
import * as vscode from 'vscode';

/** A path as people read it: relative to the workspace folder that holds it, the folder's name first where there are several. */
export function shownPath(path: string): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
  if (!folder) return path;
  const way = relative(folder.uri.fsPath, path).replaceAll('\\', '/');
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? `${folder.name}/${way}` : way;
}
