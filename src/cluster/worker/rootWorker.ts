import { type Job, Queue, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { canceledFailure, deadOutcome } from '../../client/runs/deadOutcome';
import type { RunSetup, Task } from '../../shared/run/run';
import { type Chunk, type ChunkReport, receiveChunk } from '../queue/chunk';
import { ClusterError } from '../queue/queueAddress';
import { canceledKey, keptSeconds, keyPrefix, queueName, queueSettings, refusedPrefix } from '../queue/queueNames';
import { inLanes } from '../roots/inLanes';
import type { RootStorage } from '../roots/rootStorage';
import type { AloneGate } from './aloneGate';
import { BegunChunks } from './begunChunks';
import { isUndone } from './isUndone';
import { type KnownRun, KnownRuns, UnreachableError } from './knownRuns';
import { Lease } from './lease';
import { AbandonedError } from './runSession';
import type { Sessions } from './sessions';
import type { WorkerMetrics } from './workerMetrics';

/** How long the queue holds a chunk for a machine that says nothing, in ms. Tests of lost machines set a shorter time. */
const lockMs = Number(process.env.ASSETMILL_LOCK_MS) || 60_000;
/** Time between two looks at runs that were canceled, and at the leases, in ms. */
const lookMs = Math.min(1000, lockMs / 20);
/** At the end of a lease: no file that was begun before may be renamed into place any more. */
const reserveMs = lockMs * 0.2;
/** How many machines may end while they carry out a chunk, before it is set aside. */
const mostEnds = 3;
/** How long a machine that does not reach the folder of a run keeps a chunk from the others, in ms: it would take all of them at once. */
const unreachableMs = 5000;
/** Tasks whose outputs are put at a time: each may have some MB in memory. */
const lanes = 8;
/** Time between two removals of what nobody collected, in ms. */
const cleanMs = 3600_000;

/** What a worker needs for the chunks of a root. */
export interface RootWorkerOptions {
  readonly storage: RootStorage;
  /** For what does not wait: status, setups, signs that a run was canceled. */
  readonly redis: Redis;
  /** For BullMQ, which waits for chunks with it. */
  connect(): Redis;
  readonly sessions: Sessions;
  /** Shared by all roots of this machine. */
  readonly gate: AloneGate;
  readonly metrics: WorkerMetrics;
  /** The name of this machine. */
  readonly machine: string;
  /** Chunks in progress at a time. */
  readonly chunks: number;
  /** Waits until files may be processed. @returns how many of them */
  admit(files: number): Promise<number>;
  tell(sentence: string): void;
  log(line: string): void;
}

/** A chunk that this machine has. */
interface TakenChunk {
  readonly id: string;
  readonly chunk: Chunk;
  readonly run: KnownRun;
  readonly lease: Lease;
}

/** What became of a chunk. */
type ChunkResult = Omit<ChunkReport, 'machine'>;

/** Takes the chunks of one root from the queue and carries them out. */
export class RootWorker {
  readonly #worker: Worker;
  readonly #queue: Queue;
  readonly #runs: KnownRuns;
  readonly #begun: BegunChunks;
  readonly #leases = new Set<Lease>();
  readonly #timers: readonly NodeJS.Timeout[];
  #isLooking = false;
  #isAbandoning = false;
  #filesInProgress = 0;

  constructor(readonly options: RootWorkerOptions) {
    const { storage, connect, chunks, redis, machine, log } = options;
    const name = queueName(storage.name);
    this.#runs = new KnownRuns(redis, storage, machine);
    this.#begun = new BegunChunks(redis, storage.name);
    this.#queue = new Queue(name, { connection: redis, ...queueSettings });
    this.#queue.on('error', (error) => log(String(error)));
    this.#worker = new Worker(name, (job, token) => this.#carryOut(job, token ?? ''), {
      connection: connect(),
      prefix: keyPrefix,
      concurrency: chunks,
      lockDuration: lockMs,
      lockRenewTime: lockMs / 4,
      stalledInterval: lockMs / 2,
      // What counts is how often a chunk was begun.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      removeOnComplete: { age: keptSeconds },
      removeOnFail: { age: keptSeconds },
    });
    this.#worker.on('error', (error) => log(String(error)));
    this.#worker.on('stalled', (id) => log(`Chunk ${id} was taken back from a machine that is gone.`));
    this.#timers = [setInterval(() => this.#watch(), lookMs), setInterval(() => void this.#clean(), cleanMs)];
    void this.#clean();
  }

  get name(): string {
    return this.options.storage.name;
  }

  get filesInProgress(): number {
    return this.#filesInProgress;
  }

  /** The queue, for those who look at it. */
  get queue(): Queue {
    return this.#queue;
  }

  #watch(): void {
    if ([...this.#leases].some(({ hasEnded }) => hasEnded)) void this.#abandon();
    if (!this.#isLooking && this.options.redis.status === 'ready') void this.#look();
  }

  async #abandon(): Promise<void> {
    if (this.#isAbandoning) return;
    this.#isAbandoning = true;
    this.options.tell('The queue could not be reached in time. Other machines get the files that were in progress.');
    this.#leases.clear();
    await this.options.sessions.abandon();
    this.#isAbandoning = false;
  }

  async #look(): Promise<void> {
    const { sessions, redis, log } = this.options;
    this.#isLooking = true;
    try {
      await Promise.all([...this.#leases].map((lease) => lease.look()));
      const { setup } = sessions;
      if (setup && (await this.#isOver(setup))) sessions.cancel(setup.runId);
      if (this.#leases.size === 0) await this.#runs.forgetIdle();
    } catch (error) {
      if (redis.status === 'ready') log(String(error));
    } finally {
      this.#isLooking = false;
    }
  }

  /** Whether nobody wants the rest of a run. */
  async #isOver({ runId, directory }: RunSetup): Promise<boolean> {
    return (await this.options.redis.exists(canceledKey(this.name, runId))) > 0 || isUndone(directory);
  }

  /** Removes chunks of runs that nobody resumed. */
  async #clean(): Promise<void> {
    for (const state of ['completed', 'failed'] as const) await this.#queue.clean(keptSeconds * 1000, 1000, state).catch(() => {});
  }

  async #carryOut(job: Job, token: string): Promise<ChunkReport> {
    const { machine, metrics, tell, log } = this.options;
    const lease = new Lease(this.options.redis, this.#queue.toKey(`${job.id}:lock`), token, reserveMs);
    try {
      await lease.look();
      this.#leases.add(lease);
      return { machine, ...(await this.#process(job, lease)) };
    } catch (error) {
      metrics.chunk(this.name, error instanceof AbandonedError ? 'abandoned' : 'failed');
      log(`Chunk ${job.id}: ${(error as Error).stack}`);
      if (!(error instanceof ClusterError)) throw error;
      tell(error.message);
      const reason = `${refusedPrefix}${error.message}`;
      // Another attempt would end the same way, unless another machine makes it.
      if (!(error instanceof UnreachableError)) throw new UnrecoverableError(reason);
      await new Promise((resolve) => setTimeout(resolve, unreachableMs));
      throw new Error(reason);
    } finally {
      this.#leases.delete(lease);
    }
  }

  async #process(job: Job, lease: Lease): Promise<ChunkResult> {
    const { gate } = this.options;
    const id = job.id as string;
    const received = receiveChunk(job.data);
    const run = await this.#runs.get(received.run);
    if (await this.#isOver(run.setup))
      return { outcomes: received.tasks.map((task) => deadOutcome(task, canceledFailure(run.setup, false), 'canceled')) };
    const ends = await this.#begun.count(id);
    if (ends >= mostEnds) {
      this.#begun.end(id);
      throw new UnrecoverableError(`${ends} machines ended while they had the chunk.`);
    }
    const chunk = retried(received, job);
    const work = () => this.#begin({ id, chunk, run, lease });
    return ends > 0 || chunk.alone ? gate.alone(work) : gate.together(work);
  }

  async #begin(taken: TakenChunk): Promise<ChunkResult> {
    await this.#begun.begin(taken.id);
    this.#filesInProgress += taken.chunk.tasks.length;
    try {
      const result = await this.#processTasks(taken);
      this.options.metrics.chunk(this.name, 'done');
      this.options.metrics.outcomes(this.name, result.outcomes);
      return result;
    } finally {
      this.#filesInProgress -= taken.chunk.tasks.length;
      this.#begun.end(taken.id);
    }
  }

  async #processTasks({ chunk, run: { setup, stored }, lease }: TakenChunk): Promise<ChunkResult> {
    const { sessions } = this.options;
    const checkedOut = await stored.checkOut(chunk.tasks, setup.recipe);
    const process = async (admitted: readonly Task[]) => {
      // It may have waited for long.
      if (lease.hasEnded) throw new AbandonedError('Another machine has the chunk.');
      const processed = await sessions.process(setup, admitted);
      return inLanes(processed, lanes, (outcome) => checkedOut.checkIn(outcome));
    };
    try {
      const put = (await this.#asAdmitted(checkedOut.tasks, process)).flat();
      const changes = put.flatMap((each) => each.changes);
      return { outcomes: [...checkedOut.lost, ...put.map(({ outcome }) => outcome)], ...(changes.length > 0 && { changes }) };
    } finally {
      await checkedOut.close();
    }
  }

  /** Begins as many files at a time as the rate allows. */
  async #asAdmitted<Result>(tasks: readonly Task[], process: (admitted: readonly Task[]) => Promise<Result>): Promise<Result[]> {
    const parts: Promise<Result>[] = [];
    for (let at = 0; at < tasks.length; ) {
      const files = await this.options.admit(tasks.length - at);
      const part = process(tasks.slice(at, at + files));
      // Told below.
      part.catch(() => {});
      parts.push(part);
      at += files;
    }
    return Promise.all(parts);
  }

  /** Takes no further chunk. Resolves once those in progress have ended. */
  async drain(): Promise<void> {
    await this.#worker.close();
  }

  /** Ends at once. The queue gives the chunks in progress to other machines. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#worker.close(true);
    await this.#queue.close();
    await this.#runs.close();
  }
}

/** The tasks of a chunk that may have been in progress before: their outputs may be there. */
function retried(chunk: Chunk, { attemptsStarted, stalledCounter }: Job): Chunk {
  const earlier = Math.max(0, attemptsStarted - 1, stalledCounter);
  if (earlier === 0) return chunk;
  return { ...chunk, tasks: chunk.tasks.map((task) => ({ ...task, attempt: task.attempt + earlier })) };
}
