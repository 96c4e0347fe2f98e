import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { type Measured, measure } from './measure';
import type { ParentReport } from './parent.main';
import { cacheFolder, type Workload } from './workloads';

/** A whole process that does a task, including its start and exit. */
export interface Contestant {
  readonly name: string;
  /** Files that it reads. */
  readonly files: number;
  run(): Promise<Measured>;
}

/** Settings of the bare loop: concurrent sharp calls, and threads for them. */
export interface LoopSettings {
  readonly lanes: number;
  readonly threads: number;
}

export const dist = join(__dirname, '..', '..', '..', 'dist');
export const cli = join(dist, 'cli.cjs');
/** Apart from those of a benchmark that runs at the same time. */
const place = join(cacheFolder, `run-${process.pid}`);
/** The folder for outputs. It is empty when a contestant starts. */
export const out = join(place, 'out');
export const store = join(place, 'runs');
process.once('exit', () => rmSync(place, { recursive: true, force: true }));

/** Removes the previous outputs and waits for the disk to settle, so that no contestant pays for the previous one. */
async function cleanUp(): Promise<void> {
  rmSync(place, { recursive: true, force: true });
  if (process.platform !== 'win32') await once(spawn('sync'), 'exit');
}

/** Runs a program, by default Node, to its end and checks that it created every output in `out`. */
export async function runMaking(
  outputs: number,
  args: readonly (string | number)[],
  variables: NodeJS.ProcessEnv = {},
  file: string = execPath,
) {
  await cleanUp();
  const { measured, said } = await measure({ file, args, variables: { ASSETMILL_STORE: store, ...variables } });
  const made = readdirSync(out).length;
  if (made !== outputs) throw new Error(`${args[0]} made ${made} of ${outputs} files: ${said}`);
  return { measured, said };
}

export function bareLoop(workload: Workload, { lanes, threads }: LoopSettings, files = workload.files): Contestant {
  const args = [join(__dirname, 'loop.main.cjs'), workload.folder, out, workload.edge, lanes, files];
  const variables = { UV_THREADPOOL_SIZE: String(threads) };
  return { name: 'bare sharp loop', files, run: async () => (await runMaking(files, args, variables)).measured };
}

/** `assetmill COMMAND ... SOURCES`, with all outputs in one folder. */
export function command(workload: Workload, args: readonly (string | number)[], workers: number, outputs = workload.files): Contestant {
  const sources = workload.paths ?? [workload.folder];
  const all = [cli, ...args, '--workers', workers, '--out', out, ...sources];
  return { name: 'command line', files: workload.files, run: async () => (await runMaking(outputs, all)).measured };
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

export function pillow({ folder, edge, files }: Workload, python: string, processes: number): Contestant {
  const args = ['-c', pillowLoop, folder, out, edge, processes, files];
  return { name: `Pillow in Pool(${processes})`, files, run: async () => (await runMaking(files, args, {}, python)).measured };
}

export function resizeCommand(workload: Workload, workers: number): Contestant {
  return command(workload, ['resize', '--width', workload.edge, '--height', workload.edge], workers);
}

/** The pool process under a parent that does what the extension does. */
export function poolProcess({ folder, edge, files }: Workload, workers: number, name = 'pool process'): Contestant {
  const args = [join(__dirname, 'parent.main.cjs'), join(dist, 'pool.cjs'), folder, out, edge, workers, store];
  return {
    name,
    files,
    async run() {
      const { measured, said } = await runMaking(files, args);
      return { ...measured, report: JSON.parse(said) as ParentReport };
    },
  };
}
