import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { env } from 'node:process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ParentReport } from './parent.main';

/** What one run of a program and all of its processes took, including their start and exit. */
export interface Measured {
  readonly seconds: number;
  /** User and system time of all processes; undefined off Linux and without Python. */
  readonly cpuSeconds?: number;
  /** Instructions of all processes outside the kernel; undefined where `perf` cannot count them, as in most virtual machines. */
  readonly instructions?: number;
  readonly report?: ParentReport;
}

/** What is comparable between two runs. */
export const measures = ['seconds', 'cpuSeconds', 'instructions'] as const;
export type Measure = (typeof measures)[number];

export interface Program {
  readonly file: string;
  readonly args: readonly (string | number)[];
  readonly folder?: string;
  readonly variables?: NodeJS.ProcessEnv;
  /** Its output goes nowhere. */
  readonly silent?: boolean;
}

const meter = join(__dirname, '..', '..', '..', 'test', 'bench', 'processTree.py');
const metered = process.platform === 'linux' && spawnSync('python3', ['--version']).status === 0;

const counter = ['perf', 'stat', '-x,', '-e', 'instructions:u', '--log-fd', '4'];
const counted = metered && /^\d+,/m.test(String(spawnSync('perf', ['stat', '-x,', '-e', 'instructions:u', 'true']).stderr));

/** The program behind what measures it. */
function line({ file, args }: Program): readonly string[] {
  return [...(counted ? counter : []), ...(metered ? ['python3', meter] : []), file, ...args.map(String)];
}

/** Runs a program to its end. `said` is what it printed. @throws Error unless it ends with 0 */
export async function measure(program: Program): Promise<{ measured: Measured; said: string }> {
  const [file, ...args] = line(program) as [string, ...string[]];
  const started = performance.now();
  const child = spawn(file, args, {
    cwd: program.folder,
    // Node.js reads these certificates when it starts, which takes as long as the start itself. Few machines have any.
    env: { ...env, NODE_EXTRA_CA_CERTS: undefined, ...program.variables },
    stdio: ['ignore', program.silent ? 'ignore' : 'pipe', 'inherit', 'pipe', 'pipe'],
  });
  const [said, usage, counts, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    text(child.stdio[3] as Readable),
    text(child.stdio[4] as Readable),
    once(child, 'exit'),
  ]);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${program.file} ${program.args.join(' ')} ended with ${code}. ${said}`);
  const instructions = Number.parseInt(counts, 10);
  return { measured: { seconds, ...(metered && JSON.parse(usage)), ...(instructions > 0 && { instructions }) }, said };
}
