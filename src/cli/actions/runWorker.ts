import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defaultWorkers } from '../../client/pool/defaultWorkers';
import { type ClusterWorkerModule, clusterBundles } from '../../shared/protocol/clusterProtocol';
import type { Priority } from '../../shared/values/priorities';
import { memoryBudgetOf } from '../args/commonOptions';
import { clusterFolder } from '../environment/clusterPackage';
import { exitCodes } from '../environment/exitCodes';
import { UsageError } from '../environment/usageError';

export interface WorkerCommandOptions {
  readonly queue?: string;
  readonly root: readonly string[];
  readonly concurrency?: number;
  readonly rate?: readonly string[];
  readonly http?: string;
  readonly dashboard?: boolean;
  /** In seconds. */
  readonly drain: number;
  /** In MB. */
  readonly memory?: number;
  readonly priority: Priority;
}

/**
 * Works on a queue until SIGTERM, SIGINT, or the end of the terminal.
 * @throws UsageError for options that cannot be used
 */
export async function runWorker(options: WorkerCommandOptions): Promise<void> {
  const { queue, root, concurrency, rate = [], http, dashboard = false, drain, priority } = options;
  if (queue === undefined) throw new UsageError('name the queue with --queue, or in the environment variable ASSETMILL_QUEUE');
  if (dashboard && http === undefined) throw new UsageError('--dashboard needs --http');
  const { runWorker: run } = createRequire(__filename)(join(clusterFolder(), clusterBundles.worker)) as ClusterWorkerModule;
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  try {
    await run({
      queue,
      roots: root,
      poolFile: join(__dirname, 'pool.cjs'),
      threads: concurrency ?? defaultWorkers(priority),
      priority,
      ...memoryBudgetOf(options),
      rates: rate,
      ...(http !== undefined && { http }),
      dashboard,
      drainSeconds: drain,
      stopped,
      tell: (sentence) => process.stderr.write(`${sentence}\n`),
      log: process.env.ASSETMILL_DEBUG ? (line) => process.stderr.write(`${line}\n`) : () => {},
    });
    // BullMQ would keep the process while it tries to reach a queue that is gone.
    process.exit(exitCodes.success);
  } catch (error) {
    if ((error as Error).name !== 'ClusterError') throw error;
    throw new UsageError((error as Error).message);
  }
}
