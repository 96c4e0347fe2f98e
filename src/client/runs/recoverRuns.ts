import * as l10n from '@vscode/l10n';
import type { PoolClient } from '../pool/poolClient';
import { RunFolder } from './runFolder';
import { sweepRun } from './sweepRun';
import { removeUndoLock, undoState } from './undoLock';

/** Cleans up after runs and undos whose process was killed: removes their temp files and marks the runs as interrupted. */
export async function recoverRuns(client: PoolClient, store: string): Promise<void> {
  for (const run of await RunFolder.list(store)) {
    const isUndoKilled = (await undoState(run.path)) === 'dead';
    if (!run.interrupted && !isUndoKilled) continue;
    const { rows } = await run.report.read();
    const targets = rows.flatMap((row) => [...row.targets, row.source]);
    // A run that cannot be swept now is tried again at the next start. The others are cleaned up regardless.
    if (!(await sweepRun(client, run, targets))) continue;
    await run.removeTemps();
    if (isUndoKilled) await removeUndoLock(run.path);
    if (!run.interrupted) continue;
    await run.update({
      phase: 'interrupted',
      message: l10n.t('The window was closed during the run. All outputs written before that are complete.'),
    });
  }
}
