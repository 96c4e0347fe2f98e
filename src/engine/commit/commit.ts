import { statSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TaskOutput } from '../../shared/run/taskOutput';
import { assertFolderThere } from '../fs/assertFolderKept';
import { stateIn } from '../fs/fileState';
import { exists, giveOwner, moveToFreePlace } from '../fs/tempFile';
import { assertSourceUnchanged } from './assertUnchanged';
import { backupOriginal } from './backupOriginal';
import type { Journal, KeptOriginal, WrittenFile } from './journal';
import { replaceFile } from './replaceFile';

/** Renames a checked file to its target. Backs up and journals what it replaces first, and touches nothing that was edited since. */

/** An output with the journal of its run, whose folder also keeps the originals. */
export interface CommitJob extends TaskOutput {
  readonly journal: Journal;
}

/** The name of a backup. Each attempt and each computer has its own, so that none removes the backup of another. */
function backupName(path: string, { task, planned, journal: { part } }: CommitJob): string {
  const which = [
    ...(path === task.source ? ['source'] : []),
    ...(task.attempt > 0 ? [task.attempt] : []),
    ...(part === undefined ? [] : [part]),
  ];
  return [task.id, planned.output, ...which].join('-');
}

/** Backs up the source of an output. @throws FailureError `backup-failed`, or `outside` when its folder was swapped */
export function backupSource(job: CommitJob): KeptOriginal {
  const { source } = job.task;
  assertFolderThere(dirname(source));
  return backupOriginal(job.journal.directory, backupName(source, job), source);
}

/**
 * Renames a checked temp file to its target, after the journal entry is written.
 * @param sha256 digest of the temp file
 * @throws FailureError `changed` or `backup-failed`, `outside` or `vanished` when a folder was swapped or moved, and EEXIST when a file appeared at a new target
 */
export function commit(temp: string, job: CommitJob, sha256: string): void {
  const { task, planned, recipe } = job;
  const { target, mode } = planned;
  // Somebody may have edited the source while its replacement was made.
  if (recipe.replace) assertSourceUnchanged(task);
  const movedSource = recipe.replace && target !== task.source ? backupSource(job) : undefined;
  const entry = { ...stateIn(statSync(temp)), task: task.id, path: target, sha256 };
  // A file that was to be overwritten may no longer exist, or may have existed only in another case.
  const isNew = mode === 'create' || !exists(target);
  if (isNew) createFile(temp, entry, job, movedSource);
  else {
    const lastCheck = recipe.replace ? { lastCheck: () => void assertSourceUnchanged(task) } : {};
    replaceFile({ temp, entry, journal: job.journal, backupName: backupName(target, job), ...lastCheck });
  }
  if (!movedSource) return;
  try {
    removeSource(job, movedSource);
  } catch (error) {
    if (isNew) withdraw(entry, job);
    throw error;
  }
}

/** @param movedSource the source whose place the file takes, under another extension */
function createFile(temp: string, entry: WrittenFile, { task, journal }: CommitJob, movedSource: KeptOriginal | undefined): void {
  if (movedSource) giveOwner(temp, movedSource);
  journal.announce({ action: 'create', ...entry }, false, () => {
    if (movedSource) assertSourceUnchanged(task);
    assertFolderThere(dirname(entry.path));
    moveToFreePlace(temp, entry.path);
  });
}

/** Removes a new file again because its source could not be removed. */
function withdraw({ task, path }: WrittenFile, { journal }: CommitJob): void {
  assertFolderThere(dirname(path));
  unlinkSync(path);
  journal.append({ action: 'withdraw', task, path }, false);
}

/** Removes a source whose replacement has another extension. */
export function removeSource({ task, journal }: CommitJob, original: KeptOriginal): void {
  journal.announce({ action: 'remove', task: task.id, path: task.source, original }, true, () => {
    assertSourceUnchanged(task);
    assertFolderThere(dirname(task.source));
    unlinkSync(task.source);
  });
}
