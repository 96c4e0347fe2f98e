import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** The checkout's top. */
export const root = resolve(import.meta.dirname, '../..');

/** Time of a file's last change in ms; 0 if it does not exist. */
export function modifiedAt(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}
