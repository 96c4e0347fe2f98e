import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeImage, writeImages } from '../pool/images';
import { bundles, cluster, describeCluster } from './setUp';

const size = { width: 320, height: 240 };

describeCluster('Files that end their machine', () => {
  test('A file that ends every worker that takes it is set aside, and the others are done', async () => {
    await writeImages(cluster.images, 5, size);
    await writeImage(join(cluster.images, 'machine.jpg'), size);
    let isOver = false;
    // A service manager starts it again.
    const service = async () => {
      while (!isOver) await (await cluster.worker({ cliFile: bundles.namedCliFile })).ended();
    };
    const serving = service();
    const run = await cluster.run('web').ended();
    isOver = true;
    expect(run).toMatchObject({ code: 1, out: expect.stringContaining('5 done') });
    const failed = cluster.outcomes.filter(({ status }) => status !== 'done');
    expect(failed).toMatchObject([{ source: join(cluster.images, 'machine.jpg'), status: 'failed', code: 'crashed' }]);
    expect(cluster.outcomes).toHaveLength(6);
    expect(cluster.temps()).toEqual([]);
    for (const worker of cluster.started) if (!worker.hasEnded) worker.process.kill('SIGTERM');
    await serving;
  });

  test('A file that crashes the pool process is named by the worker, which goes on', async () => {
    await writeImages(cluster.images, 5, size);
    await writeImage(join(cluster.images, 'poison.jpg'), size);
    const worker = await cluster.worker({ cliFile: bundles.namedCliFile });
    expect(await cluster.run('web').ended()).toMatchObject({ code: 1, out: expect.stringContaining('5 done') });
    const failed = cluster.outcomes.filter(({ status }) => status !== 'done');
    expect(failed).toMatchObject([{ source: join(cluster.images, 'poison.jpg'), status: 'failed', code: 'crashed' }]);
    expect(worker.hasEnded).toBe(false);
  });
});
