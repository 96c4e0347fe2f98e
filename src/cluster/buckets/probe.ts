import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterError } from '../queue/queueAddress';
import type { Bucket, Condition } from './bucket';
import { ownFolder } from './objectPath';
import { ConditionError } from './storageError';

/** Of an empty file. */
const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Makes sure that a storage writes an object only if nobody else did before: without that, two workers could overwrite what the other one,
 * or somebody else, wrote. Writes an empty object for that, and deletes it.
 * @param scratch folder for a file
 * @throws ClusterError
 */
export async function assertConditional(bucket: Bucket, scratch: string): Promise<void> {
  const file = join(scratch, 'probe');
  await writeFile(file, '');
  const path = `${ownFolder}probe-${randomUUID()}`;
  const isRefused = (condition: Condition) =>
    bucket.put(path, file, 0, { condition, sha256 }).then(
      () => false,
      (error: unknown) => {
        if (error instanceof ConditionError) return true;
        throw error;
      },
    );
  await bucket.put(path, file, 0, { condition: 'absent', sha256 });
  try {
    if ((await isRefused('absent')) && (await isRefused({ etag: '0'.repeat(32) }))) return;
  } finally {
    const held = await bucket.head(path);
    if (held) await bucket.delete(path, held.etag);
  }
  throw new ClusterError(
    `The storage at ${bucket.shown()} does not support conditional writes (If-None-Match and If-Match), so two workers could overwrite each other's objects. Use one that does.`,
  );
}
