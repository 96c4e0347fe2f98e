import * as l10n from '@vscode/l10n';
import { formatDate } from '../../shared/values/formatDate';
import { fileCount, formatCount } from '../../shared/values/formatQuantity';
import type { RunFolder } from '../store/runFolder';
import { startOfRun } from '../store/runRecord';
import { type Place, runsOf } from '../store/storedRuns';

/** A run whose process was killed, and about which the user has not decided yet. */
export interface PendingRun {
  readonly folder: RunFolder;
  /** Numbers of files. */
  readonly done: number;
  readonly left: number;
}

function pending(folder: RunFolder): PendingRun | undefined {
  const { phase, undone, dismissed, totals } = folder.record;
  if (phase !== 'interrupted' || undone || dismissed || !totals) return undefined;
  const done = Object.values(totals.counts).reduce((sum, count) => sum + count, 0) - totals.counts.canceled;
  return { folder, done, left: totals.files - done };
}

/** The interrupted runs of a place, newest first. */
export async function pendingRuns(store: string, place: Place): Promise<PendingRun[]> {
  const runs = await runsOf(store, place);
  return runs
    .reverse()
    .map(pending)
    .filter((run) => run !== undefined);
}

/** What was done and what remains, as a sentence. */
export function pendingSentence({ folder: { record }, done, left }: PendingRun): string {
  const started = formatDate(startOfRun(record.id) ?? 0);
  return l10n.t(
    '"{0}" of {1} was interrupted: {2} of {3} done, {4} left.',
    record.title,
    started,
    formatCount(done),
    fileCount(done + left),
    formatCount(left),
  );
}

/** Takes over that the user does not want to hear of a run again. It can still be resumed and undone. */
export async function dismissRun({ folder }: PendingRun): Promise<void> {
  await folder.update({ dismissed: true });
}
