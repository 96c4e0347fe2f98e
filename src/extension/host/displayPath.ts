import { relative, sep } from 'node:path';
import * as vscode from 'vscode';

/** A workspace folder with the text that replaces it in paths as people read them. */
interface ShownFolder {
  /** With the separator at its end. */
  readonly start: string;
  readonly shown: string;
}

let known: { readonly of: typeof vscode.workspace.workspaceFolders; readonly folders: readonly ShownFolder[] } | undefined;

/** The workspace folders, the innermost first. Asking VS Code for the folder of each of 100,000 paths takes a second. */
function shownFolders(): readonly ShownFolder[] {
  const { workspaceFolders: of } = vscode.workspace;
  if (known && known.of === of) return known.folders;
  const several = (of?.length ?? 0) > 1;
  const folders = (of ?? []).map(({ uri, name }) => ({
    start: `${uri.fsPath.replace(/[\\/]$/, '')}${sep}`,
    shown: several ? `${name}/` : '',
  }));
  folders.sort((a, b) => b.start.length - a.start.length);
  known = { of, folders };
  return folders;
}

/**
 * A path as people read it: relative to its workspace folder, with `/`. With several workspace folders the folder's name comes
 * first; a path outside of them all is returned unchanged.
 */
export function displayPath(path: string): string {
  const folder = shownFolders().find(({ start }) => path.startsWith(start));
  if (folder) return folder.shown + slashed(path.slice(folder.start.length));
  // Where letter case does not matter, or for the folder itself.
  const owner = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
  if (!owner) return path;
  const inFolder = slashed(relative(owner.uri.fsPath, path));
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? `${owner.name}/${inFolder}` : inFolder;
}

function slashed(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}
