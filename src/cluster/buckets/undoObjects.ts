import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { UndoReport, UndoScope } from '../../shared/run/run';
import type { KeptObject, ObjectChange } from '../queue/chunk';
import type { Bucket, Condition } from './bucket';
import { digestOfFile } from './fileDigest';
import type { Mirror } from './mirror';
import { readChanges, recordUndone } from './runObjects';
import { ConditionError, MissingError } from './storageError';

/** Where a run is undone. */
export interface UndoPlace {
  readonly bucket: Bucket;
  readonly mirror: Mirror;
  /** The run's folder. */
  readonly directory: string;
  /** For a file at a time. */
  readonly scratch: string;
  toPortable(path: string): string;
  toLocal(path: string): string;
}

type UndoResult = 'restored' | 'removed' | 'nothing';

/** Undoes what a run did to objects, newest first, except for those that somebody changed since. */
export async function undoObjects(place: UndoPlace, { only, undone = [] }: UndoScope): Promise<UndoReport> {
  const { directory, mirror, toLocal } = place;
  const counts = { restored: 0, removed: 0, nothing: 0 };
  const refused: UndoReport['refused'][number][] = [];
  const changes = readChanges(directory);
  const left = new Set(undone);
  const paths = only && new Set(only.map(place.toPortable));
  const wanted = paths && new Set(changes.flatMap(({ task, path }) => (paths.has(path) ? [task] : [])));
  for (const change of changes.reverse()) {
    if (left.has(change.task) || wanted?.has(change.task) === false) continue;
    try {
      counts[await undoChange(place, change)] += 1;
      recordUndone(directory, change);
      const held = change.action === 'create' ? undefined : await place.bucket.head(change.path);
      if (held) await mirror.adopt(held);
      else await mirror.remove(change.path);
    } catch (error) {
      // Its outputs may be all that is left.
      left.add(change.task);
      refused.push({ path: toLocal(change.path), ...refusal(place, change, error as Error) });
    }
  }
  return { restored: counts.restored, removed: counts.removed, refused };
}

async function undoChange(place: UndoPlace, change: ObjectChange): Promise<UndoResult> {
  const { bucket } = place;
  const held = await bucket.head(change.path);
  if (change.action === 'create') {
    if (!held) return 'nothing';
    await bucket.delete(change.path, change.etag);
    return 'removed';
  }
  if (held && held.etag === change.original.etag) return 'nothing';
  if (held && (change.action === 'remove' || held.etag !== change.etag)) throw new ConditionError('changed');
  await restore(place, change.original, { path: change.path, condition: held ? { etag: held.etag } : 'absent' });
  return 'restored';
}

async function restore(
  { bucket, scratch }: UndoPlace,
  kept: KeptObject,
  { path, condition }: { path: string; condition: Condition },
): Promise<void> {
  const file = join(scratch, 'original');
  const { headers, metadata } = await bucket.download(kept.path, kept.etag, file);
  const { size } = await stat(file);
  await bucket.put(path, file, size, { condition, headers, metadata, sha256: await digestOfFile(file) });
}

function refusal({ bucket }: UndoPlace, change: ObjectChange, error: Error): Pick<UndoReport['refused'][number], 'message' | 'edited'> {
  const kept = change.action === 'create' ? '' : ` The original is still kept: ${bucket.shown(change.original.path)}`;
  if (error instanceof ConditionError)
    return { message: `The object was changed after the run, so it was not touched.${kept}`, edited: true };
  if (error instanceof MissingError)
    return { message: 'The kept original no longer exists, so the object could not be restored.', edited: false };
  return { message: error.message, edited: false };
}
