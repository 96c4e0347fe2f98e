import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { recoverRuns } from '../../src/client/history/recoverRuns';
import type { PoolClient } from '../../src/client/pool/poolClient';
import { RunFolder } from '../../src/client/store/runFolder';
import { newRunId } from '../../src/client/store/runRecord';
import { writeImages } from './images';
import type { ParentOrder, ParentReport } from './parent';
import { bundles, setUpPool, workspace } from './setUp';
import { countByStatus, decodedSizes, resizeRecipe } from './workspace';

setUpPool();

async function killPool(client: PoolClient): Promise<void> {
  process.kill((await client.process()).pid as number, 'SIGKILL');
}

/** Waits for a condition, at most until the timeout of the test. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(10);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('A run survives a crash of the pool process, and every output is written once', async () => {
  await writeImages(workspace.images, 60);
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const plan = await workspace.plan(client);
  const { pid } = await client.process();
  let killed = false;
  const { result, outcomes } = await workspace.run(client, plan, {}, (count) => {
    if (killed || count < 10) return;
    killed = true;
    void killPool(client);
  });
  expect(result.state).toBe('finished');
  expect((await client.process()).pid).not.toBe(pid);
  expect(outcomes.map(({ id }) => id)).toEqual(plan.tasks.map(({ id }) => id));
  expect(countByStatus(outcomes)).toEqual({ done: 60 });
  const made = workspace.files(workspace.out);
  expect(made).toHaveLength(60);
  expect(await decodedSizes(made)).toEqual(['120x90']);
});

test('A run survives several crashes as long as there is progress between them', async () => {
  await writeImages(workspace.images, 240, { width: 600, height: 450 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const plan = await workspace.plan(client);
  const pids = new Set<number | undefined>();
  const { result, outcomes } = await workspace.run(client, plan, {}, (count) => {
    // Between two crashes there is time for the tasks that were in flight, which are retried one by one.
    if (count < (pids.size + 1) * 40 || pids.size === 4) return;
    void client.process().then(({ pid }) => {
      if (!pids.has(pid)) process.kill(pid as number, 'SIGKILL');
      pids.add(pid);
    });
  });
  expect(pids.size).toBe(4);
  expect(result.state).toBe('finished');
  expect(outcomes.map(({ id }) => id)).toEqual(plan.tasks.map(({ id }) => id));
  expect(countByStatus(outcomes)).toEqual({ done: 240 });
  expect(workspace.files(workspace.out)).toHaveLength(240);
});

test('The end of a run with a crash sweeps the folder of each format that was possible', async () => {
  await writeImages(workspace.images, 8);
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const recipe = resizeRecipe(
    { longEdge: 20 },
    { kind: 'folder', folder: 'out' },
    { outputs: [{ format: 'best', effort: 1, folder: 'out', name: '{format}/{name}' }] },
  );
  const plan = await workspace.plan(client, recipe);
  const id = newRunId();
  const temps = ['jpeg', 'png', 'webp', 'avif'].map((format) => join(workspace.out, format, `.assetmill-${id}-0-0.tmp`));
  let killed = false;
  const { outcomes } = await workspace.run(client, plan, { recipe, id }, () => {
    if (killed) return;
    killed = true;
    for (const temp of temps) {
      mkdirSync(dirname(temp), { recursive: true });
      writeFileSync(temp, 'half an image');
    }
    void killPool(client);
  });
  expect(countByStatus(outcomes)).toEqual({ done: 8 });
  expect(workspace.temps()).toEqual([]);
});

test('Originals that were replaced before a crash are not processed twice', async () => {
  await writeImages(workspace.images, 40, { width: 800, height: 600 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const halved = resizeRecipe({ percent: 50 }, { kind: 'replace' });
  const plan = await workspace.plan(client, halved);
  let killed = false;
  const { outcomes } = await workspace.run(client, plan, { recipe: halved }, (count) => {
    if (killed || count < 8) return;
    killed = true;
    void killPool(client);
  });
  expect(countByStatus(outcomes)).toEqual({ done: 40 });
  expect(await decodedSizes(workspace.files(workspace.images))).toEqual(['400x300']);
  expect(workspace.files()).toHaveLength(40);
});

test('The pool process ends when its parent is killed, outputs are complete, and the next start sweeps', async () => {
  await writeImages(workspace.images, 200);
  const order: ParentOrder = { poolFile: bundles.poolFile, workers: 2, store: workspace.store, request: workspace.request() };
  const parent: ChildProcess = fork(bundles.parentFile, [], { execArgv: [], serialization: 'advanced' });
  parent.send(order);
  let report: ParentReport = { poolPid: 0, ended: 0 };
  parent.on('message', (message) => {
    report = message as ParentReport;
  });
  await until(() => report.ended >= 10);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  const killedAt = performance.now();
  await until(() => !isAlive(report.poolPid));
  // It takes a few milliseconds; a busy computer gets more time.
  expect(performance.now() - killedAt).toBeLessThan(5000);

  const [interrupted] = await RunFolder.list(workspace.store);
  expect(interrupted?.interrupted).toBe(true);
  await recoverRuns(workspace.client({ poolFile: bundles.poolFile, workers: 1 }), workspace.store);
  expect((await RunFolder.list(workspace.store)).map(({ record }) => record.phase)).toEqual(['interrupted']);
  expect(workspace.temps()).toEqual([]);
  const made = workspace.files(workspace.out);
  expect(made.length).toBeGreaterThanOrEqual(10);
  expect(made.length).toBeLessThan(200);
  expect(await decodedSizes(made)).toEqual(['120x90']);
});
