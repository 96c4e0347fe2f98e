import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isChecksumName } from '../../shared/checksums/checksumFileNames';
import { checksumLanguage, commandIds } from '../host/ids';

/**
 * A *Verify* lens above the first line of a checksum file. A file is one if its language is `checksums`, even when the user chose
 * that, or if its name says so, even when another extension claims its language. The name is tested here because the globs of a
 * document selector are case-sensitive.
 */
export const checksumLens: vscode.CodeLensProvider = {
  provideCodeLenses({ uri, languageId }) {
    if (languageId !== checksumLanguage && !isChecksumName(basename(uri.fsPath))) return [];
    const title = vscode.l10n.t('Verify');
    const tooltip = vscode.l10n.t('Compare the listed files with their digests');
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, tooltip, command: commandIds.verifyChecksums, arguments: [uri] })];
  },
};
