import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyPrefix, queueName, setupKey } from '../../src/cluster/queue/queueNames';
import { relocatedTask, toPortable } from '../../src/cluster/roots/portablePaths';
import type { Task } from '../../src/shared/run/run';
import { planOf } from '../engine/fixtures/runs';
import { image, writeImages } from '../pool/images';
import { Cluster } from './cluster';
import { freePort } from './redisServer';
import { bundles, cluster, describeCluster } from './setUp';

const password = 'open-sesame-4711';
const size = { width: 320, height: 240 };

/** Everything that is written below a folder. */
function textsIn(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return names
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

describeCluster('Secrets of a queue', () => {
  let guarded: Cluster;
  beforeEach(async () => {
    guarded = await Cluster.start({ cliFile: bundles.cliFile, password, tls: true });
    await writeImages(guarded.images, 30, size);
  });
  afterEach(() => guarded.end());

  test.each(['URL', 'environment'])(
    'With TLS, a password in the %s is in no output, report, journal, log, or list of processes',
    async (place) => {
      const address = new URL(guarded.redis.url);
      if (place === 'URL') address.password = password;
      const env = {
        ASSETMILL_QUEUE_CA: guarded.redis.certificate,
        ASSETMILL_DEBUG: '1',
        ...(place === 'environment' && { ASSETMILL_QUEUE_PASSWORD: password }),
      };
      const seen: string[] = [];
      const look = () => {
        for (const program of guarded.started.filter(({ hasEnded }) => !hasEnded))
          for (const pid of program.tree)
            try {
              seen.push(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
            } catch {
              // It has just ended.
            }
      };
      await guarded.worker({ url: address.href, env });
      const run = guarded.call(['run', 'web', '--queue', address.href, '--root', `data=${guarded.data}`, 'images'], env);
      await guarded.untilOutcomes(1);
      look();
      expect(await run.ended()).toMatchObject({ code: 0, out: expect.stringContaining('30 done') });
      look();
      const said = guarded.started.map(({ out, err }) => out + err).join('\n');
      expect(seen.length).toBeGreaterThan(3);
      for (const text of [said, seen.join('\n'), textsIn(guarded.data)]) expect(text).not.toContain(password);
    },
  );

  test('A wrong password, an unknown certificate, and a server that is not there are told in one sentence', async () => {
    const { port, certificate } = guarded.redis;
    const worker = async (url: string, env: NodeJS.ProcessEnv) => {
      const started = guarded.call(['worker', '--queue', url, '--root', `data=${guarded.data}`, '--concurrency', '1'], env);
      await started.says(/Trying again until it answers\.\n/);
      await delay(500);
      return started.err.replace(/^Working on .*\n/m, '');
    };
    const wrong = await worker(`rediss://:wrong-secret@127.0.0.1:${port}`, { ASSETMILL_QUEUE_CA: certificate });
    expect(wrong).toBe(`The queue at rediss://127.0.0.1:${port} refused the user or the password. Trying again until it answers.\n`);
    const unknown = await worker(`rediss://127.0.0.1:${port}`, {});
    expect(unknown).toMatch(/^The queue at rediss:\/\/127\.0\.0\.1:\d+ cannot be reached \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Trying .*\n$/);
    const free = await freePort();
    const away = await worker(`redis://127.0.0.1:${free}`, {});
    expect(away).toBe(`The queue at redis://127.0.0.1:${free} cannot be reached (ECONNREFUSED). Trying again until it answers.\n`);
  });
});

describeCluster('Chunks that somebody else put into the queue', () => {
  test('are refused with a sentence, and nothing outside of the root is read or written', async () => {
    const { data, folder, redis } = cluster;
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    const secret = join(outside, 'secret.jpg');
    writeFileSync(secret, await image(size));
    writeFileSync(join(cluster.images, 'a.jpg'), await image(size));
    symlinkSync(outside, join(data, 'link'));
    symlinkSync(secret, join(data, 'linked.jpg'));
    mkdirSync(join(data, 'run'));
    await cluster.worker();
    const [connection, listening] = [redis.client(), redis.client()];
    const profile = { steps: [{ operation: 'resize', longEdge: 100 }], outputs: [{ folder: 'out' }] };
    const recipe = (given: unknown) => ({ name: 'web', path: 'web', profile: given });
    const know = (run: string, given: unknown, rest = {}) =>
      connection.set(setupKey('data', run), JSON.stringify({ run, recipe: recipe(given), directory: 'run', timeoutSeconds: 60, ...rest }));
    const overlay = (path: string) => ({ ...profile, steps: [{ operation: 'watermark', image: path }] });
    await know('good', profile);
    await know('overlay', overlay(secret));
    await know('linked', overlay('../linked.jpg'));
    await know('invalid', { steps: [{ operation: 'explode' }] });
    await know('elsewhere', profile, { directory: '../outside' });
    const planned = await planOf(data, { steps: [{ operation: 'resize', longEdge: 100 }], outputs: [{ folder: 'out' }] });
    const task = relocatedTask(planned.tasks.find(({ source }) => source.endsWith('a.jpg')) as Task, toPortable(data));
    const [output] = task.outputs;
    const late = { template: 'x', values: {}, extension: '/../../../outside/late.jpg' };
    const chunks = {
      'a path with dots': { run: 'good', tasks: [{ ...task, source: '../outside/secret.jpg' }] },
      'an absolute path': { run: 'good', tasks: [{ ...task, source: secret }] },
      'a target with dots': { run: 'good', tasks: [{ ...task, outputs: [{ ...output, target: 'images/../../outside/x.jpg' }] }] },
      'a linked folder': { run: 'good', tasks: [{ ...task, outputs: [{ ...output, target: 'link/x.jpg' }] }] },
      'a linked file': { run: 'good', tasks: [{ ...task, source: 'linked.jpg' }] },
      'a late name': { run: 'good', tasks: [{ ...task, outputs: [{ ...output, late }] }] },
      'an overlaid image': { run: 'overlay', tasks: [task] },
      'a linked overlaid image': { run: 'linked', tasks: [task] },
      'an invalid recipe': { run: 'invalid', tasks: [task] },
      'an unknown run': { run: 'unknown', tasks: [task] },
      'a run with a path': { run: '../good', tasks: [task] },
      'no tasks': { run: 'good', tasks: [] },
      'the same task twice': { run: 'good', tasks: [task, task] },
      'huge numbers': { run: 'good', tasks: [{ ...task, id: 1e300, cost: 1e308 }] },
      'something else': 'x',
    };
    const queue = new Queue(queueName('data'), { connection, prefix: keyPrefix });
    const events = new QueueEvents(queueName('data'), { connection: listening, prefix: keyPrefix });
    await events.waitUntilReady();
    const reasons: Record<string, string> = {};
    for (const [name, chunk] of Object.entries(chunks)) {
      const job = await queue.add(name, chunk, { attempts: 1 });
      reasons[name] = await job.waitUntilFinished(events).then(
        () => 'it was carried out',
        (error: Error) => error.message,
      );
    }
    for (const [name, reason] of Object.entries(reasons)) expect(reason, name).toMatch(/^Refused: .*\.|^Refused: .*✖/s);
    expect(readdirSync(outside)).toEqual(['secret.jpg']);
    expect(Object.keys(cluster.files()).filter((name) => name.startsWith('out'))).toEqual([]);
    // A valid one is carried out still.
    const job = await queue.add('valid', { run: 'good', tasks: [task] }, { attempts: 1 });
    expect(await job.waitUntilFinished(events)).toMatchObject({
      outcomes: [{ id: task.id, status: 'done', outputs: [{ target: output?.target }] }],
    });
    // Each machine may be the only one that does not reach the folder of a run, so another one gets the chunk after a while.
    const unreachable = await queue.add('elsewhere', { run: 'elsewhere', tasks: [task] }, { attempts: 1 });
    await expect(unreachable.waitUntilFinished(events)).rejects.toThrow('Refused: ../outside is not a path in the root.');
    await Promise.all([events.close(), queue.close()]);
    for (const each of [connection, listening]) each.disconnect();
  });
});
