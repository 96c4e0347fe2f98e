import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { withLock } from '../store/fileLock';
import { RunFolder } from '../store/runFolder';
import { thisProcess } from '../store/runRecord';
import type { RunContext } from './runContext';

/** Runs of several windows and command lines go on side by side, but never on the same file. */

const pollMs = 300;

/** What a claim needs of a run. */
export type ClaimOptions = Pick<RunContext, 'store' | 'signal' | 'waiting'>;

/** The lock under which a run starts, so that no two of them see each other too late. */
export function storeLock(store: string): string {
  return join(store, '.lock');
}

/** The other runs in progress. */
export async function runsInProgress(store: string, own?: string): Promise<RunFolder[]> {
  const runs = await RunFolder.list(store);
  return runs.filter((run) => run.record.id !== own && run.record.phase !== 'planning' && run.active && !run.interrupted);
}

/** A run in progress that reads or writes one of the files. @param files asked for only if there are such runs */
export async function runOnFiles(store: string, own: string, files: () => Promise<ReadonlySet<string>>): Promise<RunFolder | undefined> {
  const others = await runsInProgress(store, own);
  if (others.length === 0) return undefined;
  const paths = await files();
  for (const other of others) for await (const path of other.report.paths()) if (paths.has(path)) return other;
  return undefined;
}

async function pathsOf({ report }: RunFolder): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  for await (const path of report.paths()) paths.add(path);
  return paths;
}

/**
 * Marks a run as running once no other run works on one of its files. Its report, which is on the disk, names them.
 * @returns whether it had to wait
 */
export async function claimFiles(folder: RunFolder, { store, signal, waiting }: ClaimOptions): Promise<boolean> {
  let hasWaited = false;
  for (;;) {
    signal.throwIfAborted();
    const other = await withLock(storeLock(store), async () => {
      const found = await runOnFiles(store, folder.record.id, () => pathsOf(folder));
      if (!found) await folder.update({ phase: 'running', ...thisProcess() });
      return found;
    });
    if (!other) return hasWaited;
    if (!hasWaited) waiting?.(l10n.t('Waiting: "{0}" works on some of the same files.', other.record.title));
    hasWaited = true;
    while ((await runsInProgress(store)).some(({ record }) => record.id === other.record.id))
      await setTimeout(pollMs, undefined, { signal });
  }
}
