import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exit, pid, versions } from 'node:process';
import { webAssemblyBytes } from '../engine/formats/loadSharp';
import { removeIntermediates } from '../engine/fs/intermediatesFolder';
import { sweepTemps } from '../engine/fs/tempFile';
import { writeTextFile } from '../engine/fs/writeTextFile';
import { DigestCache } from '../engine/inspect/digestCache';
import type { HashedFile } from '../engine/inspect/hashFile';
import { type PoolEvents, type PoolFunctions, poolEventNames, threadsEndedCode } from '../shared/protocol/poolProtocol';
import { type Channel, connect, type Remote } from '../shared/protocol/rpc';
import { type InspectTask, isInspection } from '../shared/run/inspection';
import { packEntries, unpackEntries } from '../shared/run/packedMessages';
import { isTask, type PlanEntry } from '../shared/run/plan';
import { sentTasks } from '../shared/run/sentTasks';
import { toJson } from '../shared/values/json';
import { HeapGrowth } from './heapGrowth';
import { filesPerMessage, planAndRead } from './inspectionJob';
import { OutcomeSender } from './outcomeSender';
import { emptyInspectSummary, emptySummary, PlanSender } from './planSender';
import { type PoolShare, poolShare } from './poolShare';
import { Queue } from './queue';

/** Time for answers to arrive before the process ends, in ms. */
const answerMs = 1000;
/** Time between two signs of life while headers are read, in ms. */
const signMs = 1000;

const parent = process.ppid;

/**
 * Ends this process if its parent has ended. An undo works in one piece, in which that is not noticed otherwise, and the next start would
 * clean up beside it. On Windows, a process does not learn of it.
 */
function endWithParent(): void {
  if (process.ppid !== parent) process.kill(pid, 'SIGKILL');
}

/**
 * The functions of the pool process, over the engine and the queue. Planning, and everything else that loads the schema of
 * recipes, is imported when it is first called: meanwhile the worker threads start.
 *
 * The functions are arrow functions, since the RPC calls them without `this`.
 */
export class PoolServer implements PoolFunctions {
  readonly #events: Remote<PoolEvents>;
  readonly #queue: Queue;
  readonly #outcomes: OutcomeSender;
  readonly #plans: PlanSender;
  readonly #heap = new HeapGrowth();
  #isNative = true;
  /** The cache of the current inspection. */
  #digests: DigestCache | undefined;

