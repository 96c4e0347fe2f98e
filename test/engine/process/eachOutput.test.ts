import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Journal } from '../../../src/engine/commit/journal';
import { forEachOutput } from '../../../src/engine/process/eachOutput';
import { type Cores, type OutputJob, outputJobs, type TaskContext } from '../../../src/engine/process/outputJob';
import { processTask } from '../../../src/engine/process/processTask';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { gradient } from '../fixtures/images';
import { only, place, planOf, runPlace, temporaryFolder } from '../fixtures/runs';

/** Cores of which some do other work. */
function coresOf(total: number, others: number): Cores & { readonly most: number } {
  let [taken, most] = [others, 0];
  return {
    get areIdle() {
      return taken < total;
    },
    get most() {
      return most - others;
    },
    take() {
      taken += 1;
      most = Math.max(most, taken);
      return () => {
        taken -= 1;
      };
    },
  };
}

const widths = [16, 32, 48];
const set: Profile = { outputs: (['webp', 'png'] as const).map((format) => ({ format, widths, name: '{name}-{width}', folder: 'out' })) };

async function setUp(profile: Profile = set) {
  const root = temporaryFolder();
  place(join(root, 'a.jpg'), await gradient(64, 48).jpeg().toBuffer());
  const { recipe, tasks } = await planOf(root, profile);
  const { id: runId, directory } = runPlace();
  const context: TaskContext = { setup: { runId, recipe, directory, timeoutSeconds: 60 }, journal: new Journal(directory), worker: 0 };
  return { root, task: only(tasks), context };
}

/** Makes nothing, slowly. Returns the order in which outputs were started, and the most at a time. */
async function orderOf(jobs: readonly OutputJob[], cores: Cores & { readonly most: number }) {
  const started: string[] = [];
  await forEachOutput(jobs, cores, async ({ planned }) => {
    started.push(basename(planned.target));
    await setTimeout(20);
  });
  return { started, most: cores.most };
}

test('outputs are made one at a time while other files keep the cores busy', async () => {
  const { task, context } = await setUp();
  const { most } = await orderOf(outputJobs(task, context), coresOf(2, 2));
  expect(most).toBe(1);
});

test('as many outputs as cores are idle are made at the same time, the largest first', async () => {
  const { task, context } = await setUp();
  const { started, most } = await orderOf(outputJobs(task, context), coresOf(4, 1));
  expect(most).toBe(3);
  expect(started).toEqual(['a-48.webp', 'a-48.png', 'a-32.webp', 'a-32.png', 'a-16.webp', 'a-16.png']);
});

test('outputs that replace a file are made one at a time', async () => {
  const { root, task, context } = await setUp();
  for (const { target } of task.outputs) place(target, 'taken');
  const { recipe, tasks } = await planOf(root, { ...set, conflict: 'overwrite' });
  const jobs = outputJobs(only(tasks.filter(({ source }) => source === task.source)), { ...context, setup: { ...context.setup, recipe } });
  expect(jobs.map(({ planned }) => planned.mode)).toContain('overwrite');
  expect((await orderOf(jobs, coresOf(4, 0))).most).toBe(1);
});

test('after an error no further output is started, and those in progress end first', async () => {
  const { task, context } = await setUp();
  const said: string[] = [];
  const work = forEachOutput(outputJobs(task, context), coresOf(2, 0), async ({ planned }) => {
    const name = basename(planned.target);
    said.push(`${name} starts`);
    await setTimeout(name === 'a-48.webp' ? 10 : 60);
    if (name === 'a-48.webp') throw new Error('broken');
    said.push(`${name} ends`);
  });
  await expect(work).rejects.toThrow('broken');
  expect(said).toEqual(['a-48.webp starts', 'a-48.png starts', 'a-48.png ends']);
});

test('a task has the same files and the same outcome, however many cores it gets', async () => {
  const made = await Promise.all(
    [undefined, coresOf(4, 0)].map(async (cores) => {
      const { root, task, context } = await setUp();
      const {
        ms: _,
        stages: _t,
        source: _s,
        outputs,
        ...outcome
      } = await processTask(task, { ...context, ...(cores && { cores }) }, () => {});
      return {
        outcome,
        outputs: outputs.map((each) => ({ ...each, target: each.target.slice(root.length), file: readFileSync(each.target) })),
      };
    }),
  );
  expect(made[0]?.outputs).toHaveLength(6);
  expect(made[1]).toEqual(made[0]);
});
