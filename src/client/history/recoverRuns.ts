import * as l10n from '@vscode/l10n';
import type { PoolClient } from '../pool/poolClient';
import { OutcomeTotals } from '../runs/outcomeTotals';
import { recordResults } from '../runs/recordResults';
import { sweepRun } from '../runs/sweepRun';
import { RunFolder } from '../store/runFolder';
import { removeUndoLock, undoState } from '../store/undoLock';
import { removeUnstarted } from './removeUnstarted';

/** Cleans up after runs and undos whose process was killed: removes their temp files, records what the runs made, and marks them as interrupted. */
export async function recoverRuns(client: PoolClient, store: string): Promise<void> {
  await removeUnstarted(store);
  for (const run of await RunFolder.list(store)) {
    const isUndoKilled = (await undoState(run.path)) === 'dead';
    if (run.interrupted || isUndoKilled) await recover(client, store, run, isUndoKilled);
  }
}

async function recover(client: PoolClient, store: string, run: RunFolder, isUndoKilled: boolean): Promise<void> {
  const { rows, outcomes } = await run.report.read();
  const paths = rows.flatMap(({ targets, source }) => [...targets, source]);
  // A run that cannot be swept now is tried again at the next start. The others are cleaned up regardless.
  if (!(await sweepRun(client, run, paths))) return;
  await run.removeTemps();
  if (isUndoKilled) await removeUndoLock(run.path);
  if (!run.interrupted) return;
  const totals = new OutcomeTotals(rows.length);
  totals.add(outcomes);
  const recorded = await recordResults(client, store, run);
  await run.update({
    phase: 'interrupted',
    totals: { ...totals.record, ...(recorded && { keptBytes: recorded.keptBytes }) },
    message: l10n.t('The run was interrupted. All outputs written before that are complete.'),
  });
}
