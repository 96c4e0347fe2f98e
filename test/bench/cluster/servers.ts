import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { execPath } from 'node:process';
import { cli } from '../contestants';

/** The processes of a cluster, for measurements. */

/** A port that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  return port;
}

/** Waits for a text in what a process prints. @throws Error when the process ends before */
export async function printed(child: ChildProcess, text: string): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const read = (part: Buffer) => {
      said += part;
      if (said.includes(text)) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with ${code}: ${said}`)));
  });
}

/**
 * Starts a Redis server with its log on disk.
 * @param address to listen at
 * @param folder for its log
 * @param prefix what it is started by, such as `ip netns exec NAME`
 */
export async function startRedis(address: string, port: number, folder: string, prefix: readonly string[] = []): Promise<ChildProcess> {
  const options = [
    '--bind',
    address,
    '--protected-mode',
    'no',
    '--port',
    String(port),
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
  ];
  const [file, ...rest] = [...prefix, 'redis-server', ...options] as [string, ...string[]];
  const server = spawn(file, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  await printed(server, 'Ready to accept connections');
  return server;
}

/** Starts a worker, and waits until it takes chunks. @param prefix what it is started by, such as `ip netns exec NAME` */
export async function startWorker(
  args: readonly string[],
  prefix: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<ChildProcess> {
  const [file, ...rest] = [...prefix, execPath, cli, 'worker', ...args] as [string, ...string[]];
  const worker = spawn(file, rest, { stdio: ['ignore', 'inherit', 'pipe'], env: { ...process.env, ...env } });
  await printed(worker, 'Working on');
  return worker;
}

/** Ends processes, and waits for their end. */
export async function end(children: readonly ChildProcess[]): Promise<void> {
  const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  await Promise.all(
    running.map((child) => {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      return exit;
    }),
  );
}
