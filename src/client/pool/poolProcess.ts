import { type ChildProcess, fork } from 'node:child_process';
import type { LibraryVersions, PoolEvents, PoolFunctions, PoolInfo } from '../../shared/protocol/poolProtocol';
import { type Connection, connect, type Remote } from '../../shared/protocol/rpc';
import { lanesPerWorker } from '../../shared/run/workerLanes';
import type { Priority } from '../../shared/values/priorities';
import { awakeTimeout } from './awakeTimeout';
import { exitError, libraryError, PoolError, startError, workersError } from './poolErrors';
import { lowerPriority } from './processPriority';

export interface PoolSettings {
  /** Bundle of the pool process. */
  readonly poolFile: string;
  /** Node.js executable to run it with; default: the one that runs this process. */
  readonly nodePath?: string;
  /** Number of worker threads. */
  readonly workers: number;
  /** Number of cores that they may use; default: one for each. */
  readonly cores?: number;
  /** Default: `normal`. */
  readonly priority?: Priority;
  /** Runs without native parts: images are processed by the WebAssembly build of the image library, more slowly. */
  readonly withoutNative?: boolean;
  /** Display language of the user, a BCP 47 tag; default: the locale of the operating system. */
  readonly language?: string;
  /** Bundle of translated texts; without it, messages are in English. */
  readonly l10nFile?: string;
  /** Other computers that work on the tasks, through a queue. */
  readonly cluster?: ClusterSettings;
}

/** How the tasks of a run reach other computers. */
export interface ClusterSettings {
  /** Bundle of the process that takes the place of the pool process, and starts one for everything but tasks. */
  readonly plannerFile: string;
  /** URL of the queue, see `QueueAddress`. */
  readonly queue: string;
  /** Folder or bucket that all of them reach, and its name among them: `photos=/mnt/photos`. */
  readonly root: string;
  /** Of a bucket: the folder that stands for it on this computer. */
  readonly mirror?: string;
}

/** Characters of output that are kept: the end of it shows the cause of an exit. */
const keptOutput = 4000;

/** A process that has not answered after this time is ended. */
const startLimitMs = 60_000;

/**
 * Number of glibc's arenas. Each keeps freed memory, and by default there is one for each thread, those of libuv included: with a few,
 * photos become images of 1600 px in five sixths of the time, and eight rotated ones take half the memory. Threads cache small blocks anyway.
 */
function arenas(workers: number): number {
  return Math.max(2, Math.ceil(workers / 4));
}

function environment({ workers, cores = workers, language, l10nFile, poolFile, cluster }: PoolSettings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ASSETMILL_WORKERS: String(workers),
    ...(language && { ASSETMILL_LANGUAGE: language }),
    ...(l10nFile && { ASSETMILL_L10N: l10nFile }),
    // Not in the arguments, which every user of the computer can read: the URL may have a password.
    ...(cluster && { ASSETMILL_QUEUE: cluster.queue, ASSETMILL_ROOT: cluster.root, ASSETMILL_POOL: poolFile }),
    ...(cluster?.mirror !== undefined && { ASSETMILL_MIRROR: cluster.mirror }),
    // libuv reads it once, when the process starts. With one core, the process keeps to it. With several, a file of each chunk in
    // progress can be flushed while native operations keep the cores busy; the queue limits how many of those there are.
    UV_THREADPOOL_SIZE: String(cores === 1 ? 1 : cores * lanesPerWorker),
    MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? String(arenas(workers)),
    // A pool process opens no connections, and reading certificates takes as long as loading all of its own code.
    ...(!cluster && { NODE_EXTRA_CA_CERTS: undefined }),
    // Inside VS Code the executable is Electron, which must run as Node.js.
    ELECTRON_RUN_AS_NODE: '1',
  };
}

/**
 * Arguments for Node.js. The arguments of this process are not passed on: an inherited inspector port would make the child fail.
 * For a debugger, `ASSETMILL_INSPECT` names a port for the child.
 */
function nodeArguments({ withoutNative }: PoolSettings, { ASSETMILL_INSPECT: port = '' } = process.env): string[] {
  return [...(withoutNative ? ['--no-addons'] : []), ...(/^\d+$/.test(port) ? [`--inspect=${port}`] : [])];
}

