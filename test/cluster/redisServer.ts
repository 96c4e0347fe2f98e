import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { installPackages } from '../host/installReferenceTools';

/** Whether a Redis server can be started here, after it was installed where that can be done without asking. */
export async function redisIsThere(): Promise<boolean> {
  const isThere = () => spawnSync('redis-server', ['--version']).status === 0;
  if (isThere()) return true;
  console.log(await installPackages('Programs that tests of several computers use', ['redis-server']));
  return isThere();
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface RedisSettings {
  /** Folder for its log of writes, which it has to itself. */
  readonly folder: string;
  readonly password?: string;
  /** Serves TLS alone, with a certificate that it makes itself. */
  readonly tls?: boolean;
}

/** A Redis server that writes everything to the disk at once, and is killed and started again. */
export class RedisServer {
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly settings: RedisSettings,
  ) {}

  static async start(settings: RedisSettings): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), settings);
    mkdirSync(settings.folder, { recursive: true });
    if (settings.tls) server.#makeCertificate();
    await server.restart();
    return server;
  }

  get url(): string {
    return `${this.settings.tls ? 'rediss' : 'redis'}://127.0.0.1:${this.port}`;
  }

  /** Path of its certificate. */
  get certificate(): string {
    return join(this.settings.folder, 'server.crt');
  }

  get #key(): string {
    return join(this.settings.folder, 'server.key');
  }

  #makeCertificate(): void {
    const files = ['-keyout', this.#key, '-out', this.certificate];
    const what = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...what], { stdio: 'ignore' });
  }

  /** Starts it, with what is on the disk. */
  async restart(): Promise<void> {
    const { folder, password, tls } = this.settings;
    const secure = ['--port', '0', '--tls-port', `${this.port}`, '--tls-cert-file', this.certificate, '--tls-key-file', this.#key];
    const where = tls ? [...secure, '--tls-ca-cert-file', this.certificate, '--tls-auth-clients', 'no'] : ['--port', `${this.port}`];
    const durable = ['--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const server = spawn('redis-server', [...where, ...durable, '--bind', '127.0.0.1', ...(password ? ['--requirepass', password] : [])], {
      stdio: 'ignore',
    });
    this.#process = server;
    const client = this.client({ retryStrategy: () => 50 });
    await client.ping();
    client.disconnect();
  }

  /** Kills it. */
  async kill(): Promise<void> {
    const server = this.#process;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  /** Kills it, and starts it without anything that it knew. */
  async restartEmpty(): Promise<void> {
    await this.kill();
    rmSync(join(this.settings.folder, 'appendonlydir'), { recursive: true, force: true });
    await this.restart();
  }

  /** A connection, which the caller ends. */
  client(options: RedisOptions = {}): Redis {
    const { password, tls } = this.settings;
    const client = new Redis({
      port: this.port,
      maxRetriesPerRequest: null,
      ...(password && { password }),
      ...(tls && { tls: { rejectUnauthorized: false } }),
      ...options,
    });
    client.on('error', () => {});
    return client;
  }

  /** Waits until something holds that a connection tells. */
  async until(holds: (client: Redis) => Promise<boolean>): Promise<void> {
    const client = this.client();
    while (!(await holds(client))) await delay(20);
    client.disconnect();
  }
}
