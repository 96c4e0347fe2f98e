import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { isFileEntry, readJournal } from '../../src/engine/commit/journal';
import { descendants } from '../host/descendants';
import { writeImages } from '../pool/images';
import { kill, lockMs, type Started } from './cluster';
import { CutConnection } from './cutConnection';
import { cluster, describeCluster } from './setUp';

/** Three chunks. */
const count = 60;
let before: Record<string, string>;
/** The same in each test. */
let local: Record<string, string> | undefined;

/** The run has ended as if nothing had happened. */
async function expectWhole(run: Started): Promise<void> {
  expect(await run.ended()).toMatchObject({ code: 0 });
  expect(cluster.outcomes.filter(({ status }) => status !== 'done')).toEqual([]);
  expect(cluster.files()).toEqual(local);
  const ids = cluster.outcomes.map(({ id }) => id).sort((a, b) => a - b);
  expect(ids).toEqual(Array.from({ length: count }, (_, id) => id));
  expect(cluster.temps()).toEqual([]);
  expect(await cluster.undo()).toMatchObject({ code: 0, err: '' });
  expect(cluster.files()).toEqual(before);
}

function poolOf(program: Started): number {
  return descendants(program.pid).find(({ command }) => command.includes('pool.cjs'))?.pid as number;
}

function plannerOf(program: Started): number {
  return descendants(program.pid).find(({ command }) => command.includes('planner.cjs'))?.pid as number;
}

describeCluster('Losses on several computers', () => {
  beforeEach(async () => {
    await writeImages(cluster.images, count, { width: 1600, height: 1200 });
    before = cluster.files();
    local ??= await cluster.filesOfLocalRun('shrink');
  });

  test('Workers that are killed one after the other, and a pool process, cost nothing', async () => {
    const [first, second] = await Promise.all([cluster.worker(), cluster.worker()]);
    const run = cluster.run('shrink');
    await cluster.untilOutcomes(1);
    await first.kill();
    const third = await cluster.worker();
    await cluster.untilOutcomes(count / 3);
    await second.kill();
    kill(poolOf(third));
    await expectWhole(run);
  });

  test('A Redis server that is killed and started again, with its log or without anything, costs nothing', async () => {
    await Promise.all([cluster.worker(), cluster.worker()]);
    const run = cluster.run('shrink');
    await cluster.untilOutcomes(1);
    await cluster.redis.kill();
    await delay(500);
    await cluster.redis.restart();
    await cluster.untilOutcomes(count / 3);
    await cluster.redis.restartEmpty();
    await expectWhole(run);
  });

  test('A network that is cut for longer than a lock lasts has another worker carry on, and the first one stops in time', async () => {
    const cut = await CutConnection.start(cluster.redis.port);
    // Slow enough to have its chunk still.
    const worker = await cluster.worker({ url: cut.url, args: ['--rate', '4'] });
    const run = cluster.run('shrink');
    await cluster.redis.until(async (client) => (await client.keys('*:begun')).length > 0);
    cut.stall();
    await worker.says(/Other machines get the files/);
    await cluster.worker();
    await cluster.untilOutcomes(count / 2);
    cut.drop();
    await expectWhole(run);
    await cut.end();
  });

  test('A run whose network is cut, and whose planner is killed, goes on', async () => {
    const cut = await CutConnection.start(cluster.redis.port);
    await cluster.worker();
    const run = cluster.call(['run', 'shrink', '--queue', cut.url, '--root', `data=${cluster.data}`, 'images']);
    await cluster.untilOutcomes(1);
    cut.stall();
    await delay(lockMs * 1.5);
    cut.drop();
    kill(plannerOf(run));
    await expectWhole(run);
    await cut.end();
  });

  test('A run that is killed and undone is not carried on with by the workers', async () => {
    const worker = await cluster.worker();
    const run = cluster.run('shrink');
    await cluster.untilOutcomes(1);
    await Promise.all([run.kill(), worker.kill()]);
    expect(await cluster.undo()).toMatchObject({ code: 0 });
    await cluster.worker();
    await cluster.redis.until(async (client) => (await client.keys('*:wait')).length === 0 && (await client.keys('*:lock')).length === 0);
    expect(cluster.files()).toEqual(before);
  });

  test('A run that is killed is resumed, and collects what was done meanwhile', async () => {
    const worker = await cluster.worker();
    const run = cluster.run('shrink');
    await cluster.untilOutcomes(1);
    await run.kill();
    const resumed = cluster.resume();
    await resumed.ended();
    // Nothing was processed twice: each file was replaced by one entry.
    const entries = readJournal(cluster.runs.at(-1) as string).filter(isFileEntry);
    expect(entries.map(({ task }) => task).sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, id) => id));
    await expectWhole(resumed);
    expect(worker.hasEnded).toBe(false);
  });
});
