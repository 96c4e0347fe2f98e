import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { requestPlan } from '../../../src/client/runs/requestPlan';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';

setUpPool();

/** Waits for the exit of a process, at most until the timeout of the test. */
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

test('An idle process is stopped, and the next use starts another one', async () => {
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

test('A process in use is not stopped, however short the idle time', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 }, { idleMs: 1 });
  await client.runExclusive({}, async () => {});
  await client.runExclusive({}, async () => {
    const first = await client.process();
    // Several idle times: a timer of the previous job would have fired.
    await delay(50);
    expect(await client.process()).toBe(first);
  });
});

test('Only changed settings start another process', async () => {
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

/** The priorities of the threads of a process, without repetition. The 19th value of `stat` is the nice value; the second one may contain spaces. */
function threadPriorities(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  const values = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[16]);
  return [...new Set(values.map(Number))];
}

test.each([
  ['low', constants.priority.PRIORITY_BELOW_NORMAL],
  ['normal', getPriority()],
] as const)('The process and its threads have %s priority', async (priority, expected) => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2, priority });
  const { pid } = (await client.process()) as { pid: number };
  expect(getPriority(pid)).toBe(expected);
  if (process.platform === 'linux') expect(threadPriorities(pid)).toEqual([expected]);
});

test('Jobs run one after the other, even when one fails', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const events: string[] = [];
  const work = (name: string, fails = false) =>
    client.runExclusive({}, async () => {
      events.push(`${name} starts`);
      await delay(5);
      events.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([work('a'), work('b', true), work('c')]);
  expect(events).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('A disposed client ends its process and does not start another one', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { pid } = await client.process();
  client.dispose();
  await gone(pid);
  await expect(client.process()).rejects.toThrow('Assetmill is closing');
});

test('Pending calls are rejected with the cause when the process dies', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { pid, remote } = await client.process();
  const call = remote.plan(workspace.request());
  process.kill(pid as number, 'SIGKILL');
  await expect(call).rejects.toThrow('The worker process ended unexpectedly (SIGKILL).');
});

test('A plan is made again when its process dies, and no file is to blame for that', async () => {
  await writeImages(workspace.images, 200, { width: 40, height: 30 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const kill = async () => {
    const { pid, exited } = await client.process('files');
    process.kill(pid as number, 'SIGKILL');
    await exited;
  };
  const plan = workspace.plan(client);
  await kill();
  await kill();
  expect((await plan).tasks).toHaveLength(200);
});

test('A plan is given up when its process dies again and again', async () => {
  const poolFile = join(workspace.root, 'pool.cjs');
  writeFileSync(poolFile, "process.on('message', () => process.exit(7));");
  const client = workspace.client({ poolFile, workers: 1 });
  await expect(workspace.plan(client)).rejects.toThrow('The worker process ended unexpectedly (exit code 7).');
  expect(workspace.log).toHaveLength(3);
});

test('A canceled plan ends with an AbortError, and the process makes the next one', async () => {
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

test('A cancel in the middle of planning ends the plan', async () => {
  await writeImages(workspace.images, 400, { width: 60, height: 40 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const abort = new AbortController();
  const { remote } = await client.process();
  const plan = requestPlan(client, workspace.request(), abort.signal);
  await delay(5); // somewhere in the middle of planning: every moment must end in the same way
  abort.abort();
  await expect(plan).rejects.toMatchObject({ name: 'AbortError' });
  // The process answers, so it is not stuck in the plan.
  await remote.cancel();
});

test('Settings that change during a job apply to the next one', async () => {
  let workers = 1;
  const client = workspace.client(() => ({ poolFile: bundles.poolFile, workers }));
  const pids: (number | undefined)[] = [];
  await client.runExclusive({}, async () => {
    pids.push((await client.process()).pid);
    workers = 2;
    pids.push((await client.process()).pid);
    client.warmUp();
  });
  await client.runExclusive({}, async () => {
    pids.push((await client.process()).pid);
  });
  expect(pids[1]).toBe(pids[0]);
  expect(pids[2]).not.toBe(pids[0]);
});
