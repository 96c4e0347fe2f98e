import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { requestPlan } from '../../src/client/runs/requestPlan';
import { Queue } from '../../src/pool/queue';
import type { RunSetup } from '../../src/shared/run/run';
import { toJson } from '../../src/shared/values/json';
import { writeImages } from './images';
import { brokenPool } from './poolFiles';
import { bundles, setUpPool, workspace } from './setUp';
import { countByStatus, decodedSizes, resizeRecipe } from './workspace';

setUpPool();

const nodeOptions = process.env.NODE_OPTIONS;

afterEach(() => {
  if (nodeOptions === undefined) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = nodeOptions;
});

test.each([
  { death: 'exit', at: [20, 21, 80], says: /stopped unexpectedly twice while processing this file/, log: 'exited with code: 3' },
  { death: 'text', at: [20, 80], says: /stopped unexpectedly twice while processing this file/, log: 'a text' },
  { death: 'nothing', at: [20, 80], says: /stopped unexpectedly twice while processing this file/, log: 'undefined' },
  { death: 'greedy', at: [20], says: /more memory than a worker thread can have/, log: 'ERR_WORKER_OUT_OF_MEMORY' },
])('Files at which their thread ends fail, and all others of their chunks are done, once: $death', async ({ death, at, says, log }) => {
  // A thread has all of its memory from the start of its process.
  process.env.NODE_OPTIONS = '--max-old-space-size=48';
  const sources = await writeImages(workspace.images, 120, { width: 40, height: 30 });
  const deadly = at.map((position) => join(workspace.images, `${String(position).padStart(3, '0')}-${death}.jpg`));
  for (const path of deadly) await rename(sources[Number(basename(path).slice(0, 3))] as string, path);
  const client = workspace.client({ poolFile: bundles.namedPoolFile, workers: 2 });
  const halved = resizeRecipe({ percent: 50 }, { kind: 'replace' });
  const plan = await workspace.plan(client, halved);
  const { pid } = await client.process();
  const { result, outcomes } = await workspace.run(client, plan, { recipe: halved });
  expect(result.state).toBe('finished');
  expect(outcomes.map(({ id }) => id)).toEqual(plan.tasks.map(({ id }) => id));
  expect(countByStatus(outcomes)).toEqual({ done: 120 - at.length, failed: at.length });
  const failed = outcomes.filter(({ status }) => status === 'failed');
  expect(failed.map(({ source }) => source)).toEqual(deadly);
  for (const { code, message } of failed) expect({ code, message }).toEqual({ code: 'crashed', message: expect.stringMatching(says) });
  expect(await decodedSizes(workspace.files(workspace.images).filter((path) => !deadly.includes(path)))).toEqual(['20x15']);
  expect(await decodedSizes(deadly)).toEqual(['40x30']);
  expect(workspace.temps()).toEqual([]);
  expect(workspace.log.join('\n')).toContain(log);
  expect((await client.process()).pid).toBe(pid);
});

test.each([
  { death: 'exit', log: 'exited with code: 3' },
  { death: 'text', log: 'a text' },
])(
  'Files at which a thread ends while it reads headers are left out of the plan, and all others are in it: $death',
  async ({ death, log }) => {
    const sources = await writeImages(workspace.images, 600, { width: 40, height: 30 });
    const deadly = [20, 290].map((position) => join(workspace.images, `${String(position).padStart(3, '0')}-plan-${death}.jpg`));
    for (const path of deadly) await rename(sources[Number(basename(path).slice(0, 3))] as string, path);
    const client = workspace.client({ poolFile: bundles.namedPoolFile, workers: 2 });
    const plan = await workspace.plan(client);
    expect(plan.tasks).toHaveLength(598);
    expect(plan.leftOut.map(({ source, code, message }) => ({ source, code, message }))).toEqual(
      deadly.map((source) => ({
        source,
        code: 'crashed',
        message: expect.stringMatching(/stopped unexpectedly twice while processing this file/),
      })),
    );
    const bytes = statSync(deadly[0] as string).size;
    expect(workspace.log.join('\n')).toContain(log);
    expect(plan.leftOut.map(({ before }) => before.bytes)).toEqual([bytes, bytes]);
  },
);

