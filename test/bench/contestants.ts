import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { text } from 'node:stream/consumers';
import type { ParentReport } from './parent.main';
import { cacheFolder, type Workload } from './workloads';

/** The contestants. Each is a whole process, including its start and exit. */

export interface Measured {
  readonly seconds: number;
  readonly report?: ParentReport;
}

export interface Contestant {
  readonly name: string;
  run(workload: Workload): Promise<Measured>;
}

/** Settings of the bare loop: concurrent sharp calls, and threads for them. */
export interface LoopSettings {
  readonly lanes: number;
  readonly threads: number;
}

const dist = join(__dirname, '..', '..', '..', 'dist');
const out = join(cacheFolder, 'out');
const store = join(cacheFolder, 'runs');

/** Removes the previous outputs and waits for the disk to settle, so that no contestant pays for the previous one. */
async function cleanUp(): Promise<void> {
  for (const folder of [out, store]) rmSync(folder, { recursive: true, force: true });
  if (process.platform !== 'win32') await once(spawn('sync'), 'exit');
}

/** Runs a program, of Node unless another is given, to its end and checks that it created every file. */
async function time(
  args: readonly (string | number)[],
  extra: NodeJS.ProcessEnv,
  files: number,
  program = execPath,
): Promise<{ seconds: number; said: string }> {
  await cleanUp();
  const started = performance.now();
  const child = spawn(program, args.map(String), { env: { ...env, ...extra }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const seconds = (performance.now() - started) / 1000;
  const made = readdirSync(out).length;
  if (code !== 0 || made !== files) throw new Error(`${args[0]} ended with ${code} and made ${made} of ${files} files: ${said}`);
  return { seconds, said };
}

export function bareLoop({ lanes, threads }: LoopSettings, files?: number): Contestant {
  return {
    name: 'bare sharp loop',
    async run(workload) {
      const count = files ?? workload.files;
      const args = [join(__dirname, 'loop.main.cjs'), workload.folder, out, workload.edge, lanes, count];
      return { seconds: (await time(args, { UV_THREADPOOL_SIZE: String(threads) }, count)).seconds };
    },
  };
}

/** A loop over Pillow in a pool of processes. Its arguments: source folder, target folder, edge, processes, files. */
const pillowLoop = `
import os, sys
from multiprocessing import Pool
from PIL import Image
source, target, edge, processes, files = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
def one(name):
    with Image.open(os.path.join(source, name)) as image:
        image.thumbnail((edge, edge), Image.LANCZOS)
        image.save(os.path.join(target, name))
if __name__ == "__main__":
    os.makedirs(target, exist_ok=True)
    with Pool(processes) as pool:
        pool.map(one, sorted(os.listdir(source))[:files])
`;

/** The Python that has Pillow; undefined if none has, and where a pool cannot fork: there it would need the loop as a file. */
export function findPillow(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const has = (python: string) => spawnSync(python, ['-c', 'import PIL'], { stdio: 'ignore' }).status === 0;
  return ['python3', '/usr/bin/python3', 'python'].find(has);
}

export function pillow(python: string, processes: number): Contestant {
  return {
    name: `Pillow in Pool(${processes})`,
    async run({ folder, edge, files }) {
      const args = ['-c', pillowLoop, folder, out, edge, processes, files];
      return { seconds: (await time(args, {}, files, python)).seconds };
    },
  };
}

export function commandLine(workers: number): Contestant {
  return {
    name: 'command line',
    async run({ folder, edge, files }) {
      const size = ['--width', edge, '--height', edge];
      const args = [join(dist, 'cli.cjs'), 'resize', ...size, '--workers', workers, '--out', out, folder];
      return { seconds: (await time(args, { ASSETMILL_STORE: store }, files)).seconds };
    },
  };
}

export function poolProcess(workers: number, name = 'pool process'): Contestant {
  return {
    name,
    async run({ folder, edge, files }) {
      const args = [join(__dirname, 'parent.main.cjs'), join(dist, 'pool.cjs'), folder, out, edge, workers, store];
      const { seconds, said } = await time(args, {}, files);
      return { seconds, report: JSON.parse(said) as ParentReport };
    },
  };
}

/** Tasks other than resizing, and their command lines. */
export const otherWork = {
  // The lowest effort, so that the AVIF encoder does not dominate the measurement.
  sets: [
    'convert',
    '--format',
    'avif,webp,jpeg',
    '--set',
    'effort=0',
    '--widths',
    '320,640,960,1280,1600,1920',
    '--name',
    '{name}-{width}',
  ],
  maxBytes: ['resize', '--width', '1600', '--max-bytes', '100000'],
  optimize: ['optimize', '--quality', '80', '--set', 'copyKept=true'],
} as const;
export type OtherWork = keyof typeof otherWork;

/** Outputs per source. */
const filesEach: Readonly<Record<OtherWork, number>> = { sets: 18, maxBytes: 1, optimize: 1 };

/** The same encoders in a hand-written loop. */
export function byHand(work: OtherWork, cores: number): Contestant {
  return {
    name: work === 'optimize' ? 'by hand' : 'by hand, a decoding for each encoding',
    async run({ paths = [] }) {
      const args = [join(__dirname, 'byHand.main.cjs'), work, out, cores * 2, ...paths];
      return { seconds: (await time(args, { UV_THREADPOOL_SIZE: String(cores) }, paths.length * filesEach[work])).seconds };
    },
  };
}

/** The command line, with the command for the task. */
export function command(work: OtherWork, workers: number): Contestant {
  return {
    name: 'command line',
    async run({ paths = [] }) {
      const args = [join(dist, 'cli.cjs'), ...otherWork[work], '--workers', workers, '--out', out, ...paths];
      return { seconds: (await time(args, { ASSETMILL_STORE: store }, paths.length * filesEach[work])).seconds };
    },
  };
}
