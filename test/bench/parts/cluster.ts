import { cpSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { end, freePort, startRedis, startWorker } from '../cluster/servers';
import { type Contestant, cli } from '../contestants';
import { measure } from '../measure';
import { compare } from '../report';
import { inTurns } from '../rounds';
import { cacheFolder, photos } from '../workloads';
import type { Part } from './part';

/** What the queue costs: a run by a worker on the same computer beside a run by the pool process of the command line. */

const place = join(cacheFolder, `cluster-${process.pid}`);
const root = join(place, 'root');
const sources = join(root, 'photos');
const settings = join(root, 'settings.json');
const profile = { steps: [{ operation: 'resize', longEdge: 300 }], outputs: [{ folder: 'out' }] };
const roots = ['--root', `bench=${root}`];

function run(name: string, files: number, args: readonly string[]): Contestant {
  const line = [cli, 'run', 'small', sources, '--settings', settings, '--force', ...args];
  return {
    name,
    files,
    run: async () => {
      rmSync(join(sources, 'out'), { recursive: true, force: true });
      const { seconds } = (
        await measure({ file: execPath, args: line, variables: { ASSETMILL_STORE: join(root, '.assetmill', 'runs') }, silent: true })
      ).measured;
      return { seconds };
    },
  };
}

export const cluster: Part = async ({ cores, rounds }) => {
  const { folder, files, title } = await photos();
  mkdirSync(sources, { recursive: true });
  for (const name of readdirSync(folder)) linkOrCopy(join(folder, name), join(sources, name));
  writeFileSync(settings, JSON.stringify({ 'assetmill.profiles': { small: profile } }));
  const port = await freePort();
  const queue = ['--queue', `redis://127.0.0.1:${port}`, ...roots];
  const processes = [await startRedis('127.0.0.1', port, place)];
  try {
    processes.push(await startWorker([...queue, '--concurrency', String(cores)]));
    const contestants = [run('pool process of the command line', files, []), run('queue and one worker', files, queue)];
    return [compare(`${title}, through a queue`, await inTurns(contestants, rounds))];
  } finally {
    await end(processes.reverse());
    rmSync(place, { recursive: true, force: true });
  }
};

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    cpSync(from, to);
  }
}
