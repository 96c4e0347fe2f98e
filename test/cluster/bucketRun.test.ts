import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseLines, type Said } from '../cli/commandLine';
import { BucketCluster, buildCluster, hasRedis } from './bucketCluster';
import { BucketServer, secretKey } from './bucketServer';

const withRedis = await hasRedis();

const profiles = { web: { steps: [{ operation: 'resize', longEdge: 40 }], outputs: [{ folder: 'web', format: 'webp' }] } };

/** An image that differs from all others. */
export function image(number: number, { width = 64, height = 48 } = {}): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: { r: number % 256, g: (number * 7) % 256, b: 90 } } })
    .jpeg()
    .toBuffer();
}

function summaryOf(said: Said) {
  expect(said.err).toBe('');
  return parseLines(said);
}

describe.skipIf(!withRedis)('a run in a bucket', () => {
  const server = new BucketServer('pictures');
  const cluster = new BucketCluster(inject('bundles'), server);
  const url = 's3://pictures/2026';

  beforeAll(async () => {
    await Promise.all([buildCluster(inject('bundles')), server.start(), cluster.start()]);
  }, 120_000);

  afterAll(async () => {
    await cluster.stop();
    await server.stop();
  });

  const run = (...args: readonly string[]) =>
    cluster.run(['run', 'web', ...cluster.settings(profiles), '--queue', cluster.queue, ...args]).ended;

  test('Two workers make the same files of a bucket that a local run makes of a folder', async () => {
    const local = join(cluster.root, 'local');
    const keys = ['a b/ä+ö %41.jpg', 'A b/Ä+Ö %41.jpg', 'plain.jpg', ...Array.from({ length: 30 }, (_, number) => `many/${number}.jpg`)];
    for (const [number, key] of keys.entries()) {
      const bytes = await image(number);
      mkdirSync(dirname(join(local, key)), { recursive: true });
      writeFileSync(join(local, key), bytes);
      await server.write(`2026/${key}`, bytes);
    }
    await server.write('other/outside.jpg', await image(99));
    await Promise.all([cluster.worker(url), cluster.worker(url)]);
    const { summary, outcomes } = summaryOf(await run('--json', url));
    expect(outcomes.map(({ status }) => status)).toEqual(keys.map(() => 'done'));
    expect(summary).toMatchObject({ state: 'finished', done: keys.length });
    const said = await cluster.run(['run', 'web', ...cluster.settings(profiles), '--json', local]).ended;
    expect(parseLines(said).summary).toMatchObject({ done: keys.length });
    const made = readdirSync(join(local, 'web'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(made).toHaveLength(keys.length);
    for (const { parentPath, name } of made) {
      const path = join(parentPath, name);
      expect(await server.read(`2026/${path.slice(local.length + 1)}`)).toEqual(readFileSync(path));
    }
    const again = summaryOf(await run('--json', url));
    expect(again.outcomes.map(({ code }) => code)).toEqual(keys.map(() => 'up-to-date'));
    console.log(server.counts, secretKey.length);
  }, 120_000);
});
