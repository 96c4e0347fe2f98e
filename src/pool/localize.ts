import { env } from 'node:process';
import * as l10n from '@vscode/l10n';

/** Imported first by the process and by its threads, for its side effect: messages are in the language of the editor. */

try {
  if (env.ASSETMILL_L10N) l10n.config({ fsPath: env.ASSETMILL_L10N });
} catch (error) {
  // English messages are better than a process that does not start.
  console.error(String(error));
}
