import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Contestant, command, out, runMaking } from '../contestants';
import { type FilterTask, filterTasks, mixedSteps, recipe } from '../filterTasks';
import { measure } from '../measure';
import { compare } from '../report';
import { inTurns } from '../rounds';
import { mediumPhotos, type Workload } from '../workloads';
import type { Machine, Part } from './part';

/** Filters with and without an intensity, against the same call in a bare loop, or against ImageMagick where sharp has no such filter. */

function loop(task: string, { folder, files }: Workload, cores: number): Contestant {
  const args = [join(__dirname, 'filterLoop.main.cjs'), task, folder, out, cores * 2, files];
  return {
    name: 'bare sharp loop',
    files,
    run: async () => (await runMaking(files, args, { UV_THREADPOOL_SIZE: String(cores) })).measured,
  };
}

const hasMagick = spawnSync('mogrify', ['-version']).status === 0;

/** ImageMagick over all files, in as many processes as there are cores, each with one thread. */
function magick(options: string, { paths = [], files }: Workload, cores: number): Contestant {
  const each = Math.ceil(files / cores);
  const line = `rm -rf ${out}; mkdir -p ${out}; printf '%s\\n' "$@" | xargs -P${cores} -n${each} mogrify -limit thread 1 -path ${out} ${options}`;
  return {
    name: 'mogrify',
    files,
    async run() {
      const { measured } = await measure({ file: 'sh', args: ['-c', line, 'sh', ...paths], silent: true });
      if (readdirSync(out).length !== files) throw new Error('mogrify did not make every file');
      return measured;
    },
  };
}

function steps(name: string, workload: Workload, list: readonly string[], cores: number): Contestant {
  return { ...command(workload, ['apply', ...list.flatMap((step) => ['--step', step])], cores), name };
}

function rival(name: string, task: FilterTask, workload: Workload, cores: number): Contestant[] {
  if (task.loop) return [loop(name, workload, cores)];
  return task.magick && hasMagick ? [magick(task.magick, workload, cores)] : [];
}

async function oneFilter(name: string, task: FilterTask, { cores, rounds }: Machine) {
  const workload = await mediumPhotos(task.photos);
  const partly = `${task.step}${task.step.includes(':') ? ',' : ':'}intensity=60`;
  const contestants = [
    ...rival(name, task, workload, cores),
    steps('command line', workload, [task.step], cores),
    steps('command line, intensity 60', workload, [partly], cores),
  ];
  return compare(`${name}, ${workload.title}`, await inTurns(contestants, rounds));
}

export const filters: Part = async (machine) => {
  const comparisons = [];
  for (const [name, task] of Object.entries(filterTasks)) comparisons.push(await oneFilter(name, task, machine));
  const workload = await mediumPhotos();
  const { cores, rounds } = machine;
  const recipes = [
    loop('recipe', workload, cores),
    steps('command line', workload, recipe.steps, cores),
    steps('command line, steps that sharp does not have', workload, mixedSteps, cores),
  ];
  comparisons.push(compare(`Five steps, ${workload.title}`, await inTurns(recipes, rounds)));
  return comparisons;
};
