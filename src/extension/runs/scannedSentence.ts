import { l10n } from 'vscode';
import { fileCount, formatCount } from '../../shared/values/formatQuantity';

/** How far a plan is. @param found number of files found so far */
export function scannedSentence(scanned: number, found: number): string {
  return l10n.t('Scanned {0} of {1}.', formatCount(scanned), fileCount(found));
}
