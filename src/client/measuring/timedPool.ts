import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Recipe } from '../../shared/recipe/recipe';
import type { Outcome, Task } from '../../shared/run/run';
import { PoolClient } from '../pool/poolClient';
import { PoolError } from '../pool/poolErrors';
import type { PoolSettings } from '../pool/poolProcess';
import { defaultMemoryBudget } from '../runs/defaultMemoryBudget';
import { TaskRunner } from '../runs/taskRunner';
import { makeFolder } from '../store/makeFolder';
import { measuredRecipe, repeated } from './measuredWork';

/** How to process what is measured. */
export interface TimedOptions {
  /** Of the pool process that the user has. The number of workers is another one. */
  readonly settings: PoolSettings;
  log(line: string): void;
  readonly recipe: Recipe;
  /** A folder for everything that is written, with links resolved. */
  readonly folder: string;
  /** Longest time that one file may take, in seconds. */
  readonly timeoutSeconds: number;
  /** Memory of the images in progress, in bytes; by default what suits the computer. */
  readonly memoryBudget?: number;
  readonly signal: AbortSignal;
}

/** Files to process, and how often. */
export interface TimedWork {
  readonly tasks: readonly Task[];
  readonly rounds: number;
}

/** What a pass took. */
export interface Pass {
  readonly seconds: number;
  /** Number of files that were processed without an error. */
  readonly done: number;
  /** Why the first file failed that did, as a sentence. */
  readonly failure?: string;
}

/** A pool process of its own, with some number of workers. */
export class TimedPool {
  readonly #client: PoolClient;
  #passes = 0;

  private constructor(
    readonly workers: number,
    readonly options: TimedOptions,
  ) {
    const { settings, log } = options;
    this.#client = new PoolClient({ settings: () => ({ ...settings, workers, cores: workers }), log, idleMs: 60_000 });
  }

  /** Does the work with a pool of its own, which has processed something already, so that all its code is loaded. */
  static async use<Result>(
    workers: number,
    options: TimedOptions,
    [first]: readonly Task[],
    work: (pool: TimedPool) => Promise<Result>,
  ): Promise<Result> {
    const pool = new TimedPool(workers, options);
    try {
      // Twice as many as there are threads: each gets one.
      await pool.time({ tasks: first ? [first] : [], rounds: 2 * workers });
      return await work(pool);
    } finally {
      pool.#client.dispose();
    }
  }

  /**
   * Processes files as a run does, and removes what was written.
   * @throws PoolError when the process does not work, or the signal's reason
   */
  async time({ tasks, rounds }: TimedWork): Promise<Pass> {
    this.#passes += 1;
    const directory = join(this.options.folder, `${this.workers}-${this.#passes}`);
    await makeFolder(directory);
    try {
      return await this.#run(repeated(tasks, rounds, directory), directory);
    } finally {
      await rm(directory, { recursive: true, force: true }).catch(() => {});
    }
  }

  async #run(tasks: readonly Task[], directory: string): Promise<Pass> {
    const { recipe, timeoutSeconds, memoryBudget = defaultMemoryBudget(), signal } = this.options;
    const setup = { runId: 'measuring', recipe: measuredRecipe(recipe), directory, timeoutSeconds };
    const ended: Outcome[] = [];
    const events = { outcomes: (batch: readonly Outcome[]) => void ended.push(...batch), workers() {} };
    await this.#client.process();
    const started = performance.now();
    const end = await new TaskRunner({ client: this.#client, setup, memoryBudget, events, signal }, tasks).run();
    const seconds = (performance.now() - started) / 1000;
    signal.throwIfAborted();
    if (end.state === 'stopped') throw new PoolError(l10n.t('The measurement was stopped. {0}', end.message), '');
    const failure = ended.find(({ status }) => status === 'failed')?.message;
    const done = ended.filter(({ status }) => status === 'done' || status === 'kept').length;
    return { seconds, done, ...(failure !== undefined && { failure }) };
  }
}
