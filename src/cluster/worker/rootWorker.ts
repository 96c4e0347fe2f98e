import { type Job, Queue, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { RunSetup } from '../../shared/run/run';
import { type Chunk, type ChunkReport, receiveChunk, receiveSetup } from '../queue/chunk';
import { ClusterError } from '../queue/queueAddress';
import { canceledKey, keptSeconds, keyPrefix, queueName, refusedPrefix, setupKey } from '../queue/queueNames';
import { inLanes } from '../roots/inLanes';
import type { RootStorage, StoredRun } from '../roots/rootStorage';
import { Lease } from './lease';
import { AbandonedError } from './runSession';
import type { Sessions } from './sessions';
import type { WorkerMetrics } from './workerMetrics';

/** How long the queue holds a chunk for a machine that says nothing, in ms. */
const lockMs = 60_000;
/** Time between two looks at runs that were canceled, and at the lease, in ms. */
const lookMs = 1000;
/** Tasks of a chunk whose outputs are put at a time: each may have some MB in memory. */
const lanes = 8;
/** How often a chunk is taken whose machines disappear, before it is set aside. */
export const mostStalls = 2;

/** What a worker needs for the chunks of a root. */
export interface RootWorkerOptions {
  readonly storage: RootStorage;
  /** For what does not wait: status, setups, signs that a run was canceled. */
  readonly redis: Redis;
  /** For BullMQ, which waits for chunks with it. */
  connect(): Redis;
  readonly sessions: Sessions;
  readonly metrics: WorkerMetrics;
  /** The name of this machine. */
  readonly machine: string;
  /** Chunks in progress at a time. */
  readonly chunks: number;
  /** Waits until so many files may be processed. */
  admit(files: number): Promise<void>;
  tell(sentence: string): void;
  log(line: string): void;
}

/** A run that this machine takes chunks of. */
interface KnownRun {
  readonly setup: RunSetup;
  readonly stored: StoredRun;
}

/** Takes the chunks of one root from the queue and carries them out. */
export class RootWorker {
  readonly #worker: Worker;
  readonly #queue: Queue;
  readonly #runs = new Map<string, Promise<KnownRun>>();
  readonly #lease = new Lease(lockMs);
  readonly #looking: NodeJS.Timeout;
  #chunksInProgress = 0;
  #filesInProgress = 0;

  constructor(readonly options: RootWorkerOptions) {
    const { storage, connect, chunks } = options;
    const name = queueName(storage.name);
    this.#queue = new Queue(name, { connection: options.redis, prefix: keyPrefix });
    this.#worker = new Worker(name, (job) => this.#carryOut(job), {
      connection: connect(),
      prefix: keyPrefix,
      concurrency: chunks,
      lockDuration: lockMs,
      lockRenewTime: lockMs / 4,
      stalledInterval: lockMs / 2,
      maxStalledCount: mostStalls,
      removeOnComplete: { age: keptSeconds },
      removeOnFail: { age: keptSeconds },
    });
    this.#worker.on('locksRenewed', () => this.#lease.renewed());
    this.#worker.on('error', (error) => options.log(String(error)));
    this.#worker.on('stalled', (id) => options.log(`Chunk ${id} was taken back from a machine that is gone.`));
    this.#looking = setInterval(() => void this.#look(), lookMs);
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

  async #look(): Promise<void> {
    if (this.#chunksInProgress > 0 && this.#lease.isEnding) {
      this.options.tell('The queue could not be reached in time. Other machines get the files that were in progress.');
      this.#lease.renewed();
      await this.options.sessions.abandon();
    }
    const { run } = this.options.sessions;
    if (run !== undefined && this.options.redis.status === 'ready' && (await this.options.redis.exists(canceledKey(this.name, run))) > 0)
      this.options.sessions.cancel(run);
  }

  async #carryOut(job: Job): Promise<ChunkReport> {
    if (this.#chunksInProgress === 0) this.#lease.renewed();
    this.#chunksInProgress += 1;
    try {
      return { machine: this.options.machine, ...(await this.#process(job)) };
    } catch (error) {
      const isAbandoned = error instanceof AbandonedError;
      this.options.metrics.chunk(this.name, isAbandoned ? 'abandoned' : 'failed');
      this.options.log(`Chunk ${job.id}: ${(error as Error).stack}`);
      // Another attempt would end the same way.
      if (error instanceof ClusterError) {
        this.options.tell(error.message);
        throw new UnrecoverableError(`${refusedPrefix}${error.message}`);
      }
      throw error;
    } finally {
      this.#chunksInProgress -= 1;
    }
  }

  async #process(job: Job): Promise<Omit<ChunkReport, 'machine'>> {
    const { metrics, admit } = this.options;
    const chunk = receiveChunk(job.data);
    const known = await this.#runOf(chunk.run);
    await admit(chunk.tasks.length);
    this.#filesInProgress += chunk.tasks.length;
    try {
      const report = await this.#processTasks(retried(chunk, job), known);
      metrics.chunk(this.name, 'done');
      metrics.outcomes(this.name, report.outcomes);
      return report;
    } finally {
      this.#filesInProgress -= chunk.tasks.length;
    }
  }

  async #processTasks(tasks: Chunk['tasks'], { setup, stored }: KnownRun): Promise<Omit<ChunkReport, 'machine'>> {
    const checkedOut = await stored.checkOut(tasks, setup.recipe);
    try {
      const processed = checkedOut.tasks.length === 0 ? [] : await this.options.sessions.process(setup, checkedOut.tasks);
      const put = await inLanes(processed, lanes, (outcome) => checkedOut.checkIn(outcome));
      const changes = put.flatMap((each) => each.changes);
      return { outcomes: [...checkedOut.lost, ...put.map(({ outcome }) => outcome)], ...(changes.length > 0 && { changes }) };
    } finally {
      await checkedOut.close();
    }
  }

  /** The setup of a run, which is asked for once. */
  #runOf(run: string): Promise<KnownRun> {
    const known = this.#runs.get(run) ?? this.#openRun(run);
    this.#runs.set(run, known);
    known.catch(() => this.#runs.delete(run));
    return known;
  }

  async #openRun(run: string): Promise<KnownRun> {
    const { redis, storage, machine } = this.options;
    const text = await redis.get(setupKey(this.name, run));
    if (text === null) throw new ClusterError(`The run ${run} is no longer known.`);
    const { directory, recipe, timeoutSeconds, force } = receiveSetup(text);
    const stored = await storage.open(run, directory);
    const setup = { runId: run, recipe, timeoutSeconds, directory: stored.directory, journal: machine, ...(force && { force }) };
    return { setup, stored };
  }

  /** Takes no further chunk. Resolves once those in progress have ended. */
  async drain(): Promise<void> {
    await this.#worker.close();
  }

  /** Ends at once. The queue gives the chunks in progress to other machines. */
  async close(): Promise<void> {
    clearInterval(this.#looking);
    await this.#worker.close(true);
    await this.#queue.close();
    for (const run of this.#runs.values()) await run.then(({ stored }) => stored.close()).catch(() => {});
  }
}

/** The tasks of a chunk that may have been in progress before: their outputs may be there. */
function retried({ tasks }: Chunk, { attemptsStarted, stalledCounter }: Job): Chunk['tasks'] {
  const earlier = Math.max(0, attemptsStarted - 1, stalledCounter);
  return earlier === 0 ? tasks : tasks.map((task) => ({ ...task, attempt: task.attempt + earlier }));
}
