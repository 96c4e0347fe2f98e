import { join, resolve } from 'node:path';
import type { ClusterSettings } from '../../client/pool/poolProcess';
import { clusterBundles } from '../../shared/protocol/clusterProtocol';
import { clusterFolder } from './clusterPackage';

/** Work that other computers carry out, through a queue. */

/** The folder in a root: `NAME=FOLDER`, or the folder alone. */
function folderOf(root: string): string {
  return resolve(root.replace(/^[^=/\\]*=/, ''));
}

/**
 * Has the runs of this process kept in the root, where all computers that work on them reach their journals and originals. A folder
 * that the environment names comes first.
 * @param root `NAME=FOLDER`, or the folder alone
 */
export function keepRunsIn(root: string): void {
  // In the environment, so that the processes that this one starts have the same.
  process.env.ASSETMILL_STORE ??= join(folderOf(root), '.assetmill', 'runs');
}

/**
 * How the runs of a command reach the workers of a queue; undefined without one.
 * @throws UsageError when the package for it is not installed
 */
export function clusterSettings({ queue, root = '.' }: { readonly queue?: string; readonly root?: string }): ClusterSettings | undefined {
  if (queue === undefined) return undefined;
  keepRunsIn(root);
  const [, name] = /^([^=/\\]*=)/.exec(root) ?? [];
  return { plannerFile: join(clusterFolder(), clusterBundles.planner), queue, root: `${name ?? ''}${folderOf(root)}` };
}

/** Hides a password in the arguments of this process from the list of processes, which every user of the computer can read. */
export function hidePassword(args: readonly string[]): void {
  if (args.some((arg) => /^(--queue=)?rediss?:\/\/[^@/]*:[^@/]*@/i.test(arg))) process.title = 'assetmill';
}
