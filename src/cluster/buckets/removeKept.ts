import { inLanes } from '../roots/inLanes';
import type { Bucket } from './bucket';
import { readChanges } from './runObjects';

/** Objects that are deleted at a time. */
const lanes = 16;

/** Deletes the originals that a run kept in the bucket, when it leaves the history. @param directory the run's folder */
export async function removeKept(bucket: Bucket, directory: string): Promise<void> {
  const kept = readChanges(directory).flatMap((change) => (change.action === 'create' ? [] : [change.original]));
  await inLanes(kept, lanes, ({ path, etag }) => bucket.delete(path, etag));
}
