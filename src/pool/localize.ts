import { env } from 'node:process';
import * as l10n from '@vscode/l10n';

/** Imported first by the process and by its threads, for what it does: has them speak the language of the editor. */

try {
  if (env.ASSETMILL_L10N) l10n.config({ fsPath: env.ASSETMILL_L10N });
} catch (error) {
  // English is better than no work.
  console.error(String(error));
}
