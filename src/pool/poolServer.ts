import { rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { pid, versions } from 'node:process';
import { removeIntermediates } from '../engine/fs/intermediatesFolder';
import type { OnScanned } from '../engine/fs/mapConcurrently';
import { sweepTemps } from '../engine/fs/tempFile';
import { writeTextFile } from '../engine/fs/writeTextFile';
import { DigestCache } from '../engine/inspect/digestCache';
import type { HashedFile } from '../engine/inspect/hashFile';
import type { KnownDigests } from '../engine/plan/scanFile';
import { type PoolEvents, type PoolFunctions, poolEventNames } from '../shared/protocol/poolProtocol';
import { type Channel, connect, type Remote } from '../shared/protocol/rpc';
import { type InspectSummary, type InspectTask, isInspection } from '../shared/run/inspection';
import { type DigestedFiles, packEntries, unpackEntries } from '../shared/run/packColumns';
import type { Outcome, PlanSummary } from '../shared/run/run';
import { Queue } from './queue';

/**
 * The functions of the pool process over the engine and the queue. What plans, and what brings the schema of recipes along, is
 * loaded when it is asked for: meanwhile the threads start.
 */

/** Outcomes are gathered for so long before they are sent. */
const gatherMs = 50;
const statusMs = 250;
const planBatch = 500;

/** Share of the memory that decoded images under way may take, with sensible ends for small and large machines. */
function memoryBudget(): number {
  return Math.min(Math.max(totalmem() / 8, 256 << 20), 2 ** 31);
}

const emptySummary: PlanSummary = {
  tasks: 0,
  skipped: 0,
  bytes: 0,
  otherFiles: 0,
  clashes: [],
  clashCount: 0,
  outsideFolders: [],
  replaces: 0,
  errors: [],
};

const emptyInspectSummary: InspectSummary = { tasks: 0, skipped: 0, bytes: 0, sequential: false, orderReason: '', errors: [], outside: [] };

/** The pool process's end of the channel. Its functions are arrow functions, since the RPC calls them without `this`. */
export class PoolServer implements PoolFunctions {
  readonly #events: Remote<PoolEvents>;
  readonly #queue: Queue;
  #planning: AbortController | undefined;
  /** The cache of the reading that goes on. */
  #digests: DigestCache | undefined;
  #gathered: Outcome[] = [];
  #digested: DigestedFiles[] = [];
  #gathering: NodeJS.Timeout | undefined;
  #telling: NodeJS.Timeout | undefined;

  constructor(
    channel: Channel,
    readonly workers: number,
  ) {
    this.#events = connect<PoolEvents, PoolFunctions>(this, channel, poolEventNames).remote;
    this.#queue = new Queue(
      { workerFile: join(__dirname, 'worker.cjs'), workers, memoryBudget: memoryBudget() },
      {
        taken: (ids) => void this.#events.taken(ids),
        finished: (outcomes, digested) => this.#gather(outcomes, digested),
        hashed: (files) => this.#remember(files),
        log: (line) => void this.#events.log(line),
      },
    );
  }

  // What is asked for before these two answer is done as far as it can be.
  readonly start: PoolFunctions['start'] = async () => {
    await this.#queue.start();
    return { pid, node: versions.node, workers: this.workers };
  };

  readonly prove: PoolFunctions['prove'] = () => this.#queue.probe();

  #gather(outcomes: readonly Outcome[], digested: DigestedFiles | undefined): void {
    this.#gathered.push(...outcomes);
    if (digested) this.#digested.push(digested);
    // Nothing is left to gather: the parent waits for this.
    if (!this.#queue.busy) this.#send();
    else this.#gathering ??= setTimeout(() => this.#send(), gatherMs);
  }

  #send(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    // First the shares, which count these outcomes: with the last outcome the parent stops listening.
    this.#tell();
    if (this.#gathered.length + this.#digested.length > 0) void this.#events.finished(this.#gathered, this.#digested);
    this.#gathered = [];
    this.#digested = [];
  }

  /** Tells what the workers are on, again and again until there is nothing to do. */
  #tell(): void {
    clearTimeout(this.#telling);
    void this.#events.status(this.#queue.status());
    this.#telling = this.#queue.busy ? setTimeout(() => this.#tell(), statusMs) : undefined;
  }

  /** Passes on how far a plan is, a few times a second. */
  #scanReporter(): OnScanned {
    let told = performance.now();
    return (files, found) => {
      if (performance.now() - told < statusMs) return;
      told = performance.now();
      void this.#events.scanned(files, found);
    };
  }

  /** Has something planned and sends its entries on; an abort ends it with an empty summary. */
  async #plan<Entry, Summary>(
    make: (signal: AbortSignal) => Promise<{ readonly entries: readonly Entry[]; readonly summary: Summary }>,
    send: (entries: readonly Entry[]) => Promise<void>,
    empty: Summary,
  ): Promise<Summary> {
    this.#planning = new AbortController();
    const { signal } = this.#planning;
    try {
      const { entries, summary } = await make(signal);
      for (let at = 0; at < entries.length && !signal.aborted; at += planBatch) await send(entries.slice(at, at + planBatch));
      return summary;
    } catch (error) {
      if (signal.aborted) return empty;
      throw error;
    } finally {
      this.#planning = undefined;
    }
  }

  readonly plan: PoolFunctions['plan'] = (request) =>
    this.#plan(
      async (signal) => (await import('../engine/plan/planProcessing')).planProcessing(request, signal, this.#scanReporter()),
      (entries) => this.#events.planned(entries),
      emptySummary,
    );

  readonly planInspection: PoolFunctions['planInspection'] = (request) =>
    this.#plan(
      async (signal) =>
        (await import('../engine/plan/planInspection')).planInspection(
          request,
          this.#knownDigests(request.cacheFolder),
          signal,
          this.#scanReporter(),
        ),
      (entries) => this.#events.foundFiles(packEntries(entries)),
      emptyInspectSummary,
    );

  readonly planVerification: PoolFunctions['planVerification'] = (request) =>
    this.#plan(
      async (signal) => (await import('../engine/plan/planVerification')).planVerification(request, signal, this.#scanReporter()),
      (entries) => this.#events.foundFiles(packEntries(entries)),
      emptyInspectSummary,
    );

  #knownDigests(folder: string | undefined): KnownDigests {
    this.#digests = folder === undefined ? undefined : new DigestCache(folder);
    const cache = this.#digests;
    return (path, identity, algorithms) => cache?.find(path, identity, algorithms);
  }

  #remember(files: readonly (readonly [path: string, file: HashedFile])[]): void {
    for (const [path, file] of files) this.#digests?.add(path, file);
  }

  readonly endInspection: PoolFunctions['endInspection'] = () => {
    try {
      this.#digests?.save();
    } catch (error) {
      void this.#events.log(`The cache of digests could not be saved: ${(error as Error).message}`);
    }
  };

  readonly clearDigests: PoolFunctions['clearDigests'] = (folder) => {
    this.#digests = undefined;
    rmSync(folder, { recursive: true, force: true });
  };

  readonly writeText: PoolFunctions['writeText'] = (path, text) => {
    try {
      writeTextFile(path, text);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  readonly begin: PoolFunctions['begin'] = (setup) => {
    // The process that planned may be gone; what this one reads is remembered, too.
    if (isInspection(setup) && setup.cacheFolder !== undefined) this.#digests ??= new DigestCache(setup.cacheFolder);
    this.#queue.begin(setup);
  };

  readonly enqueue: PoolFunctions['enqueue'] = (tasks) => {
    this.#queue.add(tasks);
    this.#tell();
  };

  readonly enqueueFiles: PoolFunctions['enqueueFiles'] = (files) => {
    this.#queue.add(unpackEntries(files) as InspectTask[]);
    this.#tell();
  };

  readonly cancel: PoolFunctions['cancel'] = async () => {
    this.#planning?.abort();
    await this.#queue.cancel();
    this.#send();
  };

  readonly writeRunFiles: PoolFunctions['writeRunFiles'] = async (directory, recipe, made) =>
    (await import('../engine/commit/runFiles')).writeRunFiles(directory, basename(directory), recipe, made);

  readonly preview: PoolFunctions['preview'] = (request) => this.#queue.preview(request);

  readonly thumbnail: PoolFunctions['thumbnail'] = (request) => this.#queue.thumbnail(request);

  readonly estimate: PoolFunctions['estimate'] = (setup, tasks) => this.#queue.sample({ setup, tasks });

  readonly markup: PoolFunctions['markup'] = async (made, wanted) => (await import('../engine/commit/markupText')).markupText(made, wanted);

  readonly undo: PoolFunctions['undo'] = async (directory) =>
    (await import('../engine/commit/undo')).undoRun(directory, basename(directory));

  readonly moveToStorage: PoolFunctions['moveToStorage'] = async (...args) =>
    (await import('../engine/commit/moveToStorage')).moveToStorage(...args);

  readonly sweep: PoolFunctions['sweep'] = async (directory, targets) => {
    removeIntermediates(directory);
    return sweepTemps(basename(directory), targets);
  };
}
