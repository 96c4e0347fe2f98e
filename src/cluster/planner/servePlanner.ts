import * as l10n from '@vscode/l10n';
import { PoolProcess } from '../../client/pool/poolProcess';
import { type PoolEvents, type PoolFunctions, poolEventNames } from '../../shared/protocol/poolProtocol';
import { type Channel, connect, type Remote } from '../../shared/protocol/rpc';
import { isInspection } from '../../shared/run/inspection';
import { sentTasks } from '../../shared/run/sentTasks';
import { fromJson } from '../../shared/values/json';
import { connectRedis } from '../queue/connection';
import { parseQueue } from '../queue/queueAddress';
import { parseRoot } from '../roots/namedRoot';
import { BucketTasks } from './bucketTasks';
import { ChunkQueue } from './chunkQueue';
import { FolderTasks } from './folderTasks';
import { MachineLanes } from './machineLanes';
import { TaskDispatcher } from './taskDispatcher';
import type { OwnFunctions, TaskRoot } from './taskRoot';

export interface PlannerOptions {
  /** URL of the queue. */
  readonly queue: string;
  /** The root that the tasks are in. */
  readonly root: string;
  /** Folder for the mirror of a bucket. */
  readonly mirror: string;
  /** Bundle of the pool process. */
  readonly poolFile: string;
  /** Worker threads for plans. */
  readonly workers: number;
}

const channel: Channel = {
  post: (message) => process.connected && process.send?.(message, undefined, {}, () => {}),
  listen: (receive) => process.on('message', receive),
};

/**
 * Serves the parent as a pool process does, and has a real one for everything but the tasks of runs over images, which go to the
 * machines of the cluster. So plans, reports, undo, and the panel know nothing of a queue.
 */
export function servePlanner({ queue, root, mirror, poolFile, workers }: PlannerOptions): void {
  let dispatcher: TaskDispatcher | undefined;
  // Undefined while the tasks of a run go to the pool process: an inspection.
  let isDispatching = false;
  const events: Remote<PoolEvents> = connect<PoolEvents, PoolFunctions>(
    new Proxy({} as PoolFunctions, { get: (_, method) => answerTo(method as keyof PoolFunctions), has: () => true }),
    channel,
    poolEventNames,
  ).remote;
  const withoutNative = process.execArgv.includes('--no-addons');
  const pool = new PoolProcess(
    { poolFile, workers, withoutNative },
    relayed(events, () => isDispatching),
  );
  void pool.exited.then((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });

  const tasks = taskRoot({ root, mirror }, events);
  const functions: OwnFunctions = tasks.functions(pool.remote);

  const dispatch = (): TaskDispatcher => {
    if (dispatcher) return dispatcher;
    const address = parseQueue(queue);
    const onTrouble = (reason?: string) => {
      if (reason !== undefined) void events.waiting(l10n.t('{0} Trying again until it answers.', reason));
    };
    const redis = connectRedis(address, onTrouble);
    const blocking = connectRedis(address, () => {});
    const chunks: ChunkQueue = new ChunkQueue(tasks.name, redis, blocking, {
      done: (report, chunk) => dispatcher?.done(report, chunk),
      failed: (chunk, reason) => dispatcher?.failed(chunk, reason),
      machineLost: () => void events.threadLost(),
    });
    const told = {
      finished: (outcomes: Parameters<PoolEvents['finished']>[0]) => void events.finished(outcomes, [], []),
      status: (status: Parameters<PoolEvents['status']>[0]) => void events.status(status),
      capacity: (threads: number) => void events.capacity(threads),
      waiting: (reason: string) => void events.waiting(reason),
      machineLost: () => void events.threadLost(),
    };
    dispatcher = new TaskDispatcher(chunks, new MachineLanes(redis, tasks.name), tasks, told, (line) => void events.log(line));
    return dispatcher;
  };

  const own: Partial<PoolFunctions> = {
    begin: (setup, memoryBudget) => {
      isDispatching = !isInspection(setup);
      if (isInspection(setup)) void pool.remote.begin(setup, memoryBudget);
      else dispatch().begin(setup);
    },
    enqueue: (sent) => void dispatch().add(sentTasks(sent).map(({ task }) => fromJson(task))),
    pause: () => (isDispatching ? void dispatch().pause() : void pool.remote.pause()),
    resume: () => (isDispatching ? void dispatch().resume() : void pool.remote.resume()),
    cancelTask: ((id: number) => (isDispatching ? dispatch().cancelTask(id) : pool.remote.cancelTask(id))) as PoolFunctions['cancelTask'],
    recordResults: (async (...args) => {
      // The report is on the disk.
      await dispatcher?.queue.collect();
      return pool.remote.recordResults(...args);
    }) as PoolFunctions['recordResults'],
    cancel: async () => {
      // A plan may be in progress, too.
      await Promise.all([pool.remote.cancel(), isDispatching ? dispatch().cancel() : undefined]);
    },
  };

  function answerTo(method: keyof PoolFunctions): unknown {
    return (
      own[method] ??
      functions[method] ??
      ((...args: readonly unknown[]) => (pool.remote[method] as (...all: readonly unknown[]) => unknown)(...args))
    );
  }
}

function taskRoot({ root, mirror }: Pick<PlannerOptions, 'root' | 'mirror'>, events: Remote<PoolEvents>): TaskRoot {
  const { name, folder, bucket } = parseRoot(root);
  if (!bucket) return new FolderTasks({ name, ...(folder !== undefined && { folder }) });
  const told = {
    scanned: (objects: number, found: number) => void events.scanned(objects, found),
    told: (sentence: string) => void events.waiting(sentence),
    log: (line: string) => void events.log(line),
  };
  return new BucketTasks({ name, bucket, folder: mirror }, told);
}

/** Hands on what the pool process tells, except what concerns tasks while those are elsewhere. */
function relayed(events: Remote<PoolEvents>, isDispatching: () => boolean): PoolEvents {
  const unlessDispatching = <Args extends readonly unknown[]>(tell: (...args: Args) => unknown) => {
    return (...args: Args) => {
      if (!isDispatching()) void tell(...args);
    };
  };
  return {
    scanned: (files, found) => void events.scanned(files, found),
    probing: () => void events.probing(),
    reading: (path) => events.reading(path),
    planned: (entries) => events.planned(entries),
    foundFiles: (entries) => events.foundFiles(entries),
    readFiles: (files) => events.readFiles(files),
    foundGroups: (groups) => events.foundGroups(groups),
    taken: unlessDispatching((ids) => events.taken(ids)),
    finished: unlessDispatching((...outcomes) => events.finished(...outcomes)),
    status: unlessDispatching((status) => events.status(status)),
    capacity: () => {},
    waiting: () => {},
    threadLost: unlessDispatching(() => events.threadLost()),
    log: (line) => void events.log(line),
  };
}