test('Files whose headers end the process, or are never read to their end, are left out of the plan, and all others are in it', async () => {
  const sources = await writeImages(workspace.images, 600, { width: 40, height: 30 });
  const deadly = { 20: 'poison', 290: 'hang', 500: 'poison' };
  const paths: string[] = [];
  for (const [position, death] of Object.entries(deadly)) {
    const path = join(workspace.images, `${position.padStart(3, '0')}-plan-${death}.jpg`);
    await rename(sources[Number(position)] as string, path);
    paths.push(path);
  }
  const client = workspace.client({ poolFile: bundles.namedPoolFile, workers: 2 });
  const plan = await requestPlan(client, workspace.request(), new AbortController().signal, { limitMs: 3000 });
  expect(plan.tasks).toHaveLength(597);
  const crashed = { code: 'crashed', message: 'This file crashed the image library twice. The other files were processed without it.' };
  const hung = { code: 'timeout', message: 'The start of the file could not be read within 3 s, so the file was left out.' };
  const expected = [crashed, hung, crashed].map((failure, index) => ({ source: paths[index], status: 'failed', ...failure }));
  expect(plan.leftOut.map(({ source, status, code, message }) => ({ source, status, code, message }))).toEqual(expected);
  // Some of the tasks show that the process, which was started anew, goes on with a run.
  const { outcomes } = await workspace.run(client, { ...plan, tasks: plan.tasks.slice(0, 100) });
  expect(countByStatus(outcomes)).toEqual({ done: 100, failed: 3 });
});

test('A library that ends the process when it is loaded is not blamed on files: the plan is given up after three processes', async () => {
  await writeImages(workspace.images, 6, { width: 40, height: 30 });
  const client = workspace.client({ poolFile: await brokenPool("process.kill(process.pid, 'SIGKILL');"), workers: 1 });
  await expect(workspace.plan(client)).rejects.toThrow('The worker process ended unexpectedly (SIGKILL).');
  expect(workspace.log.filter((line) => line.includes('ended unexpectedly'))).toHaveLength(3);
});

test('A slow disk is not taken for a process that is stuck', async () => {
  await writeImages(workspace.images, 300, { width: 40, height: 30 });
  const slow = join(workspace.root, 'slow.cjs');
  writeFileSync(
    slow,
    `const fs = require('node:fs');
    const { openSync } = fs;
    fs.openSync = (path, ...rest) => {
      if (String(path).endsWith('.jpg')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      return openSync(path, ...rest);
    };`,
  );
  process.env.NODE_OPTIONS = `--require ${JSON.stringify(slow)}`;
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const plan = await requestPlan(client, workspace.request(), new AbortController().signal, { limitMs: 3000 });
  expect(plan.tasks).toHaveLength(300);
  expect(workspace.log.filter((line) => line.includes('Pool process') && line.includes('stopped'))).toEqual([]);
});

test('When no thread can be started any more, the run stops and says so, and the files before that are whole', async () => {
  // Beside the bundles, from where sharp is found.
  const folder = await mkdtemp(`${dirname(bundles.namedPoolFile)}-last-`);
  await cp(dirname(bundles.namedPoolFile), folder, { recursive: true });
  const sources = await writeImages(workspace.images, 40, { width: 40, height: 30 });
  await rename(sources[30] as string, join(workspace.images, '030-last.jpg'));
  const client = workspace.client({ poolFile: join(folder, 'pool.cjs'), workers: 1 });
  const { result, outcomes } = await workspace.run(client, await workspace.plan(client));
  await rm(folder, { recursive: true });
  expect(result.state).toBe('stopped');
  expect(result).toHaveProperty('message', expect.stringMatching(/^The run was stopped: The worker threads (ended|could not be started)/));
  expect(outcomes).toHaveLength(40);
  for (const size of await decodedSizes(workspace.files(workspace.out))) expect(size).toBe('40x30');
  expect(workspace.temps()).toEqual([]);
});

/** A queue with two photos, of which the thread doubts the first one; the second one takes a while. Resolves once the first one is doubted. */
async function doubtingQueue(): Promise<Queue> {
  mkdirSync(workspace.store, { recursive: true });
  const workerFile = join(workspace.store, 'doubting.cjs');
  writeFileSync(
    workerFile,
    `module.exports = async ({ tasks }) => {
      const doubtful = tasks.map((task) => ({ id: JSON.parse(task).id, hasOutputs: false }));
      if (doubtful[0].id === 1) await new Promise((resolve) => setTimeout(resolve, 500));
      return { outcomes: [], doubtful, errors: [], hashed: [] };
    };`,
  );
  return new Promise((resolve) => {
    const events = {
      taken: () => {},
      finished: () => resolve(queue),
      hashed: () => {},
      threadLost: () => {},
      threadsEnded: () => {},
      log: () => {},
    };
    const queue = new Queue({ workerFile, workers: 1 }, events);
    queue.begin({ runId: 'run', recipe: workspace.recipe, directory: workspace.store, timeoutSeconds: 60 } satisfies RunSetup, {
      imageBytes: 1e9,
      workers: 1,
    });
    queue.add([0, 1].map((id) => ({ id, cost: 3e6, task: toJson({ id }) as never })));
  });
}

test('A file that waits to be judged again can be canceled', async () => {
  const queue = await doubtingQueue();
  expect(queue.cancelTask(0)).toBe(true);
  expect(queue.cancelTask(0)).toBe(false);
  await queue.cancel();
});

test('After a cancel no file is judged again', async () => {
  const queue = await doubtingQueue();
  await queue.cancel();
  expect(queue.busy).toBe(false);
});
