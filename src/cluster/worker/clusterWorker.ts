import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { PoolClient } from '../../client/pool/poolClient';
import { defaultMemoryBudget } from '../../client/runs/defaultMemoryBudget';
import type { ClusterWorkerOptions } from '../../shared/protocol/clusterProtocol';
import { connectRedis } from '../queue/connection';
import { leave, tellStatus } from '../queue/machineBoard';
import { parseQueue } from '../queue/queueAddress';
import { parseRoot } from '../roots/namedRoot';
import { AloneGate } from './aloneGate';
import { dashboard, dashboardPath } from './dashboard';
import { serveHttp } from './httpServer';
import { rateLimit } from './rateLimits';
import { RootWorker } from './rootWorker';
import { Sessions } from './sessions';
import { storageOf } from './storageOf';
import { WorkerMetrics } from './workerMetrics';

/** Time between two messages to the board, in ms. */
const statusMs = 1000;
/** The pool process ends after this time without work. */
const poolIdleMs = 60_000;

/** A name that no other machine has, and that a file name may contain. */
function machineName(): string {
  return `${hostname()}-${process.pid}`.replace(/[^\w.-]/g, '-');
}

/** Chunks in progress for a number of threads: enough for each, and one more in reserve. */
function chunksFor(threads: number): number {
  return Math.ceil(threads * 0.75) + 1;
}

function createClient({ poolFile, threads, priority, tell, log }: ClusterWorkerOptions): PoolClient {
  const settings = { poolFile, workers: threads, priority };
  return new PoolClient({ settings: () => settings, log, warn: tell, idleMs: poolIdleMs });
}

/** Makes connections to the queue, and tells of trouble with any of them once. */
function connections({ queue, tell, log }: ClusterWorkerOptions): { readonly shown: string; connect(): Redis; readonly all: Redis[] } {
  const address = parseQueue(queue);
  const all: Redis[] = [];
  let trouble: string | undefined;
  const onTrouble = (reason?: string) => {
    if (reason !== undefined && trouble === undefined) tell(`${reason} Trying again until it answers.`);
    if (reason === undefined && trouble !== undefined) tell(`The queue at ${address.shown} answers again.`);
    if (reason !== undefined) log(reason);
    trouble = reason;
  };
  const connect = () => {
    const redis = connectRedis(address, onTrouble);
    all.push(redis);
    return redis;
  };
  return { shown: address.shown, connect, all };
}

/** Works on the queue until it is stopped. @throws ClusterError for options that cannot be used */
export async function runWorker(options: ClusterWorkerOptions): Promise<void> {
  const { threads, roots, rates, stopped, tell, log } = options;
  const storages = roots.map(parseRoot).map(storageOf);
  await Promise.all(storages.map((storage) => storage.prepare()));
  const { shown, connect, all } = connections(options);
  const redis = connect();
  const machine = machineName();
  const client = createClient(options);
  const sessions = new Sessions(client, options.memoryBudget ?? defaultMemoryBudget());
  const gate = new AloneGate();
  const metrics = new WorkerMetrics({
    threads,
    inProgress: () => workers.reduce((sum, { filesInProgress }) => sum + filesInProgress, 0),
    // A command would wait for the connection.
    counts: async () => {
      if (redis.status !== 'ready') return [];
      return Promise.all(workers.map(async ({ name, queue }) => [name, await queue.getJobCounts()] as const));
    },
  });
  // Chunks are taken only where images can be processed.
  const library = await client.process('images');
  const { sharp, libvips } = await library.proven();
  log(`sharp ${sharp}, libvips ${libvips}`);
  const workers = storages.map((storage) => {
    const admit = rateLimit(redis, storage.name, rates) ?? (async (files: number) => files);
    return new RootWorker({ storage, redis, connect, sessions, gate, metrics, machine, chunks: chunksFor(threads), admit, tell, log });
  });
  const server = options.http === undefined ? undefined : await serve(options.http, { options, workers, metrics, redis, client });
  let signs = 0;
  const tellNow = () => {
    signs += 1;
    const { status, setup } = sessions;
    const task = status.reduce((oldest, each) => (each.task >= 0 && (oldest < 0 || each.task < oldest) ? each.task : oldest), -1);
    const tasks = !setup || task < 0 ? {} : { [setup.runId]: task };
    const files = status.reduce((sum, each) => sum + each.files, 0);
    const busyMs = status.reduce((sum, each) => sum + each.busyMs, 0) / threads;
    if (redis.status !== 'ready') return;
    for (const { name } of workers) void tellStatus(redis, name, { name: machine, threads, signs, files, busyMs, tasks }).catch(() => {});
  };
  tellNow();
  const telling = setInterval(tellNow, statusMs);
  tell(
    `Working on ${workers.map(({ name }) => name).join(', ')} from ${shown} as ${machine}, with ${threads} ${threads === 1 ? 'thread' : 'threads'}.`,
  );
  await stopped;
  tell('Finishing the files in progress.');
  await Promise.race([Promise.all(workers.map((worker) => worker.drain())), wait(options.drainSeconds * 1000)]);
  clearInterval(telling);
  if (redis.status === 'ready') await Promise.allSettled(workers.map(({ name }) => leave(redis, name, machine)));
  client.dispose();
  server?.close();
  await Promise.race([Promise.allSettled(workers.map((worker) => worker.close())), wait(1000)]);
  for (const connection of all) connection.disconnect();
  tell('Stopped.');
}

interface Served {
  readonly options: ClusterWorkerOptions;
  readonly workers: readonly RootWorker[];
  readonly metrics: WorkerMetrics;
  readonly redis: Redis;
  readonly client: PoolClient;
}

function serve(address: string, { options, workers, metrics, redis, client }: Served): ReturnType<typeof serveHttp> {
  let isDraining = false;
  void options.stopped.then(() => {
    isDraining = true;
  });
  const health = async () => {
    const pool = await client.process('images').then(
      () => 'ready',
      (error: Error) => error.message,
    );
    const state = { queue: redis.status === 'ready' ? 'connected' : 'not connected', pool, draining: isDraining };
    const isHealthy = state.queue === 'connected' && pool === 'ready' && !state.draining;
    return { status: isHealthy ? 200 : 503, contentType: 'application/json', text: `${JSON.stringify(state)}\n` };
  };
  const pages = {
    '/metrics': async () => ({ status: 200, contentType: metrics.contentType, text: await metrics.text() }),
    '/health': health,
  };
  const handler = options.dashboard && { path: dashboardPath, handle: dashboard(workers.map(({ queue }) => queue)) };
  return serveHttp({ address, pages, ...(handler && { handler }) });
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
