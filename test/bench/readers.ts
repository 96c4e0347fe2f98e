import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import type { DigestAlgorithm } from '../../src/shared/checksums/digestAlgorithms';
import type { Contestant } from './contestants';
import { cacheFolder } from './workloads';

/** Contestants that read files. Their output is discarded, and the files are in the page cache. */

const cli = join(__dirname, '..', '..', '..', 'dist', 'cli.cjs');

async function time(program: string, args: readonly string[], folder: string): Promise<{ seconds: number }> {
  const started = performance.now();
  const extra = { ASSETMILL_STORE: join(cacheFolder, 'runs') };
  const child = spawn(program, args, { cwd: folder, env: { ...env, ...extra }, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000 };
}

/** A system tool, given by its command line. */
export function shellTool(name: string, line: string): Contestant {
  return { name, run: ({ folder }) => time('sh', ['-c', line], folder) };
}

export function hashCommand(algorithm: DigestAlgorithm, workers: number): Contestant {
  const args = [cli, 'hash', '--no-cache', '--algorithm', algorithm, '--workers', String(workers), '.'];
  return { name: 'assetmill hash', run: ({ folder }) => time(execPath, args, folder) };
}

export function duplicatesCommand(workers: number): Contestant {
  const args = [cli, 'dupes', '--no-cache', '--workers', String(workers), '.'];
  return { name: 'assetmill dupes', run: ({ folder }) => time(execPath, args, folder) };
}
