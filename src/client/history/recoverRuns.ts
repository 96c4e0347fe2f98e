import * as l10n from '@vscode/l10n';
import { CallTimeoutError, whileLimited } from '../pool/callWithTimeout';
import type { PoolClient } from '../pool/poolClient';
import { totalsOf } from '../runs/outcomeTotals';
import { recordResults } from '../runs/recordResults';
import { sweepRun } from '../runs/sweepRun';
import { RunFolder } from '../store/runFolder';
import { isOver } from '../store/storedRuns';
import { type StoreLockOptions, withStoreLock } from '../store/storeLock';
import { removeUndoLock, undoState } from '../store/undoLock';
import { removeUnstarted } from './removeUnstarted';

/** Longest time for one run, in ms. A disk that does not answer must not keep others waiting for the lock forever. */
const limitMs = 300_000;

/** What ends the recovery early, and hears that it waits for another process. */
export type RecoveryOptions = Pick<StoreLockOptions, 'signal' | 'waiting'>;

/**
 * Cleans up after runs and undos whose process was killed: removes their temp files, records what the runs made, and marks them as
 * interrupted.
 * @throws the reason of the signal
 */
export async function recoverRuns(client: PoolClient, store: string, { signal, waiting }: RecoveryOptions = {}): Promise<void> {
  await removeUnstarted(store);
  for (const run of await RunFolder.list(store)) {
    if (!(await isLeft(run))) continue;
    const lock = { optional: true, signal, waiting };
    // As long as a process holds the lock that is stopped, for example, this window can use the pool.
    await withStoreLock(store, async () => {}, lock);
    // Another window may recover it, and its user may resume or undo it, at the same time. The lock is not held while a run of this
    // window has the pool.
    const recoverNow = () =>
      whileLimited(client, { timeoutMs: limitMs, signal }, (ending) => recoverIfLeft(client, store, run.record.id, ending));
    const recovery = client.runExclusive({}, () => withStoreLock(store, recoverNow, lock));
    await recovery.catch((error) => {
      if (!(error instanceof CallTimeoutError)) throw error;
    });
  }
}

/** Whether the process of a run, or of its undo, was killed, or could not clean up, and no other one works on the run now. */
async function isLeft(run: RunFolder): Promise<boolean> {
  const undo = await undoState(run.path);
  if (undo === 'alive' || !isOver(run)) return false;
  return run.interrupted || run.record.unswept === true || undo === 'dead';
}

async function recoverIfLeft(client: PoolClient, store: string, id: string, ending: AbortSignal): Promise<void> {
  const run = await RunFolder.open(store, id).catch(() => undefined);
  if (run && (await isLeft(run))) await recover(client, store, run, ending);
}

async function recover(client: PoolClient, store: string, run: RunFolder, ending: AbortSignal): Promise<void> {
  const report = await run.report.read();
  const paths = report.rows.flatMap(({ targets, candidates = [], source }) => [...targets, ...candidates, source]);
  // A run that cannot be swept now is tried again at the next start. The others are cleaned up regardless.
  if (!(await sweepRun(client, run, paths))) return;
  await run.removeTemps();
  if ((await undoState(run.path)) === 'dead') await removeUndoLock(run.path);
  if (!run.interrupted) {
    if (run.record.unswept) await run.update({ unswept: false });
    return;
  }
  const recorded = await recordResults(client, store, run, { signal: ending });
  ending.throwIfAborted();
  await run.update({
    unswept: false,
    phase: 'interrupted',
    totals: { ...totalsOf(report), ...(recorded && { keptBytes: recorded.keptBytes }) },
    message: l10n.t('The run was interrupted. All outputs written before that are complete.'),
  });
}
