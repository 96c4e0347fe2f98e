import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Outcome, PlannedOutput, Task, UnwrittenOutput, WrittenOutput } from '../../shared/run/run';
import { isWithin, relativePath } from '../../shared/values/paths';
import { ClusterError } from '../queue/queueAddress';

/** Paths that mean the same file on every computer: relative to a root, with `/`. */

type Relocate = (path: string) => string;

/** Makes paths below a folder portable. @throws ClusterError for a path elsewhere */
export function toPortable(folder: string): Relocate {
  return (path) => {
    if (!isWithin(path, folder))
      throw new ClusterError(l10n.t('{0} is outside of the root {1}, which is all that the other computers reach.', path, folder));
    return relativePath(path, folder);
  };
}

/** Makes portable paths native. @throws ClusterError for a path that leaves the folder, whatever links are on its way */
export function toLocal(folder: string): Relocate {
  const real = realpathSync.native(folder);
  const checked = new Set<string>();
  return (path) => {
    const parts = path === '' ? [] : path.split('/');
    if (
      parts.some(
        (part) =>
          part === '' ||
          part === '.' ||
          part === '..' ||
          part.includes('\0') ||
          /^[a-z]:|\\/i.test(process.platform === 'win32' ? part : ''),
      )
    )
      throw new ClusterError(`${path} is not a path in the root.`);
    const local = join(folder, ...parts);
    const parent = dirname(local);
    if (parts.length > 0 && !checked.has(parent)) {
      if (!isWithin(existingPart(parent), real)) throw new ClusterError(`${path} leads out of the root by a link.`);
      checked.add(parent);
    }
    if (isLink(local) && !isWithin(existingPart(local), real)) throw new ClusterError(`${path} leads out of the root by a link.`);
    return local;
  };
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** The part of a path that exists, with its links resolved. */
export function existingPart(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : existingPart(parent);
  }
}

/** A task with other paths. */
export function relocatedTask(task: Task, relocate: Relocate): Task {
  return {
    ...task,
    source: relocate(task.source),
    root: relocate(task.root),
    outputs: task.outputs.map((output) => relocatedOutput(output, relocate)),
    ...(task.unwritten && { unwritten: task.unwritten.map((output) => relocatedUnwritten(output, relocate)) }),
  };
}

function relocatedOutput(output: PlannedOutput, relocate: Relocate): PlannedOutput {
  const { candidates } = output;
  return {
    ...output,
    target: relocate(output.target),
    ...(candidates && { candidates: candidates.map((candidate) => ({ ...candidate, target: relocate(candidate.target) })) }),
  };
}

function relocatedUnwritten(output: UnwrittenOutput, relocate: Relocate): UnwrittenOutput {
  return { ...output, target: relocate(output.target) };
}

/** An outcome with other paths. */
export function relocatedOutcome(outcome: Outcome, relocate: Relocate): Outcome {
  return {
    ...outcome,
    source: relocate(outcome.source),
    outputs: outcome.outputs.map((output) => relocatedWritten(output, relocate)),
    ...(outcome.unwritten && { unwritten: outcome.unwritten.map((output) => relocatedUnwritten(output, relocate)) }),
  };
}

function relocatedWritten(output: WrittenOutput, relocate: Relocate): WrittenOutput {
  const { sprite } = output;
  return { ...output, target: relocate(output.target), ...(sprite && { sprite: { ...sprite, file: relocate(sprite.file) } }) };
}
