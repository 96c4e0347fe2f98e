import * as l10n from '@vscode/l10n';
import type { FailureCode } from '../../shared/run/failure';

/** Codes of images of which parts are missing. */
export const damageCodes: ReadonlySet<FailureCode> = new Set(['corrupt', 'truncated']);

/** What an output made of a damaged source says of it. */
export function damageNote(code: FailureCode): string {
  return code === 'truncated'
    ? l10n.t('The source is truncated, so the end of the image may be missing.')
    : l10n.t('The source is damaged, so parts of the image may be missing or wrong.');
}
