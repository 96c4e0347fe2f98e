import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { requestPlan } from '../../../src/client/runs/requestPlan';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';

setUpPool();

/** Waits for the exit of a process; the test's own time limit is the end of patience. */
async function gone(pid: number | undefined): Promise<void> {
  for (;;) {
    try {
      process.kill(pid as number, 0);
    } catch {
      return;
    }
    await delay(10);
  }
}

test('A process that was idle is stopped, and the next use starts another', async () => {
  await writeImages(workspace.images, 2, { width: 40, height: 30 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 }, { idleMs: 50 });
  const pids: (number | undefined)[] = [];
  for (let use = 0; use < 2; use += 1) {
    await client.runExclusive({}, async () => {
      pids.push((await client.process()).pid);
    });
    await gone(pids.at(-1));
  }
  expect(new Set(pids).size).toBe(2);
  expect(workspace.log.join('\n')).toContain(`Pool process ${pids[0]}: stopped`);
  expect((await workspace.plan(client)).tasks).toHaveLength(2);
});

test('A process that is held is not stopped, however short the idle time', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 }, { idleMs: 1 });
  await client.runExclusive({}, async () => {});
  await client.runExclusive({}, async () => {
    const first = await client.process();
    // Several idle times: a timer of the hold before would have come.
    await delay(50);
    expect(await client.process()).toBe(first);
  });
});

test('Changed settings start another process, the same ones do not', async () => {
  let workers = 1;
  const client = workspace.client(() => ({ poolFile: bundles.poolFile, workers }));
  const first = await client.process();
  expect(await client.process()).toBe(first);
  workers = 2;
  const second = await client.process();
  expect(second.pid).not.toBe(first.pid);
  expect((await second.started()).workers).toBe(2);
  await gone(first.pid);
});

test('Works wait for each other, and one that fails does not keep the next', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const said: string[] = [];
  const work = (name: string, fails = false) =>
    client.runExclusive({}, async () => {
      said.push(`${name} starts`);
      await delay(5);
      said.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([work('a'), work('b', true), work('c')]);
  expect(said).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('A disposed client ends its process and starts no other', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { pid } = await client.process();
  client.dispose();
  await gone(pid);
  await expect(client.process()).rejects.toThrow('Assetmill is closing');
});

test('Calls that wait when the process dies are answered with the cause', async () => {
  await writeImages(workspace.images, 200, { width: 40, height: 30 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const started = await client.process();
  const plan = workspace.plan(client);
  process.kill(started.pid as number, 'SIGKILL');
  await expect(plan).rejects.toThrow('The worker process ended unexpectedly (SIGKILL).');
});

test('A plan that is canceled ends with an AbortError, and the process serves the next one', async () => {
  await writeImages(workspace.images, 300, { width: 400, height: 300, extension: 'webp' });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { pid } = await client.process();
  const abort = new AbortController();
  const plan = requestPlan(client, workspace.request(), abort.signal);
  abort.abort();
  await expect(plan).rejects.toMatchObject({ name: 'AbortError' });
  await expect(requestPlan(client, workspace.request(), abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect((await workspace.plan(client)).tasks).toHaveLength(300);
  expect((await client.process()).pid).toBe(pid);
});

test('A cancel while the plan is being made in the process ends it', async () => {
  await writeImages(workspace.images, 400, { width: 60, height: 40 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const abort = new AbortController();
  const { remote } = await client.process();
  const plan = requestPlan(client, workspace.request(), abort.signal);
  await delay(5); // into the plan, wherever that is: every moment must end in the same way
  abort.abort();
  await expect(plan).rejects.toMatchObject({ name: 'AbortError' });
  // The process answers: it is not stuck in the plan.
  await remote.cancel();
});
