import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { cluster } from '../../bundles.mjs';
import type { Said } from '../cli/commandLine';
import { runCommand } from '../host/runCommand';
import type { Bundles } from '../pool/bundles';
import type { BucketServer } from './bucketServer';

/** Whether there is a Redis server, which is installed where that can be done without asking: on Debian and Ubuntu as root. */
export async function hasRedis(): Promise<boolean> {
  const isThere = () => {
    try {
      execFileSync('redis-server', ['--version']);
      return true;
    } catch {
      return false;
    }
  };
  if (isThere()) return true;
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand('apt-get', ['update'], { env }).catch(() => '');
  await runCommand('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], { env }).catch(() => '');
  if (isThere()) return true;
  console.log('Skipped: redis-server is not installed.');
  return false;
}

/** Builds the package for several computers beside the command line of the tests, where that finds it. */
export async function buildCluster({ cliFile }: Bundles): Promise<void> {
  const folder = join(dirname(cliFile), 'node_modules', 'assetmill-cluster');
  if (existsSync(folder)) return;
  const temp = join(dirname(cliFile), `cluster-${process.pid}`);
  await build({ ...cluster, sourcemap: false, outdir: join(temp, 'dist') });
  cpSync(join(import.meta.dirname, '..', '..', 'packages', 'cluster', 'package.json'), join(temp, 'package.json'));
  mkdirSync(dirname(folder), { recursive: true });
  try {
    renameSync(temp, folder);
  } catch (error) {
    // Another file of tests was faster.
    if (!existsSync(folder)) throw error;
    rmSync(temp, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** A program and what it has said so far. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Said>;
}

/** Several computers that work in a bucket: processes of this one, with a queue, and folders of their own. */
export class BucketCluster {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'assetmill-cluster-')));
  readonly #children: ChildProcess[] = [];
  #queue = '';

  constructor(
    readonly bundles: Bundles,
    readonly server: BucketServer,
  ) {}

  get queue(): string {
    return this.#queue;
  }

  async start(): Promise<void> {
    const port = await freePort();
    const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', this.root], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#children.push(redis);
    for await (const line of redis.stdout) if (String(line).includes('Ready to accept connections')) break;
    redis.stdout.resume();
    this.#queue = `redis://127.0.0.1:${port}`;
  }

  /** Starts the command line. @param env in addition to that of the server */
  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    const scratch = join(this.root, 'tmp');
    mkdirSync(scratch, { recursive: true });
    const child = spawn(process.execPath, [this.bundles.cliFile, ...args], {
      cwd: this.root,
      env: {
        ...process.env,
        ...this.server.env,
        // Lost machines take seconds, not minutes.
        ASSETMILL_LOCK_MS: '4000',
        ASSETMILL_STORE: join(this.root, 'state', 'runs'),
        ASSETMILL_TRUST: '1',
        TMPDIR: scratch,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.push(child);
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(([out, err, [code]]) => ({
      code: code as number | null,
      out,
      err,
    }));
    return { child, ended };
  }

  /** Starts a worker, and waits until it works. */
  async worker(url: string, ...args: readonly string[]): Promise<Started> {
    const started = this.run(['worker', '--queue', this.queue, '--root', url, '--concurrency', '1', ...args]);
    await new Promise<void>((resolve, reject) => {
      let said = '';
      started.child.stderr?.on('data', (data) => {
        said += data;
        if (said.includes('Working on')) resolve();
      });
      void started.ended.then(({ err }) => reject(new Error(err)));
    });
    return started;
  }

  /** Saves profiles. @returns arguments for `run` */
  settings(profiles: object): readonly string[] {
    const file = join(this.root, 'settings.json');
    writeFileSync(file, JSON.stringify({ 'assetmill.profiles': profiles }));
    return ['--settings', file];
  }

  async stop(): Promise<void> {
    for (const child of this.#children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await Promise.all(
      this.#children.map((child) => (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined)),
    );
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}
