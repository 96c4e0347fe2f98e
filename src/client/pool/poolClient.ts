import * as l10n from '@vscode/l10n';
import type { PoolEvents, PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import { PoolError, PoolProcess, type PoolSettings } from './poolProcess';

export interface PoolClientOptions {
  /** Read at each start, so that changed settings count from then on. */
  settings(): PoolSettings;
  log(line: string): void;
  /** Time without work after which the process is stopped, in ms. */
  readonly idleMs: number;
}

/** What the process is used for. */
export type PoolUse = 'images' | 'files';

/** What a user of the pool hears while it holds it. */
export type PoolHearer = Partial<Omit<PoolEvents, 'log'>>;

/** Starts the pool process when it is needed, stops it when it was idle for long, and gives it to one user at a time. */
export class PoolClient {
  #process: PoolProcess | undefined;
  #settings = '';
  #hearer: PoolHearer = {};
  #idle: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(readonly options: PoolClientOptions) {}

  /** Whether nothing can be started any more. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /** Runs work that needs the pool; works wait for each other. While it runs the process is not stopped for idleness. */
  hold<Result>(hearer: PoolHearer, work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(async () => {
      clearTimeout(this.#idle);
      this.#hearer = hearer;
      try {
        return await work();
      } finally {
        this.#hearer = {};
        if (!this.#disposed) this.#idle = setTimeout(() => this.stop(), this.options.idleMs).unref();
      }
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /**
   * Starts the process ahead of its use, where it does not run. What comes of it is told by its use.
   * @param use `images` have the image library loaded, too
   */
  warmUp(use: PoolUse = 'images'): void {
    if (!this.#disposed) void this.process(use).catch(() => {});
  }

  /**
   * The running process; started, or started again with changed settings, where needed.
   * @param use a worker runs then; for `images` the image library has proved to work, too
   * @throws PoolError when it does not work
   */
  async process(use: PoolUse = 'images'): Promise<PoolProcess> {
    const current = this.#current();
    try {
      await (use === 'files' ? current.started() : current.proven());
      return current;
    } catch (error) {
      // The next use tries again.
      if (this.#process === current) this.#process = undefined;
      throw error;
    }
  }

  /** Its functions. It hears calls before it is ready; where it does not work they are rejected with PoolError. */
  async remote(): Promise<Remote<PoolFunctions>> {
    return this.#current().remote;
  }

  #current(): PoolProcess {
    if (this.#disposed) throw new PoolError(l10n.t('Assetmill is closing.'), '');
    const settings = this.options.settings();
    const wanted = JSON.stringify(settings);
    if (this.#process && this.#settings !== wanted) this.stop();
    this.#settings = wanted;
    this.#process ??= this.#start(settings);
    return this.#process;
  }

  #start(settings: PoolSettings): PoolProcess {
    const started = new PoolProcess(settings, {
      scanned: (files, found) => this.#hearer.scanned?.(files, found),
      planned: async (entries) => this.#hearer.planned?.(entries),
      foundFiles: async (entries) => this.#hearer.foundFiles?.(entries),
      taken: (ids) => this.#hearer.taken?.(ids),
      finished: (outcomes, digested) => this.#hearer.finished?.(outcomes, digested),
      status: (workers) => this.#hearer.status?.(workers),
      log: (line) => this.options.log(line),
    });
    void started.exited.then((error) => {
      const stopped = this.#process !== started;
      if (!stopped) this.#process = undefined;
      this.options.log(`pool process ${started.pid}: ${stopped ? 'stopped' : error.message}`);
    });
    return started;
  }

  /** Ends the process at once; the next use starts another. */
  stop(): void {
    this.#process?.kill();
    this.#process = undefined;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.stop();
  }
}