  constructor(
    channel: Channel,
    readonly workers: number,
  ) {
    this.#events = connect<PoolEvents, PoolFunctions>(this, channel, poolEventNames).remote;
    this.#queue = new Queue(
      { workerFile: join(__dirname, 'worker.cjs'), workers },
      {
        taken: (ids) => void this.#events.taken(ids),
        finished: (ended) => this.#outcomes.add(ended),
        hashed: (files) => this.#remember(files),
        threadLost: () => void this.#events.threadLost(),
        // The parent starts another process, unless a call that tells the cause is answered meanwhile.
        threadsEnded: () => setTimeout(() => exit(threadsEndedCode), answerMs),
        log: (line) => void this.#events.log(line),
      },
    );
    this.#outcomes = new OutcomeSender(this.#events, this.#queue);
    this.#plans = new PlanSender((files, found) => {
      this.#heap.planning(found);
      void this.#events.scanned(files, found);
    });
  }

  // Calls that arrive before these two are answered are handled as far as possible.
  readonly start: PoolFunctions['start'] = async () => {
    await this.#queue.calls.start();
    return { pid, node: versions.node, workers: this.workers };
  };

  readonly prove: PoolFunctions['prove'] = async () => {
    const library = await this.#queue.calls.prove();
    this.#isNative = library.nativeFault === undefined;
    return library;
  };

  /** What of a budget a run may use. Without the native library, images share what WebAssembly can give to each thread. */
  #share(budget: number): PoolShare {
    const share = poolShare(budget, this.workers);
    return this.#isNative ? share : { ...share, imageBytes: Math.min(share.imageBytes, webAssemblyBytes) };
  }

  readonly plan: PoolFunctions['plan'] = (request, lost) =>
    this.#plans.stream(emptySummary, async ({ signal, onScanned }) => {
      this.#heap.planning(0);
      const { planProcessing } = await import('../engine/plan/planProcessing');
      let light = 0;
      const send = (entries: readonly PlanEntry[]) => {
        light += entries.filter((entry) => isTask(entry) && entry.light).length;
        return this.#events.planned(toJson(entries));
      };
      const { calls } = this.#queue;
      const elsewhere = lost ? calls.probingAlone(lost, (path) => this.#events.reading(path)) : calls.probing;
      const onProbing = () => void this.#events.probing();
      let lastSign = Number.NEGATIVE_INFINITY;
      const onReading = () => {
        if (performance.now() - lastSign < signMs) return;
        lastSign = performance.now();
        void this.#events.reading();
      };
      const summary = await planProcessing(request, { send, onScanned, onProbing, onReading, elsewhere }, signal);
      if (light > 0) void this.#events.log(`The light lane, without libvips, takes ${light} of ${summary.tasks} images.`);
      return summary;
    });

  readonly planInspection: PoolFunctions['planInspection'] = (request) =>
    this.#plans.stream(emptyInspectSummary, (context) => {
      const digests = this.#openCache(request.cacheFolder);
      return planAndRead(request, { digests, queue: this.#queue, events: this.#events }, context);
    });

  readonly planVerification: PoolFunctions['planVerification'] = (request) =>
    this.#plans.run({
      make: async ({ signal, onScanned }) => (await import('../engine/plan/planVerification')).planVerification(request, signal, onScanned),
      send: (entries) => this.#events.foundFiles(packEntries(entries)),
      entriesPerMessage: filesPerMessage,
      empty: emptyInspectSummary,
    });

  #openCache(folder: string | undefined): DigestCache | undefined {
    this.#digests = folder === undefined ? undefined : new DigestCache(folder);
    return this.#digests;
  }

  #remember(files: readonly (readonly [path: string, file: HashedFile])[]): void {
    for (const [path, file] of files) this.#digests?.add(path, file);
  }

  readonly endInspection: PoolFunctions['endInspection'] = () => {
    try {
      this.#digests?.save();
    } catch (error) {
      void this.#events.log(`The digest cache could not be saved: ${(error as Error).message}`);
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

  readonly begin: PoolFunctions['begin'] = (setup, memoryBudget) => {
    // The process that planned may have ended; the digests that this one computes are cached as well.
    this.#heap.relax();
    if (isInspection(setup) && setup.cacheFolder !== undefined) this.#digests ??= new DigestCache(setup.cacheFolder);
    this.#queue.begin(setup, this.#share(memoryBudget));
  };

  readonly limitMemory: PoolFunctions['limitMemory'] = (memoryBudget) => this.#queue.limitMemory(this.#share(memoryBudget));

  readonly enqueue: PoolFunctions['enqueue'] = (tasks) => {
    this.#queue.add(sentTasks(tasks));
    this.#outcomes.reportStatus();
  };

  readonly enqueueFiles: PoolFunctions['enqueueFiles'] = (files) => {
    this.#queue.add(unpackEntries(files) as InspectTask[]);
    this.#outcomes.reportStatus();
  };

  readonly pause: PoolFunctions['pause'] = () => this.#queue.pause();

  readonly resume: PoolFunctions['resume'] = () => {
    this.#queue.resume();
    this.#outcomes.reportStatus();
  };

  readonly cancelTask: PoolFunctions['cancelTask'] = (id) => this.#queue.cancelTask(id);

  readonly cancel: PoolFunctions['cancel'] = async () => {
    this.#plans.cancel();
    await this.#queue.cancel();
    this.#outcomes.flush();
  };

  readonly writeRunFiles: PoolFunctions['writeRunFiles'] = async (directory, recipe, made, { taken, results }) => {
    const [{ writeRunFiles }, { ResultIndex }] = await Promise.all([
      import('../engine/commit/writeRunFiles'),
      import('../engine/results/resultIndex'),
    ]);
    const index = new ResultIndex(results);
    return writeRunFiles(directory, basename(directory), recipe, made, { taken, isAtlasFile: (path) => index.isAtlasFile(path) });
  };

  readonly recordResults: PoolFunctions['recordResults'] = async (directory, results) => {
    this.#heap.tighten();
    return (await import('../engine/results/recordResults')).recordResults(directory, results);
  };

  readonly removeFolders: PoolFunctions['removeFolders'] = async (paths) => {
    for (const path of paths) await rm(path, { recursive: true, force: true });
  };

  readonly thumbnail: PoolFunctions['thumbnail'] = (request) => this.#queue.calls.thumbnail(request);

  readonly compare: PoolFunctions['compare'] = (request) => this.#queue.calls.compare(request);

  readonly tryRecipe: PoolFunctions['tryRecipe'] = async ({ plan, ...target }) => {
    const { calls } = this.#queue;
    const entry = await (await import('../engine/plan/planTrial')).planTrial(plan, calls.probing);
    if (entry === undefined) return { notes: [] };
    return isTask(entry) ? calls.tryTask({ task: entry, recipe: plan.recipe, ...target }) : { notes: [], message: entry.message };
  };

  readonly swatches: PoolFunctions['swatches'] = (request) => this.#queue.calls.swatches(request);

  readonly estimate: PoolFunctions['estimate'] = (setup, tasks) => this.#queue.calls.estimate({ setup, tasks });

  readonly markup: PoolFunctions['markup'] = async (made, options) =>
    (await import('../engine/commit/markupText')).markupText(made, options);

  readonly undo: PoolFunctions['undo'] = async (directory, scope) =>
    (await import('../engine/commit/undoRun')).undoRun(directory, basename(directory), scope, endWithParent);

  readonly moveToStorage: PoolFunctions['moveToStorage'] = async (...args) =>
    (await import('../engine/commit/moveToStorage')).moveToStorage(...args);

  readonly sweep: PoolFunctions['sweep'] = async (directory, targets) => {
    removeIntermediates(directory);
    const { journaledPaths } = await import('../engine/commit/journal');
    const { lockFilesAbove } = await import('../engine/results/lockFile');
    const paths = [...targets, ...journaledPaths(directory)];
    return sweepTemps(basename(directory), [...paths, ...lockFilesAbove(paths)]);
  };
}
