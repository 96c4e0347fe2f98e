import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemFailure } from './systemFailure';
import { moveOver, removeTemp, writeTemp } from './tempFile';

/** In place of a run, in the names of temp files that belong to none. */
const noRun = 'text';
/** Writing a text takes less. A temp file that is older was left by a kill, ms. */
const longestMs = 600_000;

/** Removes the temp files that belong to no run, and that killed processes left in a folder. */
function sweepOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`.assetmill-${noRun}-`)) continue;
    const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > longestMs) removeTemp(join(folder, name));
  }
}

/**
 * Writes a text file atomically. An existing file is replaced and keeps its permissions.
 * @param runId the run that the temp file belongs to, whose sweep removes it after a kill; without one, the next call in the same folder does
 * @throws FailureError, or what the file system throws
 */
export function writeTextFile(path: string, text: string, runId = noRun): void {
  const folder = dirname(path);
  const temp = join(folder, `.assetmill-${runId}-${randomBytes(8).toString('hex')}.tmp`);
  try {
    if (runId === noRun) sweepOld(folder);
    writeTemp(temp, Buffer.from(text), statSync(path, { throwIfNoEntry: false })?.mode ?? 0o644);
    moveOver(temp, path);
  } catch (error) {
    throw systemFailure(error) ?? error;
  } finally {
    removeTemp(temp);
  }
}