/** One pool process, from fork to exit. */
export class PoolProcess {
  readonly remote: Remote<PoolFunctions>;
  /** Resolves with the cause once the process has ended and all of its messages were received. */
  readonly exited: Promise<PoolError>;
  readonly withoutNative: boolean;
  #workers: number;
  readonly #child: ChildProcess;
  readonly #connection: Connection<PoolFunctions>;
  #started: Promise<PoolInfo> | undefined;
  #proof: Promise<LibraryVersions> | undefined;
  #isProven = false;

  constructor(
    settings: PoolSettings,
    readonly listener: PoolEvents,
  ) {
    const child = fork(settings.cluster?.plannerFile ?? settings.poolFile, [], {
      execArgv: nodeArguments(settings),
      ...(settings.nodePath && { execPath: settings.nodePath }),
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: environment(settings),
    });
    this.#child = child;
    if (settings.priority === 'low') this.#giveWay();
    this.#workers = settings.workers;
    this.withoutNative = settings.withoutNative === true;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-keptOutput);
        listener.log(text.trimEnd());
      });
    }
    const capacity = (workers: number) => {
      this.#workers = workers;
    };
    this.#connection = connect<PoolFunctions, PoolEvents>(
      { ...listener, capacity },
      {
        post: (message) => child.connected && child.send(message as object, () => {}),
        listen: (receive) => child.on('message', receive),
      },
      ['begin', 'enqueue'],
    );
    this.remote = this.#connection.remote;
    this.exited = new Promise((resolve) => {
      const end = (error: PoolError) => {
        this.#connection.close(error);
        resolve(error);
      };
      child.once('error', (error) => end(startError(settings.nodePath, error)));
      // `close` comes after the streams and the channel have ended, so no message is missed.
      child.once('close', (code, signal) => end(exitError(code, signal, output)));
    });
  }

  /** Other programs come first. Where that fails, the process works all the same. */
  #giveWay(): void {
    try {
      if (this.pid !== undefined) lowerPriority(this.pid);
    } catch (error) {
      this.listener.log(`The priority of the pool process stays normal: ${(error as Error).message}`);
    }
  }

  /** Resolves once a worker thread runs. @throws PoolError after ending the process */
  started(): Promise<PoolInfo> {
    this.#started ??= this.#start();
    return this.#started;
  }

  async #start(): Promise<PoolInfo> {
    const info = await this.#answer(this.remote.start(), workersError);
    this.listener.log(`Pool process ${info.pid}: Node.js ${info.node}, worker threads: ${info.workers}`);
    return info;
  }

  /** Resolves once the worker threads have proved that the image library works. @throws PoolError after ending the process */
  proven(): Promise<LibraryVersions> {
    this.#proof ??= this.#prove();
    return this.#proof;
  }

  async #prove(): Promise<LibraryVersions> {
    // Requested right away, since loading the library takes a while. Still, an error that keeps all workers from running is reported first.
    const proof = this.remote.prove();
    proof.catch(() => {});
    await this.started();
    const library = await this.#answer(proof, libraryError);
    this.#isProven = true;
    const { sharp, libvips, nativeFault } = library;
    const build = nativeFault === undefined ? 'native' : `WebAssembly, since the native library cannot be used: ${nativeFault}`;
    this.listener.log(`Pool process ${this.pid}: sharp ${sharp}, libvips ${libvips} (${build})`);
    return library;
  }

  /** Whether the image library was asked to prove that it works, and has not yet done so. */
  get isOnTrial(): boolean {
    return this.#proof !== undefined && !this.#isProven;
  }

  /** Awaits a call that is answered soon or never. @throws PoolError after ending the process */
  async #answer<Answer>(call: Promise<Answer>, errorOf: (error: Error) => PoolError): Promise<Answer> {
    const clear = awakeTimeout(startLimitMs, () => this.kill());
    try {
      return await call;
    } catch (error) {
      this.kill();
      throw error instanceof PoolError ? error : errorOf(error as Error);
    } finally {
      clear();
    }
  }

  /** Number of worker threads, on all computers that work on the tasks. */
  get workers(): number {
    return this.#workers;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends the process at once. That is safe: files are never half-written under their own name. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
