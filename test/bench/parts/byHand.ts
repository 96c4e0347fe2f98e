import { join } from 'node:path';
import { type Contestant, command, out, runMaking } from '../contestants';
import { compare } from '../report';
import { inTurns } from '../rounds';
import { fewPhotos, type Workload } from '../workloads';
import type { Machine, Part } from './part';

/** Whole commands against hand-written loops that use the same encoders: the tasks of byHand.main.ts. */

/** Runs a task of byHand.main.ts. */
function byHand(
  name: string,
  task: string,
  { paths = [], files }: Workload,
  { cores, outputs }: { cores: number; outputs: number },
): Contestant {
  const args = [join(__dirname, 'byHand.main.cjs'), task, out, cores * 2, ...paths];
  const variables = { UV_THREADPOOL_SIZE: String(cores) };
  return { name, files, run: async () => (await runMaking(outputs, args, variables)).measured };
}

interface Task {
  /** The task's name in byHand.main.ts. */
  readonly task: string;
  readonly title: string;
  readonly photos: number;
  readonly args: readonly string[];
  /** Outputs per photo. */
  readonly outputs?: number;
  readonly loop?: string;
  /** A better loop: its task and name. */
  readonly better?: readonly [task: string, loop: string];
}

function againstHand({ task, title, photos, args, outputs = 1, loop = 'by hand', better }: Task): Part {
  return async ({ cores, rounds }: Machine) => {
    const workload = await fewPhotos(title, photos);
    const made = photos * outputs;
    const loops = [[task, loop] as const, ...(better ? [better] : [])].map(([name, words]) =>
      byHand(words, name, workload, { cores, outputs: made }),
    );
    const contestants = [...loops, command(workload, args, cores, made)];
    return [compare(workload.title, await inTurns(contestants, rounds))];
  };
}

const oftenDecoded = 'by hand, a decoding for each encoding';
const widths = '320,640,960,1280,1600,1920';

const setArgs = ['convert', '--format', 'avif,webp,jpeg', '--widths', widths, '--name', '{name}-{width}'] as const;

const quickSets = againstHand({
  task: 'quickSets',
  title: '6 widths x 3 formats at the lowest effort',
  photos: 20,
  args: [...setArgs, '--set', 'effort=0'],
  outputs: 18,
  loop: oftenDecoded,
});

// The AVIF encoder takes nearly all of the time: 30 s a photo.
const fullSets = againstHand({
  task: 'sets',
  title: '6 widths x 3 formats at the usual effort',
  photos: 3,
  args: setArgs,
  outputs: 18,
  loop: oftenDecoded,
});

export const sets: Part = async (machine) => [...(await quickSets(machine)), ...(await fullSets(machine))];

export const maxBytes = againstHand({
  task: 'maxBytes',
  title: 'JPEGs of 1600 px and at most 100 KB',
  photos: 60,
  args: ['resize', '--width', '1600', '--max-bytes', '100000'],
  loop: oftenDecoded,
  better: ['maxBytesInMemory', 'by hand, decoded once into memory'],
});

export const optimize = againstHand({
  task: 'optimize',
  title: 'Optimizing',
  photos: 60,
  args: ['optimize', '--quality', '80'],
});

/** Writes each photo again as a progressive JPEG with the same coefficients. */
function jpegtran({ paths = [], files }: Workload, cores: number): Contestant {
  const each = `jpegtran -copy all -optimize -progressive -outfile "${out}/$(basename "$1")" "$1"`;
  const line = `mkdir -p "${out}" && printf '%s\\0' "$@" | xargs -0 -P${cores} -n1 sh -c '${each}' sh`;
  const run = async () => (await runMaking(files, ['-c', line, 'sh', ...paths], {}, 'sh')).measured;
  return { name: `xargs -P${cores} jpegtran`, files, run };
}

export const lossless: Part = async ({ cores, rounds }) => {
  const workload = await fewPhotos('Optimizing without loss', 20);
  const contestants = [jpegtran(workload, cores), command(workload, ['optimize'], cores)];
  return [compare(workload.title, await inTurns(contestants, rounds))];
};
