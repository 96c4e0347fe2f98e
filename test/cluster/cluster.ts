import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunRecord } from '../../src/client/store/runRecord';
import { digestOf } from '../../src/engine/fs/fileDigest';
import type { Outcome } from '../../src/shared/run/run';
import type { Said } from '../cli/commandLine';
import { descendants } from '../host/descendants';
import { removeFolder } from '../host/temporaryFolder';
import { RedisServer, type RedisSettings } from './redisServer';

/** Several computers on one: a Redis server, workers, and command lines that share a folder. All of them are real processes. */

/** How long the queue holds a chunk for a machine that says nothing, in ms: lost machines take seconds, not minutes. */
export const lockMs = 4000;

/** The profiles in the folder. */
const profiles = {
  web: { steps: [{ operation: 'resize', longEdge: 160 }], outputs: [{ folder: 'out' }] },
  shrink: { steps: [{ operation: 'resize', percent: 50 }], replace: true },
  webp: { steps: [{ operation: 'resize', percent: 50 }], outputs: [{ format: 'webp' }], replace: true },
};

/** A program and what it has said so far. */
export class Started {
  out = '';
  err = '';
  readonly #ended: Promise<number | null>;
  hasEnded = false;

  constructor(readonly process: ChildProcess) {
    process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.#ended = once(process, 'close').then(([code]) => {
      this.hasEnded = true;
      return code as number | null;
    });
  }

  get pid(): number {
    return this.process.pid as number;
  }

  /** Waits until it has said something. */
  async says(words: RegExp): Promise<void> {
    while (!words.test(this.out + this.err)) {
      if (this.hasEnded) throw new Error(`It ended without saying ${words}:\n${this.out}${this.err}`);
      await delay(20);
    }
  }

  async ended(): Promise<Said> {
    return { code: await this.#ended, out: this.out, err: this.err };
  }

  /** The ids of its own process and of those that it started. */
  get tree(): number[] {
    return [this.pid, ...descendants(this.pid).map(({ pid }) => pid)];
  }

  /** Kills it, and nothing else: what it started has to notice that itself. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#ended;
  }
}

export interface ClusterOptions extends Partial<RedisSettings> {
  readonly cliFile: string;
}

export interface WorkerOptions {
  /** Where it has the shared folder. */
  readonly data?: string;
  readonly url?: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cliFile?: string;
}

