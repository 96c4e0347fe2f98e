import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { checksumText, type DigestedFile } from '../../client/runs/checksumText';
import { algorithmTraits, type DigestAlgorithm, type Digests } from '../../shared/checksums/digestAlgorithms';
import { commonFolder } from '../../shared/values/paths';
import type { RunStore } from './runStore';

/** The digests of the run that is shown, as text. */

/** Every file has digests by the same algorithms, in the same order. */
function algorithmsOf(digests: Digests): DigestAlgorithm[] {
  return Object.keys(digests) as DigestAlgorithm[];
}

/** Several algorithms need lines that name them. */
function textOf(files: readonly DigestedFile[], folder: string): string {
  const algorithms = algorithmsOf(files[0]?.digests ?? {});
  return checksumText(files, algorithms, algorithms.length > 1 ? 'bsd' : 'gnu', folder);
}

/** The digests of a run that has hashed files; undefined, and told, where there are none. */
export function hashedFiles(store: RunStore): DigestedFile[] | undefined {
  const files = store.run?.phase === 'finished' ? store.digestedFiles() : [];
  if (files.length > 0) return files;
  const going = store.active && store.run?.kind === 'hash';
  const message = going
    ? vscode.l10n.t('Digests are listed when the run has ended, for all of its files.')
    : vscode.l10n.t('There are no digests. Hash Files... makes them.');
  void vscode.window.showInformationMessage(message);
  return undefined;
}

/** The place that is proposed for a checksum file: above all of its files, with the usual name. */
export function usualList(files: readonly DigestedFile[]): vscode.Uri {
  const [first, ...others] = algorithmsOf(files[0]?.digests ?? {});
  const name = first === undefined || others.length > 0 ? 'CHECKSUMS' : algorithmTraits[first].listName;
  return vscode.Uri.file(join(commonFolder(files.map(({ source }) => dirname(source))), name));
}

/** The lines of a checksum file in the place that is proposed for it. */
export function hashedText(files: readonly DigestedFile[]): string {
  return textOf(files, commonFolder(files.map(({ source }) => dirname(source))));
}

/** What is copied of one file: a lone digest as it is, several with their algorithms. */
export function digestText(file: DigestedFile): string {
  const [digest = '', ...others] = Object.values(file.digests);
  return others.length === 0 ? digest : textOf([file], dirname(file.source)).trimEnd();
}

export interface ChecksumList {
  /** Links resolved, as they are in the paths of the files. */
  readonly path: string;
  readonly text: string;
  readonly files: number;
}

/** A checksum file for a place; it does not list itself, since it will be another one. Throws where there is no such folder. */
export function checksumList(files: readonly DigestedFile[], place: string): ChecksumList {
  const folder = realpathSync(dirname(place));
  const path = join(folder, basename(place));
  const others = files.filter(({ source }) => source !== path);
  return { path, text: textOf(others, folder), files: others.length };
}
