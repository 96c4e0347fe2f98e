import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemFailure } from './systemFailure';
import { moveOver, removeTemp, writeTemp } from './tempFile';

/**
 * Writes a text into its place, whole or not at all; a file that is there is replaced, and keeps its permissions.
 * @throws FailureError, or what the file system says
 */
export function writeTextFile(path: string, text: string): void {
  const temp = join(dirname(path), `.assetmill-${randomBytes(8).toString('hex')}.tmp`);
  try {
    writeTemp(temp, Buffer.from(text), statSync(path, { throwIfNoEntry: false })?.mode ?? 0o644);
    moveOver(temp, path);
  } catch (error) {
    throw systemFailure(error) ?? error;
  } finally {
    removeTemp(temp);
  }
}
