import { type ChildProcess, fork } from 'node:child_process';
import * as l10n from '@vscode/l10n';
import type { Library, PoolEvents, PoolFunctions, PoolInfo } from '../../shared/protocol/poolProtocol';
import { type Connection, connect, type Remote } from '../../shared/protocol/rpc';

/** One pool process, from fork to exit. */

export interface PoolSettings {
  /** Bundle of the pool process. */
  readonly poolFile: string;
  /** The Node to run it with; default: the one that runs this. */
  readonly nodePath?: string;
  readonly workers: number;
  /** Display language of the user, a BCP 47 tag; default: the locale of the operating system. */
  readonly language?: string;
  /** Bundle of translated texts; English without. */
  readonly l10nFile?: string;
}

/** The pool process ended or could not be started; the message is for people, `detail` for the log. */
export class PoolError extends Error {
  override readonly name = 'PoolError';
  constructor(
    message: string,
    readonly detail: string,
  ) {
    super(message);
  }
}

/** The image library does not work on this machine, whatever is asked of it. */
export class LibraryError extends PoolError {}

/** Keeps the last part of what a stream says: enough for the cause of an exit. */
const keptOutput = 4000;

/** A process that does not answer after so long is ended. */
const startLimitMs = 60_000;

function environment({ workers, language, l10nFile }: PoolSettings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ASSETMILL_WORKERS: String(workers),
    ...(language && { ASSETMILL_LANGUAGE: language }),
    ...(l10nFile && { ASSETMILL_L10N: l10nFile }),
    // Read once when the process starts. One worker keeps to one core; several have twice as many native operations, so that
    // the core of one that waits for the disk has work.
    UV_THREADPOOL_SIZE: String(workers === 1 ? 1 : workers * 2),
    // Inside VS Code the executable is Electron, which must run as Node.
    ELECTRON_RUN_AS_NODE: '1',
  };
}

function exitError(code: number | null, signal: string | null, output: string): PoolError {
  const how = signal ?? l10n.t('exit code {0}', String(code));
  return new PoolError(l10n.t('The worker process ended unexpectedly ({0}).', how), output.trim());
}

function workersError({ message }: Error): PoolError {
  return new PoolError(l10n.t('The workers could not be started ({0}).', message.split('\n')[0] as string), message);
}

function libraryError({ message }: Error): LibraryError {
  return new LibraryError(
    l10n.t(
      'The image library sharp does not work here: {0}. Reinstall Assetmill for this platform, or name another Node in the setting assetmill.nodePath.',
      message.split('\n')[0] as string,
    ),
    message,
  );
}

function startError({ nodePath }: PoolSettings, error: Error): PoolError {
  const cure = nodePath === undefined ? '' : ` ${l10n.t('Check the setting assetmill.nodePath: {0}.', nodePath)}`;
  return new PoolError(l10n.t('The worker process could not be started ({0}).', error.message) + cure, String(error.stack));
}

export class PoolProcess {
  readonly remote: Remote<PoolFunctions>;
  /** Settles with the cause when the process is gone and everything that it sent has been heard. */
  readonly exited: Promise<PoolError>;
  readonly #child: ChildProcess;
  readonly #connection: Connection<PoolFunctions>;
  #started: Promise<PoolInfo> | undefined;
  #proof: Promise<Library> | undefined;

  constructor(
    settings: PoolSettings,
    readonly listener: PoolEvents,
  ) {
    // execArgv is empty because an inherited --inspect port would make the child fail.
    const child = fork(settings.poolFile, [], {
      execArgv: [],
      ...(settings.nodePath && { execPath: settings.nodePath }),
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: environment(settings),
    });
    this.#child = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-keptOutput);
        listener.log(text.trimEnd());
      });
    }
    this.#connection = connect<PoolFunctions, PoolEvents>(
      listener,
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
      child.once('error', (error) => end(startError(settings, error)));
      // `close` comes after the streams and the channel have ended, so no message is missed.
      child.once('close', (code, signal) => end(exitError(code, signal, output)));
    });
  }

  /** Settles when a worker runs. @throws PoolError, and the process is ended then */
  started(): Promise<PoolInfo> {
    this.#started ??= this.#start();
    return this.#started;
  }

  async #start(): Promise<PoolInfo> {
    const info = await this.#answer(this.remote.start(), workersError);
    this.listener.log(`pool process ${info.pid}: Node ${info.node}, ${info.workers} workers`);
    return info;
  }

  /** Settles when the workers have proved that the image library works. @throws PoolError, and the process is ended then */
  proven(): Promise<Library> {
    this.#proof ??= this.#prove();
    return this.#proof;
  }

  async #prove(): Promise<Library> {
    // Asked for at once, since loading it takes a while; but what keeps all workers from running is told first.
    const proof = this.remote.prove();
    proof.catch(() => {});
    await this.started();
    const library = await this.#answer(proof, libraryError);
    this.listener.log(`pool process ${this.pid}: sharp ${library.sharp}, libvips ${library.libvips}`);
    return library;
  }

  /** The answer to a call that does not take long. */
  async #answer<Answer>(call: Promise<Answer>, errorOf: (error: Error) => PoolError): Promise<Answer> {
    const late = setTimeout(() => this.kill(), startLimitMs);
    try {
      return await call;
    } catch (error) {
      this.kill();
      throw error instanceof PoolError ? error : errorOf(error as Error);
    } finally {
      clearTimeout(late);
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends the process at once. Files are whole at any moment. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
