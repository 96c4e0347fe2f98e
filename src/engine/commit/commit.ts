import { chmodSync, lstatSync, type Stats, statSync, unlinkSync } from 'node:fs';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Recipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { PlannedOutput, RunSetup, Task } from '../../shared/run/run';
import { digestOf } from '../fs/fileDigest';
import { exists, giveOwner, moveOver, moveToFreePlace } from '../fs/tempFile';
import type { RenderedOutput } from '../render/renderedOutput';
import { backupOriginal } from './backupOriginal';
import type { Journal, KeptOriginal } from './journal';

/** Puts a checked file into its place: what it replaces is kept and journaled first, and nothing that was edited since is touched. */

export interface TaskContext {
  readonly setup: RunSetup;
  readonly journal: Journal;
  /** Number of the worker that has the task. */
  readonly worker: number;
}

/** The recipe of a task, which overrides may have changed. */
export function recipeOf(task: Task, { setup }: TaskContext): Recipe {
  return task.recipe ?? setup.recipe;
}

/** Keeps the bytes of a file under a name of their own; an attempt never takes away what one before it kept. */
export function keep(path: string, task: Task, { output }: PlannedOutput, { setup }: TaskContext): KeptOriginal {
  const name = [task.id, output, ...(path === task.source ? ['source'] : []), ...(task.attempt > 0 ? [task.attempt] : [])].join('-');
  return backupOriginal(setup.directory, name, path);
}

/** Renames a checked temp file into place, its journal entry first. */
export function commit(temp: string, task: Task, planned: PlannedOutput, made: RenderedOutput, context: TaskContext): void {
  const { target, mode } = planned;
  const { journal } = context;
  const { replace } = recipeOf(task, context);
  // It may have been edited while its replacement was made.
  if (replace) assertUnchanged(task);
  const source = replace && target !== task.source ? keep(task.source, task, planned, context) : undefined;
  const entry = { task: task.id, path: target, sha256: digestOf(made.bytes) };
  // What was to be overwritten may be gone, or have been there in another case only.
  const isNew = mode === 'create' || !exists(target);
  if (isNew) {
    if (source) giveOwner(temp, source);
    journal.announce({ action: 'create', ...entry }, false, () => {
      if (source) assertUnchanged(task);
      moveToFreePlace(temp, target);
    });
  } else {
    const before = lstatSync(target);
    const original = keep(target, task, planned, context);
    giveOwner(temp, original);
    chmodSync(temp, original.mode & 0o777);
    // An edit that was saved since the original was kept would be lost with it.
    journal.announce({ action: 'replace', ...entry, original }, true, () => {
      if (replace) assertUnchanged(task);
      refuseChanged(target, before);
      moveOver(temp, target);
    });
  }
  if (!source) return;
  try {
    removeSource(task, source, context);
  } catch (error) {
    if (isNew) takeBack(entry, context);
    throw error;
  }
}

/** Takes a new file away again whose source could not be taken away. */
function takeBack({ task, path }: { task: number; path: string }, { journal }: TaskContext): void {
  unlinkSync(path);
  journal.append({ action: 'withdraw', task, path }, false);
}

/** Takes away a source whose replacement has another extension; its bytes are kept. */
export function removeSource(task: Task, original: KeptOriginal, { journal }: TaskContext): void {
  journal.announce({ action: 'remove', task: task.id, path: task.source, original }, true, () => {
    assertUnchanged(task);
    unlinkSync(task.source);
  });
}

/** Refuses to replace a file that is not as it was when it was kept. */
export function refuseChanged(path: string, before: Stats): void {
  const now = lstatSync(path);
  if (now.size === before.size && now.mtimeMs === before.mtimeMs && now.ino === before.ino) return;
  throw new FailureError('changed', l10n.t('{0} was changed while the run was going, so it was left alone. Run again.', basename(path)));
}

/** The source as it is now. A file that was changed after the plan is left alone: the plan does not speak of it. */
export function assertUnchanged(task: Task): Stats {
  const stats = statSync(task.source);
  if (stats.size !== task.bytes || stats.mtimeMs !== task.mtimeMs) {
    throw new FailureError('changed', l10n.t('The file was changed while the run was going, so it was left alone. Run again.'));
  }
  return stats;
}
