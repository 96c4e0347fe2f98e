import { extname } from 'node:path';
import * as vscode from 'vscode';
import { extensionsByFormat, formatOfExtension } from '../../shared/values/formats';

/** More images are not looked for: nobody steps through hundreds. */
const mostImages = 50;

/** Globs are case-sensitive: `[jJ][pP][gG]`. */
const anyCase = (extension: string) => extension.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
const imageGlob = `**/*.{${[...new Set(Object.values(extensionsByFormat).flat())].map(anyCase).join(',')}}`;

/** The first images of a selection: selected files, and those in selected folders. */
export async function selectionImages(selection: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const images: vscode.Uri[] = [];
  for (const uri of selection) {
    if (images.length >= mostImages) break;
    images.push(...(await imagesOf(uri, mostImages - images.length)));
  }
  return images;
}

async function imagesOf(uri: vscode.Uri, most: number): Promise<readonly vscode.Uri[]> {
  const stat = await vscode.workspace.fs.stat(uri).then(
    (found) => found,
    () => undefined,
  );
  const isFile = stat !== undefined && (stat.type & vscode.FileType.File) !== 0;
  if (isFile) return formatOfExtension(extname(uri.path)) ? [uri] : [];
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(uri, imageGlob), undefined, most);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
