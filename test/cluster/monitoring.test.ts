import { expect, test } from 'vitest';
import { writeImages } from '../pool/images';
import { freePort } from './redisServer';
import { cluster, describeCluster } from './setUp';

const size = { width: 320, height: 240 };

describeCluster('Monitoring of workers', () => {
  test('Metrics, health, and the dashboard tell what a worker does', async () => {
    await writeImages(cluster.images, 30, size);
    const port = await freePort();
    const worker = await cluster.worker({ args: ['--http', String(port), '--dashboard'] });
    const page = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
    };
    expect(await cluster.run('web').ended()).toMatchObject({ code: 0 });
    const metrics = await page('/metrics');
    expect(metrics).toMatchObject({ status: 200, type: expect.stringContaining('text/plain') });
    expect(metrics.text).toContain('# TYPE assetmill_files_total counter');
    expect(metrics.text).toContain('assetmill_files_total{root="data",status="done"} 30');
    expect(metrics.text).toMatch(/assetmill_queue_chunks\{root="data",state="waiting"\} 0/);
    expect(await page('/health')).toMatchObject({ status: 200, text: '{"queue":"connected","pool":"ready","draining":false}\n' });
    expect(await page('/dashboard')).toMatchObject({ status: 200, text: expect.stringContaining('<html') });
    expect((await page('/dashboard/api/queues')).text).toContain('data@');
    expect(await page('/other')).toMatchObject({ status: 404 });
    await cluster.redis.kill();
    await worker.says(/cannot be reached/);
    expect(await page('/health')).toMatchObject({ status: 503, text: expect.stringContaining('not connected') });
    expect(await page('/metrics')).toMatchObject({ status: 200, text: expect.stringContaining('assetmill_files_total') });
  });

  test('All workers of a root together start no more files in a window than the rate has room for', async () => {
    await writeImages(cluster.images, 50, size);
    const args = ['--rate', 'data=5'];
    await Promise.all([cluster.worker({ args }), cluster.worker({ args })]);
    const run = cluster.run('web');
    // What is consumed is counted by Redis: each window has room for 10 files, so 50 of them need 5 windows.
    const windows = new Set<string>();
    const client = cluster.redis.client();
    while (!run.hasEnded) {
      const [key] = await client.keys('*:rate:files');
      const left = key === undefined ? -1 : await client.pexpiretime(key);
      if (left > 0) windows.add(String(Math.round(left / 500)));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    client.disconnect();
    expect(await run.ended()).toMatchObject({ code: 0, out: expect.stringContaining('50 done') });
    expect(windows.size).toBeGreaterThanOrEqual(5);
  });

  test('What a run leaves in Redis is small, and ends by itself', async () => {
    await writeImages(cluster.images, 30, size);
    const worker = await cluster.worker();
    expect(await cluster.run('web').ended()).toMatchObject({ code: 0 });
    worker.process.kill('SIGTERM');
    await worker.ended();
    const client = cluster.redis.client();
    const lasting: string[] = [];
    for (const key of await client.keys('*')) if ((await client.ttl(key)) < 0) lasting.push(key.replace(/^assetmill:data@[^:]*:/, ''));
    expect(lasting.sort()).toEqual(['events', 'id', 'meta']);
    client.disconnect();
  });
});
