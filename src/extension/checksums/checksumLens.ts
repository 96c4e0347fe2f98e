import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isChecksumName } from '../../shared/checksums/checksumFileNames';
import { checksumLanguage, commandIds } from '../host/ids';

/**
 * A lens *Verify* above the first line of a checksum file: of what the language `checksums` is given to, be it by the user, and
 * of what bears the name of one, be its language another extension's. Globs of a selector would tell capitals from small letters.
 */
export const checksumLens: vscode.CodeLensProvider = {
  provideCodeLenses({ uri, languageId }) {
    if (languageId !== checksumLanguage && !isChecksumName(basename(uri.fsPath))) return [];
    const title = vscode.l10n.t('Verify');
    const tooltip = vscode.l10n.t('Check the files that are listed here');
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, tooltip, command: commandIds.verifyChecksums, arguments: [uri] })];
  },
};
