import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../client/store/runRecord';
import { undoState } from '../../client/store/undoLock';

/**
 * Whether a run was undone, or is being undone, while its chunks are in the queue still: whoever started it was killed, and nobody took
 * them back. Never in a bucket, whose runs have their records elsewhere.
 * @param directory the run's folder
 */
export async function isUndone(directory: string): Promise<boolean> {
  if ((await undoState(directory)) === 'alive') return true;
  try {
    const record = JSON.parse(await readFile(join(directory, 'run.json'), 'utf8')) as Partial<RunRecord>;
    return record.undone === true;
  } catch {
    return false;
  }
}
