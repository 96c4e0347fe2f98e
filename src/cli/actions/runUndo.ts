import { recoverRuns } from '../../client/runs/recoverRuns';
import { undoLastRun } from '../../client/runs/undoLastRun';
import { newFileCount, originalCount } from '../../shared/values/formatQuantity';
import { exitCodes } from '../environment/exitCodes';
import { storeFolder } from '../environment/folders';
import type { PoolSession } from '../environment/poolSession';

/** Undoes the most recent run that is not undone yet. Returns the exit code. */
export async function runUndo({ client }: PoolSession): Promise<number> {
  await recoverRuns(client, storeFolder()).catch(() => {});
  const undone = await undoLastRun(client, storeFolder());
  if (!undone) {
    process.stdout.write('There is no run to undo.\n');
    return exitCodes.success;
  }
  const { restored, removed, refused } = undone.report;
  process.stdout.write(`${originalCount(restored)} restored, ${newFileCount(removed)} removed.\n`);
  for (const { path, message } of refused) process.stderr.write(`${path}: ${message}\n`);
  return refused.length > 0 ? exitCodes.someFailed : exitCodes.success;
}
