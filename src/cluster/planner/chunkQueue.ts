import { Job, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Recipe } from '../../shared/recipe/recipe';
import type { RunSetup } from '../../shared/run/run';
import { type Chunk, type ChunkReport, chunkId, isOfRun, receiveChunk, sendChunk, sendSetup } from '../queue/chunk';
import { transact } from '../queue/connection';
import { canceledKey, keptSeconds, keyPrefix, queueName, queueSettings, setupKey } from '../queue/queueNames';

/** Time between two looks at chunks of which nothing was heard, in ms: an event may be lost with the connection. */
const lookMs = 2000;
/** Chunks that are looked at together. */
const lookedAtOnce = 50;
/** How long a chunk stays in the queue after its outcomes were told, in ms: until they are on the disk of the planner. */
const collectedMs = 100;
/** Time for their removal at the end of a run, in ms. */
const collectLimitMs = 1000;
/** Attempts on a chunk whose machine reported an error, before it is set aside. */
const attempts = 3;

/** What a planner hears of its chunks. */
export interface ChunkEvents {
  done(report: ChunkReport, chunk: Chunk): void;
  /** All attempts failed. @param reason of the last one */
  failed(chunk: Chunk, reason: string): void;
  /** A machine is gone that had a chunk. It may have left temp files. */
  machineLost(): void;
}

/** A chunk in the queue. */
interface Sent {
  readonly chunk: Chunk;
  /** When it was added; undefined while it is being added. */
  atMs: number | undefined;
}

/** What an earlier planner of a run left in the queue. */
export interface LeftChunks {
  /** In progress: what becomes of them is told as of those that were added. */
  readonly active: readonly Chunk[];
  /** Those that have ended since, with their outcomes. */
  readonly done: readonly ChunkReport[];
}

