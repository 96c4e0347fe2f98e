import type { ProbeBatch, ProbedBatch, ProbingElsewhere } from '../engine/plan/probedFiles';
import type { UpToDateBatch } from '../engine/results/upToDateBatch';
import type { LibraryVersions } from '../shared/protocol/poolProtocol';
import type { CompareRequest, Comparison } from '../shared/run/comparison';
import type { LostFiles } from '../shared/run/plan';
import type { FileEstimate } from '../shared/run/run';
import type { ThumbnailRequest } from '../shared/run/thumbnail';
import type { SwatchRequest, Trial } from '../shared/run/trial';
import { lanesPerWorker } from '../shared/run/workerLanes';
import type { PixelSize } from '../shared/values/pixelSize';
import type { ImageChunk } from './imageWork';
import { probeEachAlone } from './probeEachAlone';
import { SoloGate } from './soloGate';
import type { Threads } from './threads';
import type { PlannedTrial } from './trial';

/** Of sources that are up to date, in bytes. */
type Sizes = Float64Array<ArrayBuffer>;

/** Tries up to three times. A thread that ends at a file takes the other calls in it with it. */
function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  return work().catch(work).catch(work);
}

/** What the worker threads can be asked for, one call at a time. They start with the first one. */
export class WorkerCalls {
  #pool: Promise<Threads> | undefined;
  #running: Threads | undefined;
  /** Whatever decodes images passes it. */
  readonly gate = new SoloGate();

  /**
   * @param workerFile bundle of the worker thread
   * @param log receives errors that belong to no call
   * @param ended called when calls wait that no thread can take any more
   */
  constructor(
    readonly workerFile: string,
    readonly workers: number,
    readonly log: (line: string) => void,
    readonly ended: () => void,
  ) {}

  /** Whether threads run, or are starting. */
  get areStarted(): boolean {
    return this.#pool !== undefined;
  }

  /** The worker threads, which start with the first use. */
  get #threads(): Promise<Threads> {
    this.#pool ??= this.#startThreads();
    return this.#pool;
  }

  async #startThreads(): Promise<Threads> {
    const { Threads } = await import('./threads');
    const threads = new Threads(this.workerFile, this.workers, lanesPerWorker);
    threads.onError((error) => this.log(String((error as Partial<Error> | undefined)?.stack ?? error)));
    threads.onEnded(this.ended);
    this.#running = threads;
    return threads;
  }

  /** The ids of the threads that run. */
  get threadIds(): readonly number[] {
    return this.#running?.ids ?? [];
  }

  /** Calls a function of a worker thread by its name. */
  async call<Input, Result>(name: string, input: Input): Promise<Result> {
    return (await this.#threads).call<Input, Result>(name, input);
  }

  /** Calls a function that decodes images. */
  together<Input, Result>(name: string, input: Input): Promise<Result> {
    return this.gate.together(() => this.call<Input, Result>(name, input));
  }

  /** Starts the threads before they are needed. */
  warmUp(): void {
    void this.#threads;
  }

  /** Resolves once a thread runs. Rejects with the cause when none can. */
  async start(): Promise<void> {
    const threads = await this.#threads;
    await new Promise<void>((resolve, reject) => {
      // A thread that fails to start does not reject a call: Piscina emits an event instead.
      threads.onError(reject);
      retried(() => threads.call<undefined, void>('wake', undefined)).then(resolve, reject);
    });
  }

  /** Has each worker prove that the image library works. Rejects with the cause when it does not work or cannot be loaded. */
  async prove(): Promise<LibraryVersions> {
    const one = () => retried(() => this.call<undefined, LibraryVersions>('prove', undefined));
    const [library] = await Promise.all(Array.from({ length: this.workers }, one));
    return library as LibraryVersions;
  }

  /** Has the workers look at sources, two batches in each of them. */
  get probing(): ProbingElsewhere {
    const [atOnce, gate] = [2 * this.workers, this.gate];
    const probe = (batch: ProbeBatch) => this.call<ProbeBatch, ProbedBatch>('probe', batch);
    const alone = { probe: (one: ProbeBatch) => gate.alone(() => probe(one)), log: this.log };
    return {
      // A thread that ends at a file takes all of its batches with it.
      probe: (batch) => gate.together(() => probe(batch)).catch(() => probeEachAlone(batch, alone)),
      upToDate: (batch) => retried(() => this.call<UpToDateBatch, Sizes>('upToDate', batch)),
      atOnce,
      gate,
    };
  }

  /**
   * Has a worker look at sources one by one, since one of them ended an earlier process. The parent is told of a file once the image
   * library has proved to work: if the process ends before that, no file is the cause.
   * @param lost files that ended one, with their failures
   * @param reading tells the parent which file is next
   */
  probingAlone(lost: LostFiles, reading: (path: string) => Promise<void>): ProbingElsewhere {
    let proof: Promise<unknown> | undefined;
    const probe = (one: ProbeBatch) =>
      this.gate.alone(async () => {
        proof ??= this.prove();
        await proof;
        await reading(one.paths[0] as string);
        return this.call<ProbeBatch, ProbedBatch>('probe', one);
      });
    const alone = { probe, log: this.log, lost: new Map(lost) };
    return { ...this.probing, probe: (batch) => probeEachAlone(batch, alone), atOnce: 1, isRequired: true };
  }

  /** Calls a function that decodes images. If that fails, it is called again alone: then its error is that of these images. */
  #togetherOrAlone<Input, Result>(name: string, input: Input): Promise<Result> {
    return this.together<Input, Result>(name, input).catch(() => this.gate.alone(() => this.call<Input, Result>(name, input)));
  }

  /** Has a worker make a thumbnail. Resolves with the size of the whole image. */
  thumbnail(request: ThumbnailRequest): Promise<PixelSize> {
    return this.together('thumbnail', request);
  }

  /** Has a worker compare two images. */
  compare(request: CompareRequest): Promise<Comparison> {
    return this.#togetherOrAlone('compare', request);
  }

  /** Has a worker make of an image what a run would make of it. */
  tryTask(trial: PlannedTrial): Promise<Trial> {
    return this.#togetherOrAlone('tryTask', trial);
  }

  /** Has a worker draw recipes on a small version of an image. */
  swatches(request: SwatchRequest): Promise<readonly string[]> {
    return this.#togetherOrAlone('swatches', request);
  }

  /** Has a worker try a recipe on some tasks, without writing anything. */
  estimate(chunk: ImageChunk): Promise<readonly (FileEstimate | null)[]> {
    return this.together('estimate', chunk);
  }
}
