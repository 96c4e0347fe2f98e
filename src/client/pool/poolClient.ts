import * as l10n from '@vscode/l10n';
import type { PoolEvents, PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import { ExitError, LibraryError, PoolError, slowerLibrary } from './poolErrors';
import { PoolProcess, type PoolSettings } from './poolProcess';

export interface PoolClientOptions {
  /** Read before each job, so that changed settings apply from then on. */
  settings(): PoolSettings;
  log(line: string): void;
  /** Told once when images are processed more slowly than they could be, and why. */
  warn?(message: string): void;
  /** Time without work after which the process is stopped, in ms. */
  readonly idleMs: number;
}

/** What the process is needed for: `images` also need a working image library. */
export type PoolUse = 'images' | 'files';

/** Events for the caller that has the pool. */
export type PoolListener = Partial<Omit<PoolEvents, 'log'>>;

/** Starts the pool process when it is needed, stops it after idle time, and gives it to one caller at a time. */
export class PoolClient {
  #process: PoolProcess | undefined;
  #settings = '';
  #listener: PoolListener = {};
  #idle: NodeJS.Timeout | undefined;
  /** Settles when the last caller in line is done. */
  #lastJob: Promise<unknown> = Promise.resolve();
  #isInJob = false;
  #disposed = false;
  /** Why processes run without native parts. Whoever wants that, for a test or because of a fault in them, can demand it. */
  #nativeFault = process.env.ASSETMILL_IMAGE_LIBRARY === 'wasm' ? 'ASSETMILL_IMAGE_LIBRARY=wasm' : undefined;
  #hasWarned = false;

  constructor(readonly options: PoolClientOptions) {}

  /** After this nothing can be started. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /** Runs a job that needs the pool. Jobs run one after the other; while one runs, the process is not stopped as idle. */
  runExclusive<Result>(listener: PoolListener, job: () => Promise<Result>): Promise<Result> {
    const result = this.#lastJob.then(async () => {
      clearTimeout(this.#idle);
      this.#stopIfChanged();
      this.#listener = listener;
      this.#isInJob = true;
      try {
        return await job();
      } finally {
        this.#isInJob = false;
        this.#listener = {};
        if (!this.#disposed) this.#idle = setTimeout(() => this.stop(), this.options.idleMs).unref();
      }
    });
    this.#lastJob = result.catch(() => {});
    return result;
  }

  /** Starts the process before it is needed. If that fails, the first use reports the error. */
  warmUp(use: PoolUse = 'images'): void {
    if (this.#disposed) return;
    // Threads that read files start when there are enough of them.
    if (use === 'files') this.#current();
    else void this.process(use).catch(() => {});
  }

  /**
   * The running process, ready for `use`. It is started where needed. When the settings have changed, it is restarted, but not during a
   * job.
   * @throws PoolError when it does not work
   */
  async process(use: PoolUse = 'images'): Promise<PoolProcess> {
    const current = this.#current();
    try {
      if (use === 'files') await current.started();
      else this.#warnOf((await current.proven()).nativeFault);
      return current;
    } catch (error) {
      // The next use tries again.
      if (this.#process === current) this.#process = undefined;
      if (!this.#blamesNative(current, error)) throw error;
      return this.process(use);
    }
  }

  /**
   * Has the next processes run without native parts if the image library failed its proof with them.
   * @returns whether it did
   */
  #blamesNative(failed: PoolProcess, error: unknown): boolean {
    const isFault = error instanceof LibraryError || (error instanceof ExitError && error.isCrash && failed.isOnTrial);
    if (!isFault || failed.withoutNative || this.#disposed) return false;
    this.#nativeFault ??= error instanceof LibraryError ? error.reason : error.message.replace(/\.$/, '');
    return true;
  }

  #warnOf(nativeFault: string | undefined): void {
    if (nativeFault === undefined || this.#hasWarned) return;
    this.#hasWarned = true;
    this.options.warn?.(slowerLibrary(this.#nativeFault ?? nativeFault));
  }

  /** The functions of the process, which receives calls before it is ready. If it does not work, they reject with PoolError. */
  async remote(): Promise<Remote<PoolFunctions>> {
    return this.#current().remote;
  }

  /** The process if one runs: unlike {@link remote}, this starts none. */
  get running(): Remote<PoolFunctions> | undefined {
    return this.#process?.remote;
  }

  #stopIfChanged(): void {
    if (this.#process && this.#settings !== JSON.stringify(this.options.settings())) this.stop();
  }

  #current(): PoolProcess {
    if (this.#disposed) throw new PoolError(l10n.t('Assetmill is closing.'), '');
    if (!this.#isInJob) this.#stopIfChanged();
    this.#process ??= this.#start(this.options.settings());
    return this.#process;
  }

  #start(wanted: PoolSettings): PoolProcess {
    this.#settings = JSON.stringify(wanted);
    const settings = { ...wanted, withoutNative: this.#nativeFault !== undefined };
    const started = new PoolProcess(settings, {
      scanned: (files, found) => this.#listener.scanned?.(files, found),
      probing: () => this.#listener.probing?.(),
      reading: async (path) => this.#listener.reading?.(path),
      planned: async (entries) => this.#listener.planned?.(entries),
      foundFiles: async (entries) => this.#listener.foundFiles?.(entries),
      foundGroups: async (groups) => this.#listener.foundGroups?.(groups),
      readFiles: async (files) => this.#listener.readFiles?.(files),
      taken: (ids) => this.#listener.taken?.(ids),
      finished: (...outcomes) => this.#listener.finished?.(...outcomes),
      status: (workers) => this.#listener.status?.(workers),
      capacity: () => {},
      waiting: (reason) => this.#listener.waiting?.(reason),
      threadLost: () => this.#listener.threadLost?.(),
      log: (line) => this.options.log(line),
    });
    void started.exited.then((error) => {
      const stopped = this.#process !== started;
      if (!stopped) this.#process = undefined;
      // A call that is retried must not meet the same fault.
      if (!stopped) this.#blamesNative(started, error);
      this.options.log(`Pool process ${started.pid}: ${stopped ? 'stopped' : error.message}`);
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
