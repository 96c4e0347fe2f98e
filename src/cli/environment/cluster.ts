import { join, resolve } from 'node:path';
import type { ClusterSettings } from '../../client/pool/poolProcess';
import { isBucketUrl } from '../../shared/protocol/bucketUrl';
import { clusterBundles } from '../../shared/protocol/clusterProtocol';
import { enterBucket } from './bucketMirror';
import { clusterFolder } from './clusterPackage';
import { UsageError } from './usageError';

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
  if (isBucketUrl(root)) {
    enterBucket(root);
    return;
  }
  // In the environment, so that the processes that this one starts have the same.
  process.env.ASSETMILL_STORE ??= join(folderOf(root), '.assetmill', 'runs');
}

/**
 * How the runs of a command reach the workers of a queue; undefined without one.
 * @param options what the command was told; without a root, a bucket among the paths is it
 * @throws UsageError when the package for it is not installed, or when there are objects without a queue
 */
export function clusterSettings({ queue, root, paths = [] }: ClusterCall): ClusterSettings | undefined {
  const bucket = [root, ...paths].find((path) => path !== undefined && isBucketUrl(path));
  if (queue === undefined) {
    if (bucket !== undefined) throw new UsageError(`${bucket} needs --queue: the objects of a bucket are processed by workers`);
    return undefined;
  }
  if (root === undefined && bucket !== undefined) return bucketSettings(queue, bucket);
  if (root !== undefined && isBucketUrl(root)) return bucketSettings(queue, root);
  const folder = root ?? '.';
  keepRunsIn(folder);
  const [, name] = /^([^=/\\]*=)/.exec(folder) ?? [];
  return { plannerFile: plannerFile(), queue, root: `${name ?? ''}${folderOf(folder)}` };
}

/** What a command was told that may use a queue. */
export interface ClusterCall {
  readonly queue?: string;
  readonly root?: string;
  readonly paths?: readonly string[];
}

function plannerFile(): string {
  return join(clusterFolder(), clusterBundles.planner);
}

function bucketSettings(queue: string, root: string): ClusterSettings {
  const { url, folder } = enterBucket(root);
  return { plannerFile: plannerFile(), queue, root: url, mirror: folder };
}

/** How a command that needs no queue reaches the bucket of its runs; undefined for runs in folders. */
export function bucketOnly(root: string | undefined): ClusterSettings | undefined {
  return root !== undefined && isBucketUrl(root) ? bucketSettings('', root) : undefined;
}

/** Hides a password in the arguments of this process from the list of processes, which every user of the computer can read. */
export function hidePassword(args: readonly string[]): void {
  if (args.some((arg) => /^(--queue=)?rediss?:\/\/[^@/]*:[^@/]*@/i.test(arg))) process.title = 'assetmill';
}
