import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { RunFolder } from '../store/runFolder';
import { thisProcess } from '../store/runRecord';
import { withStoreLock } from '../store/storeLock';
import { type BusyRun, busyRunOnFiles, isBusy } from './busyRuns';
import type { RunContext } from './runContext';

/** Runs and undos of several windows and command lines go on side by side, but never on the same file. */

const pollMs = 300;

/** What a claim needs of a run. */
export type ClaimOptions = Pick<RunContext, 'store' | 'signal' | 'waiting'>;

function waitingText({ run: { record }, isUndo }: BusyRun): string {
  if (isUndo) return l10n.t('Waiting: "{0}" is being undone, which changes some of the same files.', record.title);
  return l10n.t('Waiting: "{0}" is working on some of the same files.', record.title);
}

/**
 * Marks a run as running once no other run works on one of its files, and no undo changes one. Its report, which is on the disk,
 * names them.
 * @returns whether it had to wait
 */
export async function claimFiles(folder: RunFolder, { store, signal, waiting }: ClaimOptions): Promise<boolean> {
  let hasWaited = false;
  for (;;) {
    signal.throwIfAborted();
    const claim = async () => {
      const found = await busyRunOnFiles(store, folder);
      if (!found) await folder.update({ phase: 'running', ...thisProcess() });
      return found;
    };
    const other = await withStoreLock(store, claim, { signal, waiting });
    if (!other) return hasWaited;
    if (!hasWaited) waiting?.(waitingText(other));
    hasWaited = true;
    while (await isBusy(store, other.run.record.id)) await setTimeout(pollMs, undefined, { signal });
  }
}