/** The planner's side of the queue of a root: adds chunks, and learns what became of them. */
export class ChunkQueue {
  readonly #queue: Queue;
  readonly #queueEvents: QueueEvents;
  readonly #sent = new Map<string, Sent>();
  /** Chunks whose outcomes were told. */
  readonly #told = new Set<string>();
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
    this.#queue = new Queue(name, { connection: redis, ...queueSettings });
    this.#queueEvents = new QueueEvents(name, { connection: blocking, prefix: keyPrefix });
    this.#queueEvents.on('completed', ({ jobId, returnvalue }) => this.#done(jobId, returnvalue as unknown as ChunkReport));
    this.#queueEvents.on('failed', ({ jobId }) => void this.#look([jobId]));
    this.#queueEvents.on('stalled', ({ jobId }) => {
      if (this.#sent.has(jobId)) this.events.machineLost();
    });
    // The connection tells of its troubles itself.
    this.#queue.on('error', () => {});
    this.#queueEvents.on('error', () => {});
    this.#looking = setInterval(() => void this.#lookAtSilent(), lookMs);
  }

  /** Makes a run known, before its first chunk. @param directory folder of the run, portable */
  async begin(setup: RunSetup, directory: string | undefined): Promise<void> {
    const sent = JSON.stringify(sendSetup(setup, directory));
    const { root, redis } = this;
    await transact(() =>
      redis.multi().set(setupKey(root, setup.runId), sent, 'EX', keptSeconds).del(canceledKey(root, setup.runId)).exec(),
    );
  }

  /**
   * Takes over the chunks of a run from a planner that has ended. Those that no machine has are taken back: the files that are left are
   * cut into other chunks.
   */
  async takeOver(run: string): Promise<LeftChunks> {
    for (const [id, { chunk }] of [...this.#sent]) if (chunk.run !== run) this.#sent.delete(id);
    const ids = await transact(() => this.#queue.getRanges(['wait', 'delayed', 'prioritized', 'active', 'failed', 'completed'], 0, -1));
    const left = { active: [] as Chunk[], done: [] as ChunkReport[] };
    for (const id of ids.filter((each) => isOfRun(each, run))) await this.#takeOverChunk(id, left);
    return left;
  }

  async #takeOverChunk(id: string, { active, done }: { active: Chunk[]; done: ChunkReport[] }): Promise<void> {
    const isRemoved = (await this.#queue.getJobState(id)) !== 'completed' && (await this.#remove(id));
    const job = isRemoved ? undefined : await Job.fromId(this.#queue, id);
    if (!job) return;
    if (job.finishedOn === undefined) {
      const chunk = receiveChunk(job.data);
      this.#sent.set(id, { chunk, atMs: performance.now() });
      active.push(chunk);
      return;
    }
    const report = job.returnvalue as ChunkReport;
    const isCanceled = report.outcomes.every(({ status }) => status === 'canceled');
    // The same chunk may be added again.
    if (isCanceled) await this.#remove(id);
    else {
      done.push(report);
      this.#forget(id);
    }
  }

  /** Number of chunks without an end. */
  get count(): number {
    return this.#sent.size;
  }

  /**
   * Adds chunks.
   * @param recipe of the run
   * @throws what the server objects to; a connection is waited for
   */
  async add(chunks: readonly Chunk[], recipe: Recipe): Promise<void> {
    const jobs = chunks.map((chunk) => {
      const jobId = chunkId(chunk, recipe);
      this.#sent.set(jobId, { chunk, atMs: undefined });
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
    const ids = jobs.map(({ opts }) => opts.jobId);
    const adding = transact(() => this.#queue.addBulk(jobs));
    this.#adding.add(adding);
    try {
      await adding;
    } catch (error) {
      for (const id of ids) this.#sent.delete(id);
      throw error;
    } finally {
      this.#adding.delete(adding);
    }
    for (const id of ids) {
      const sent = this.#sent.get(id);
      if (sent) sent.atMs = performance.now();
    }
  }

  /** Takes back the chunks that no machine has taken yet. @returns their tasks */
  async withdraw(): Promise<Chunk[]> {
    await Promise.allSettled(this.#adding);
    const withdrawn: Chunk[] = [];
    for (const [id, { chunk }] of [...this.#sent]) {
      if (!['waiting', 'delayed', 'prioritized'].includes(await this.#queue.getJobState(id))) continue;
      // A machine may take it at this moment, and then it cannot be removed.
      if ((await this.#remove(id)) && this.#sent.delete(id)) withdrawn.push(chunk);
    }
    return withdrawn;
  }

  /** Removes a chunk unless a machine has it. @returns whether it is no longer there */
  #remove(id: string): Promise<boolean> {
    return this.#queue.remove(id).then(
      (count) => count > 0,
      () => false,
    );
  }

  /** Has the machines end a run early. */
  async cancel(run: string): Promise<void> {
    await this.redis.set(canceledKey(this.root, run), '1', 'EX', keptSeconds);
  }

  #done(id: string, report: ChunkReport): void {
    const sent = this.#sent.get(id);
    if (!sent) return;
    this.#sent.delete(id);
    this.events.done(report, sent.chunk);
    this.#forget(id);
  }

  /** Removes a chunk whose outcomes were told, once they are likely to be on the disk of the planner. */
  #forget(id: string): void {
    this.#told.add(id);
    setTimeout(() => this.#told.delete(id) && void this.#remove(id), collectedMs);
  }

  /** Removes the chunks whose outcomes were told, which are on the disk now. A queue that does not answer is not waited for. */
  async collect(): Promise<void> {
    const told = [...this.#told];
    this.#told.clear();
    const late = new Promise((resolve) => setTimeout(resolve, collectLimitMs).unref());
    await Promise.race([Promise.all(told.map((id) => this.#remove(id))), late]);
  }

  async #lookAtSilent(): Promise<void> {
    if (this.#isLooking || this.redis.status !== 'ready') return;
    this.#isLooking = true;
    const now = performance.now();
    const silent = [...this.#sent].filter(([, { atMs = now }]) => now - atMs > lookMs).map(([id]) => id);
    for (let at = 0; at < silent.length; at += lookedAtOnce) await this.#look(silent.slice(at, at + lookedAtOnce));
    this.#isLooking = false;
  }

  /** Tells what became of chunks, and of those that the queue has lost: a server without a log on disk was started again. */
  async #look(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#lookAt(id).catch(() => {})));
  }

  async #lookAt(id: string): Promise<void> {
    if (this.#sent.get(id)?.atMs === undefined) return;
    // The chunk itself is large.
    if (!['completed', 'failed', 'unknown'].includes(await this.#queue.getJobState(id))) return;
    const job = await Job.fromId(this.#queue, id);
    const sent = this.#sent.get(id);
    if (!sent) return;
    if (!job) {
      this.#sent.delete(id);
      this.events.failed(sent.chunk, lostReason);
    } else if (job.finishedOn !== undefined && job.returnvalue) this.#done(id, job.returnvalue as ChunkReport);
    else if (job.finishedOn !== undefined) {
      this.#sent.delete(id);
      this.events.failed(sent.chunk, job.failedReason);
      this.#forget(id);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    await Promise.allSettled([this.#queueEvents.close(), this.#queue.close()]);
  }
}

/** Why a chunk has to be added again. */
export const lostReason = 'The queue has lost the chunk.';
