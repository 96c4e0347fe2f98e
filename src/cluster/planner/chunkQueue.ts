import { Job, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Recipe } from '../../shared/recipe/recipe';
import type { RunSetup } from '../../shared/run/run';
import { type Chunk, type ChunkReport, chunkId, sendChunk, sendSetup } from '../queue/chunk';
import { canceledKey, keptSeconds, keyPrefix, queueName, setupKey } from '../queue/queueNames';

/** Time between two looks at chunks of which nothing was heard, in ms: an event may be lost with the connection. */
const lookMs = 2000;
/** Chunks that are looked at together. */
const lookedAtOnce = 50;
/** How long a chunk stays in the queue after its outcomes were told: until they are on the disk of the planner. */
const collectedMs = 30_000;
/** Attempts on a chunk whose machine reported an error, before it is set aside. */
const attempts = 3;

/** What a planner hears of its chunks. */
export interface ChunkEvents {
  /** @param run of the chunk */
  done(report: ChunkReport, run: string): void;
  /** All attempts failed. @param reason of the last one */
  failed(chunk: Chunk, reason: string): void;
}

interface Sent {
  readonly chunk: Chunk;
  readonly atMs: number;
}

/** The planner's side of the queue of a root: adds chunks, and learns what became of them. */
export class ChunkQueue {
  readonly #queue: Queue;
  readonly #queueEvents: QueueEvents;
  readonly #sent = new Map<string, Sent>();
  readonly #looking: NodeJS.Timeout;
  readonly #adding = new Set<Promise<unknown>>();
  #isLooking = false;

  constructor(
    readonly root: string,
    readonly redis: Redis,
    blocking: Redis,
    readonly events: ChunkEvents,
  ) {
    const name = queueName(root);
    this.#queue = new Queue(name, { connection: redis, prefix: keyPrefix });
    this.#queueEvents = new QueueEvents(name, { connection: blocking, prefix: keyPrefix });
    this.#queueEvents.on('completed', ({ jobId, returnvalue }) => this.#done(jobId, returnvalue as unknown as ChunkReport));
    this.#queueEvents.on('failed', ({ jobId }) => void this.#look([jobId]));
    // The connection tells of its troubles itself.
    this.#queue.on('error', () => {});
    this.#queueEvents.on('error', () => {});
    this.#looking = setInterval(() => void this.#lookAtSilent(), lookMs);
  }

  /** Makes a run known, before its first chunk. @param directory folder of the run, portable */
  async begin(setup: RunSetup, directory: string | undefined): Promise<void> {
    await this.redis
      .multi()
      .set(setupKey(this.root, setup.runId), JSON.stringify(sendSetup(setup, directory)), 'EX', keptSeconds)
      .del(canceledKey(this.root, setup.runId))
      .exec();
  }

  /** Number of chunks without an end. */
  get count(): number {
    return this.#sent.size;
  }

  /**
   * Adds chunks. One that is in the queue already, from before the planner was started again, is not added again: its outcomes are told.
   * @param recipe of the run
   */
  async add(chunks: readonly Chunk[], recipe: Recipe): Promise<void> {
    const jobs = chunks.map((chunk) => {
      const jobId = chunkId(chunk, recipe);
      this.#sent.set(jobId, { chunk, atMs: performance.now() });
      return {
        name: 'chunk',
        data: sendChunk(chunk),
        opts: {
          jobId,
          attempts,
          backoff: { type: 'exponential', delay: 1000 },
          removeOnComplete: { age: keptSeconds },
          removeOnFail: { age: keptSeconds },
        },
      };
    });
    const adding = this.#queue.addBulk(jobs);
    this.#adding.add(adding);
    await adding.finally(() => this.#adding.delete(adding));
    // What ended before it was added now has told it already.
    void this.#look(jobs.map(({ opts }) => opts.jobId));
  }

  /** Takes back the chunks that no machine has taken yet. @returns their tasks */
  async withdraw(): Promise<Chunk[]> {
    await Promise.allSettled(this.#adding);
    const withdrawn: Chunk[] = [];
    for (const [id, { chunk }] of [...this.#sent]) {
      const job = await Job.fromId(this.#queue, id);
      if (!job || !['waiting', 'delayed', 'prioritized'].includes(await job.getState())) continue;
      // A machine may take it at this moment, and then it cannot be removed.
      const isRemoved = await job.remove().then(
        () => true,
        () => false,
      );
      if (isRemoved && this.#sent.delete(id)) withdrawn.push(chunk);
    }
    return withdrawn;
  }

  /** Has the machines end a run early. */
  async cancel(run: string): Promise<void> {
    await this.redis.set(canceledKey(this.root, run), '1', 'EX', keptSeconds);
  }

  #done(id: string, report: ChunkReport): void {
    const sent = this.#sent.get(id);
    if (!sent) return;
    this.#sent.delete(id);
    this.events.done(report, sent.chunk.run);
    setTimeout(() => void this.#queue.remove(id).catch(() => {}), collectedMs).unref();
  }

  async #lookAtSilent(): Promise<void> {
    if (this.#isLooking || this.redis.status !== 'ready') return;
    this.#isLooking = true;
    const silent = [...this.#sent].filter(([, { atMs }]) => performance.now() - atMs > lookMs).map(([id]) => id);
    for (let at = 0; at < silent.length; at += lookedAtOnce) await this.#look(silent.slice(at, at + lookedAtOnce));
    this.#isLooking = false;
  }

  /** Tells what became of chunks, and adds again those that the queue has lost: a server without a log on disk was started again. */
  async #look(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#lookAt(id).catch(() => {})));
  }

  async #lookAt(id: string): Promise<void> {
    if (!this.#sent.has(id)) return;
    const job = await Job.fromId(this.#queue, id);
    const sent = this.#sent.get(id);
    if (!sent) return;
    if (!job) {
      this.#sent.delete(id);
      this.events.failed(sent.chunk, lostReason);
    } else if (job.finishedOn !== undefined && job.failedReason) {
      this.#sent.delete(id);
      this.events.failed(sent.chunk, job.failedReason);
    } else if (job.finishedOn !== undefined) this.#done(id, job.returnvalue as ChunkReport);
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    await Promise.allSettled([this.#queueEvents.close(), this.#queue.close()]);
  }
}

/** Why a chunk has to be added again. */
export const lostReason = 'The queue has lost the chunk.';
