import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RunControl } from '../../src/client/runs/runControl';
import { writeImages } from '../pool/images';
import { Workspace } from '../pool/workspace';
import { bundles, cluster, describeCluster } from './setUp';

describeCluster('Steering of runs on several computers', () => {
  test('A run that was canceled leaves whole files, and is resumed with what is left', async () => {
    await writeImages(cluster.images, 60, { width: 1600, height: 1200 });
    const before = cluster.files();
    const local = await cluster.filesOfLocalRun('shrink');
    await cluster.worker();
    const run = cluster.run('shrink');
    await cluster.untilOutcomes(1);
    run.process.kill('SIGINT');
    expect(await run.ended()).toMatchObject({ code: 1 });
    expect(cluster.record.phase).toBe('canceled');
    expect(cluster.temps()).toEqual([]);
    const left = cluster.outcomes.filter(({ status }) => status === 'canceled').length;
    expect(left).toBeGreaterThan(0);
    const id = cluster.record.id;
    expect(await cluster.resume('--run', id).ended()).toMatchObject({ code: 0, out: expect.stringContaining(`${left} done`) });
    expect(cluster.files()).toEqual(local);
    expect(await cluster.undo()).toMatchObject({ code: 0 });
    expect(cluster.files()).toEqual(before);
  });

  test('A worker that is asked to end finishes its chunk, and is no longer on the board', async () => {
    // Three chunks, of which it has two at a time, and slow enough to have them still.
    await writeImages(cluster.images, 140, { width: 320, height: 240 });
    const worker = await cluster.worker({ args: ['--rate', '20'] });
    const run = cluster.run('shrink');
    await cluster.redis.until(async (client) => (await client.keys('*:lock')).length > 0);
    worker.process.kill('SIGTERM');
    expect(await worker.ended()).toMatchObject({ code: 0, err: expect.stringMatching(/Finishing the files in progress\.\nStopped\.\n$/) });
    const client = cluster.redis.client();
    expect(await client.keys('*:machines*')).toEqual([]);
    expect(await client.keys('*:begun')).toEqual([]);
    client.disconnect();
    await run.says(/No worker is connected to the queue for the root data/);
    await cluster.worker();
    expect(await run.ended()).toMatchObject({ code: 0, out: expect.stringContaining('140 done') });
    expect(cluster.temps()).toEqual([]);
  });

  test('A worker that is asked to end does so, although the queue is gone', async () => {
    const worker = await cluster.worker({ args: ['--drain', '1'] });
    await cluster.redis.kill();
    await worker.says(/cannot be reached/);
    worker.process.kill('SIGTERM');
    expect(await worker.ended()).toMatchObject({ code: 0, err: expect.stringMatching(/Stopped\.\n$/) });
    await cluster.redis.restart();
  });

  test('A run that is paused and goes on at once, or later, processes each file once', async () => {
    const workspace = new Workspace();
    try {
      await writeImages(workspace.images, 60, { width: 1600, height: 1200 });
      await cluster.worker({ data: workspace.root });
      const queue = { plannerFile: bundles.plannerFile, queue: cluster.redis.url, root: `data=${workspace.root}` };
      const client = workspace.client({ poolFile: bundles.poolFile, workers: 1, cluster: queue });
      const plan = await workspace.plan(client);
      const control = new RunControl();
      let atPause = 0;
      const pauseTwice = async (count: number) => {
        if (atPause > 0) return;
        atPause = count;
        control.pause();
        control.resume();
        control.pause();
        await delay(1000);
        control.resume();
      };
      const { result, outcomes } = await workspace.run(client, plan, { control }, (count) => void pauseTwice(count));
      expect(result.state).toBe('finished');
      expect(outcomes.map(({ id }) => id).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, id) => id));
      expect(outcomes.every(({ status }) => status === 'done')).toBe(true);
    } finally {
      workspace.dispose();
    }
  });
});
