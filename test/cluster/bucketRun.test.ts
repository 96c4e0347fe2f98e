import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseLines, type Said } from '../cli/commandLine';
import { BucketCluster, buildCluster, hasRedis } from './bucketCluster';
import { image } from './bucketImages';
import { accessKey, BucketServer, secretKey } from './bucketServer';

const withRedis = await hasRedis();

const profiles = {
  web: { steps: [{ operation: 'resize', longEdge: 40 }], outputs: [{ folder: 'web', format: 'webp' }] },
  listed: {
    steps: [{ operation: 'watermark', image: 'logo/small.png' }],
    outputs: [{ folder: 'marked', format: 'png' }],
    manifest: { file: 'marked/files.json' },
  },
  replace: { replace: true, outputs: [{ format: 'webp', quality: 50 }] },
};

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
    cluster.run(['run', ...cluster.settings(profiles), '--queue', cluster.queue, '--json', ...args]).ended;

  /** All that the planner has on its disk. */
  const recorded = () =>
    readdirSync(join(cluster.root, 'state'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /json|lock/.test(entry.name))
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
      .join('\n');

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
    const workers = await Promise.all([cluster.worker(url), cluster.worker(url)]);
    const { summary, outcomes } = summaryOf(await run('web', url));
    expect(outcomes.map(({ status }) => status)).toEqual(keys.map(() => 'done'));
    expect(summary).toMatchObject({ state: 'finished', files: keys.length });
    const said = await cluster.run(['run', 'web', ...cluster.settings(profiles), '--json', local]).ended;
    expect(parseLines(said).summary).toMatchObject({ state: 'finished', files: keys.length });
    const made = readdirSync(join(local, 'web'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(made).toHaveLength(keys.length);
    for (const { parentPath, name } of made) {
      const path = join(parentPath, name);
      expect(await server.read(`2026/${path.slice(local.length + 1)}`)).toEqual(readFileSync(path));
    }
    const again = summaryOf(await run('web', url));
    expect(again.outcomes.map(({ code }) => code)).toEqual(keys.map(() => 'up-to-date'));
    for (const { child } of workers) child.kill('SIGTERM');
    const told = await Promise.all(workers.map(({ ended }) => ended));
    const everything = [recorded(), ...[...told, said].flatMap(({ out, err }) => [out, err])].join('\n');
    expect(everything).toContain('plain.jpg');
    expect(everything).not.toContain(secretKey);
    expect(everything).not.toContain(accessKey);
  }, 240_000);

  test('What a run replaced in a bucket is restored by undo, and what it made is removed', async () => {
    const root = 's3://pictures/replaced';
    const sources = new Map(
      await Promise.all(['a.png', 'sub/b.jpg', 'c.webp'].map(async (key, number) => [key, await image(number, { width: 300 })] as const)),
    );
    for (const [key, bytes] of sources) await server.write(`replaced/${key}`, bytes, { owner: 'somebody' });
    const worker = await cluster.worker(root);
    const { outcomes } = summaryOf(await run('replace', root));
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    const after = (await server.keys('replaced/')).filter((key) => !key.includes('.assetmill'));
    expect(after).toEqual(['replaced/a.webp', 'replaced/c.webp', 'replaced/sub/b.webp']);
    worker.child.kill('SIGTERM');
    const undone = await cluster.run(['undo', '--root', root]).ended;
    expect(undone).toMatchObject({ code: 0, err: '' });
    expect(undone.out).toContain('3');
    const restored = (await server.keys('replaced/')).filter((key) => !key.includes('.assetmill'));
    expect(restored).toEqual([...sources.keys()].map((key) => `replaced/${key}`).sort());
    for (const [key, bytes] of sources) expect((await server.read(`replaced/${key}`))?.equals(bytes)).toBe(true);
    expect((await cluster.run(['undo', '--root', root]).ended).out).toContain('no run');
  }, 240_000);

  test('An image that is laid over others comes from the bucket, and a manifest goes there', async () => {
    const root = 's3://pictures/listed';
    await server.write(
      'listed/logo/small.png',
      await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    );
    for (let number = 0; number < 2; number += 1) await server.write(`listed/photos/${number}.jpg`, await image(number));
    const worker = await cluster.worker(root);
    const { outcomes } = summaryOf(await run('listed', '--root', root, `${root}/photos`));
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done']);
    const made = ['listed/marked/0.png', 'listed/marked/1.png'];
    const keys = (await server.keys('listed/')).filter((key) => key.startsWith('listed/marked') || key.startsWith('listed/photos/marked'));
    expect(keys).toEqual([...made, 'listed/marked/files.json']);
    expect(String(await server.read('listed/marked/files.json'))).toContain('photos/1.jpg');
    const { data, info } = await sharp(await server.read('listed/marked/0.png'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const reds = Array.from({ length: info.width * info.height }, (_, pixel) => data[pixel * info.channels] as number);
    expect(Math.max(...reds)).toBeGreaterThan(100);
    worker.child.kill('SIGTERM');
    expect(await cluster.run(['undo', '--root', root]).ended).toMatchObject({ code: 0, err: '' });
    expect((await server.keys('listed/')).filter((key) => key.includes('marked'))).toEqual([]);
  }, 240_000);

  test('When a worker is killed after it put an object, another one finishes, and each file has one outcome', async () => {
    const root = 's3://pictures/killed';
    for (let number = 0; number < 5; number += 1) await server.write(`killed/${number}.jpg`, await image(number));
    const first = await cluster.worker(root);
    server.onDone = async ({ kind, key }) => {
      if (kind !== 'PUT' || key !== 'killed/web/2.webp') return undefined;
      server.onDone = () => undefined;
      first.child.kill('SIGKILL');
      return 'drop';
    };
    const ended = run('web', root);
    await first.ended;
    expect(await server.keys('killed/web/')).toContain('killed/web/2.webp');
    await cluster.worker(root);
    const { outcomes } = summaryOf(await ended);
    const ends = outcomes.map(({ id, status }) => [id, status] as const).sort(([a], [b]) => a - b);
    expect(ends).toEqual([0, 1, 2, 3, 4].map((id) => [id, 'done']));
    expect(await server.keys('killed/web/')).toEqual([0, 1, 2, 3, 4].map((number) => `killed/web/${number}.webp`));
  }, 300_000);

  test('Wrong credentials are told in one sentence', async () => {
    const wrong = { AWS_SECRET_ACCESS_KEY: 'wrong' };
    const sentence = 'error: The storage refused the credentials for s3://pictures/2026/';
    const args = ['run', 'web', ...cluster.settings(profiles), '--queue', cluster.queue, url];
    const planned = await cluster.run(args, wrong).ended;
    expect(planned.err).toBe(`${sentence} (SignatureDoesNotMatch).\n`);
    const worked = await cluster.run(['worker', '--queue', cluster.queue, '--root', url], { AWS_ACCESS_KEY_ID: 'nobody' }).ended;
    expect(worked.err).toMatch(/^error: The storage refused the credentials for \S+ \(InvalidAccessKeyId\)\.\n$/);
    const without = await cluster.run(['run', 'web', ...cluster.settings(profiles), url]).ended;
    expect(without.err).toContain('s3://pictures/2026 needs --queue');
  }, 120_000);
});
