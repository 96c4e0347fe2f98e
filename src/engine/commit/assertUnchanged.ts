import { lstatSync, type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { Task } from '../../shared/run/run';

/** Makes sure that nobody changed a file while Assetmill worked on it. */

/**
 * The state of a source now.
 * @throws FailureError `changed` when it is not the file that was planned: the plan does not apply to it
 */
export function assertSourceUnchanged(task: Task): Stats {
  const stats = statSync(task.source);
  if (stats.size !== task.bytes || stats.mtimeMs !== task.mtimeMs)
    throw new FailureError('changed', l10n.t('The file changed during the run, so it was not touched. Run again.'));
  return stats;
}

/**
 * Refuses to replace or remove a file that changed since it was backed up.
 * @param before its state before the backup
 * @throws FailureError `changed`
 */
export function assertFileUnchanged(path: string, before: Stats): void {
  const now = lstatSync(path);
  if (now.size === before.size && now.mtimeMs === before.mtimeMs && now.ino === before.ino) return;
  throw new FailureError('changed', l10n.t('{0} changed during the run, so it was not touched. Run again.', basename(path)));
}
