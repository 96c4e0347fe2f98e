import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemFailure } from './systemFailure';
import { moveOver, removeTemp, writeTemp } from './tempFile';

/**
 * Writes a text file atomically. An existing file is replaced and keeps its permissions.
 * @throws FailureError, or what the file system throws
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
