import { env } from 'node:process';
import { setLocale } from '../shared/values/locale';

/** Imported first by the process and by its threads, for its side effect: messages are in the language of the editor. */

const { ASSETMILL_LANGUAGE: language, ASSETMILL_L10N: fsPath } = env;
try {
  setLocale(language, fsPath ? { fsPath } : undefined);
} catch (error) {
  // English messages are better than a process that does not start.
  console.error(String(error));
}