export class Cluster {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'assetmill-cluster-')));
  /** The folder that all computers share. */
  readonly data = join(this.folder, 'data');
  readonly images = join(this.data, 'images');
  readonly started: Started[] = [];
  redis!: RedisServer;

  private constructor(readonly options: ClusterOptions) {}

  static async start(options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(options);
    mkdirSync(join(cluster.data, '.vscode'), { recursive: true });
    mkdirSync(cluster.images);
    writeFileSync(join(cluster.data, '.vscode', 'settings.json'), JSON.stringify({ 'assetmill.profiles': profiles }));
    cluster.redis = await RedisServer.start({ folder: join(cluster.folder, 'redis'), ...options });
    return cluster;
  }

  /** Starts the command line in the shared folder. */
  call(args: readonly string[], env: NodeJS.ProcessEnv = {}, cliFile = this.options.cliFile): Started {
    const { ASSETMILL_STORE: _store, ASSETMILL_QUEUE: _queue, ...own } = process.env;
    const started = new Started(
      spawn(process.execPath, [cliFile, ...args], {
        cwd: this.data,
        env: { ...own, ASSETMILL_TRUST: '1', ASSETMILL_LOCK_MS: String(lockMs), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    this.started.push(started);
    return started;
  }

  /** Starts a worker, and waits until it works. */
  async worker({ data = this.data, url = this.redis.url, args = [], env, cliFile }: WorkerOptions = {}): Promise<Started> {
    const worker = this.call(['worker', '--queue', url, '--root', `data=${data}`, '--concurrency', '1', ...args], env, cliFile);
    await worker.says(/^Working on /m);
    return worker;
  }

  /** Starts a run that the workers carry out. */
  run(profile: keyof typeof profiles, ...args: readonly string[]): Started {
    return this.call(['run', profile, '--queue', this.redis.url, '--root', `data=${this.data}`, ...args, 'images']);
  }

  resume(...args: readonly string[]): Started {
    return this.call(['resume', '--queue', this.redis.url, '--root', `data=${this.data}`, ...args]);
  }

  undo(...args: readonly string[]): Promise<Said> {
    return this.call(['undo', '--yes', '--root', this.data, ...args]).ended();
  }

  /** The folders of the runs, oldest first. */
  get runs(): string[] {
    const store = join(this.data, '.assetmill', 'runs');
    return readdirSync(store)
      .sort()
      .map((name) => join(store, name))
      .filter((path) => statSync(path).isDirectory());
  }

  get record(): RunRecord {
    return JSON.parse(readFileSync(join(this.runs.at(-1) as string, 'run.json'), 'utf8'));
  }

  /** The outcomes in the report of the last run, in the order in which they came. */
  get outcomes(): Outcome[] {
    const run = this.runs.at(-1);
    const lines = run === undefined ? [] : readFileSync(join(run, 'report.jsonl'), 'utf8').split('\n');
    return lines.flatMap((line) => (line === '' ? [] : ((JSON.parse(line) as { outcomes?: Outcome[] }).outcomes ?? [])));
  }

  /** Whether the last run has a plan, and has not ended. */
  get isRunning(): boolean {
    try {
      return this.record.phase === 'running';
    } catch {
      // There is none, or its record is being written.
      return false;
    }
  }

  /** Waits until so many files have an outcome in the report. */
  async untilOutcomes(count: number): Promise<void> {
    while (this.#outcomesSoFar() < count) await delay(10);
  }

  #outcomesSoFar(): number {
    try {
      return this.outcomes.length;
    } catch {
      // The run, or a line of its report, is being written.
      return 0;
    }
  }

  /** The files in the shared folder, without the store and the settings, with their digests. */
  files(): Record<string, string> {
    const names = readdirSync(this.data, { recursive: true, encoding: 'utf8' }).sort();
    const own = names.filter((name) => {
      // A worker may be removing a temp file at this moment.
      return !/^\.(assetmill|vscode)/.test(name) && statSync(join(this.data, name), { throwIfNoEntry: false })?.isFile();
    });
    return Object.fromEntries(own.map((name) => [name, digestOf(readFileSync(join(this.data, name)))]));
  }

  /** The temp files in the shared folder. */
  temps(): string[] {
    return readdirSync(this.data, { recursive: true, encoding: 'utf8' }).filter((name) => /\.assetmill-.*\.tmp$/.test(name));
  }

  /** What a run on this computer alone makes of the folder; everything is as before afterwards. */
  async filesOfLocalRun(profile: keyof typeof profiles): Promise<Record<string, string>> {
    const env = { ASSETMILL_STORE: join(this.folder, 'local-runs') };
    const ran = await this.call(['run', profile, 'images'], env).ended();
    if (ran.code !== 0) throw new Error(ran.err);
    const files = this.files();
    const undone = await this.call(['undo', '--yes'], env).ended();
    if (undone.code !== 0) throw new Error(undone.err);
    return files;
  }

  /** Ends everything that was started. */
  async end(): Promise<void> {
    const living = this.started.filter(({ hasEnded }) => !hasEnded);
    for (const { tree } of living) for (const pid of tree) kill(pid);
    await Promise.all(living.map((each) => each.ended()));
    await this.redis.kill();
    removeFolder(this.folder);
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

/** Writes a file, and the folders that it is in. */
export function writeFiles(paths: readonly string[], bytes: Uint8Array): void {
  for (const path of paths) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}
