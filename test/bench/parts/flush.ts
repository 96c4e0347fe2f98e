import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Contestant, resizeCommand } from '../contestants';
import { compare } from '../report';
import { inTurns } from '../rounds';
import { cacheFolder, icons } from '../workloads';
import type { Part } from './part';

/** What flushing costs on a disk where each flush takes 3 ms. This needs Linux and a C compiler. */

const source = join(__dirname, '..', '..', '..', 'test', 'bench', 'slowFlush.c');

/** Compiles the library that slows flushes down; undefined without a compiler. */
function slowFlush(): string | undefined {
  mkdirSync(cacheFolder, { recursive: true });
  const library = join(cacheFolder, 'slowFlush.so');
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']);
  return status === 0 ? library : undefined;
}

/** The contestant with a variable that it and its processes inherit. */
function withVariable(contestant: Contestant, name: string, key: string, value: string): Contestant {
  return {
    ...contestant,
    name,
    async run() {
      process.env[key] = value;
      try {
        return await contestant.run();
      } finally {
        delete process.env[key];
      }
    },
  };
}

export const flush: Part = async ({ cores, rounds }) => {
  const library = process.platform === 'linux' ? slowFlush() : undefined;
  if (library === undefined) {
    console.error('The part flush needs Linux and a C compiler: skipped.');
    return [];
  }
  const workload = await icons();
  const usual = { ...resizeCommand(workload, cores), name: 'flushes of this disk' };
  const slow = withVariable(usual, 'flushes of 3 ms', 'LD_PRELOAD', library);
  return [compare(`Flushing ${workload.title}`, await inTurns([usual, slow], rounds))];
};
