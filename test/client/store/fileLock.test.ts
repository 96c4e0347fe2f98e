import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../src/client/store/fileLock';
import { deadPid } from './records';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetmill-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('Work under one lock does not overlap, and its failure releases the lock', async () => {
  const path = join(folder, 'made', 'lock');
  const steps: string[] = [];
  const work = (name: string) =>
    withLock(path, async () => {
      steps.push(`${name} starts`);
      await setTimeout(20);
      steps.push(`${name} ends`);
      if (name === 'b') throw new Error('b fails');
    }).catch((error: Error) => steps.push(error.message));
  await Promise.all(['a', 'b', 'c', 'd'].map(work));
  const order = steps.filter((step) => step !== 'b fails').map((step) => step.split(' ')[0]);
  for (let at = 0; at < order.length; at += 2) expect(order[at]).toBe(order[at + 1]);
  expect(steps).toHaveLength(9);
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['of an earlier process with the id of this one', `${process.pid}\n${hostname()}\n1\n12`, process.platform === 'linux' ? 0 : 120],
  ['whose process has ended', `${deadPid}\n${hostname()}\n1`, 0],
  ['that is older than any work, whatever process has its id now', `${process.pid}\n${hostname()}\n1`, 120],
  ['that its owner had no time to fill, when it is old', '', 120],
])('A lock %s is taken over', async (_, content, secondsAgo) => {
  const path = join(folder, 'lock');
  writeFileSync(path, content);
  const time = new Date(Date.now() - secondsAgo * 1000);
  utimesSync(path, time, time);
  expect(await withLock(path, async () => 'done')).toBe('done');
});

test.each([
  ['of a living process', `${process.pid}\n${hostname()}\n1`],
  ['of another computer', `${deadPid}\nelsewhere\n1`],
])('A lock %s is waited for', async (_, content) => {
  const path = join(folder, 'lock');
  writeFileSync(path, content);
  let isDone = false;
  const work = withLock(path, async () => {
    isDone = true;
  });
  await setTimeout(200);
  expect(isDone).toBe(false);
  rmSync(path);
  await work;
  expect(isDone).toBe(true);
});

test('A lock that cannot be written is told with its folder and the cause', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(withLock(join(file, 'lock'), async () => {})).rejects.toThrow(
    `A lock cannot be written in ${file}. Part of the path is a file, not a folder.`,
  );
});

test('A lock whose folder cannot be made says why, without the words of the system', async () => {
  const link = join(folder, 'link');
  symlinkSync(join(folder, 'gone', 'runs'), link);
  await expect(withLock(join(link, 'lock'), async () => {})).rejects.toMatchObject({
    name: 'StoreError',
    message: `A lock cannot be written in ${link}. A file or a link of the same name is in the way.`,
  });
});

test.skipIf(process.platform !== 'linux')(
  'A lock whose owner is stopped or sleeps is waited for, which is told, until a signal ends the wait',
  async () => {
    const path = join(folder, 'lock');
    let release = () => {};
    const held = withLock(path, () => new Promise<void>((resolve) => (release = resolve)));
    await setTimeout(50);
    utimesSync(path, 1e9, 1e9);
    const abort = new AbortController();
    const waits: boolean[] = [];
    const onWaiting = () => {
      waits.push(existsSync(path));
      abort.abort();
    };
    await expect(withLock(path, async () => 'done', { signal: abort.signal, onWaiting })).rejects.toThrow('aborted');
    expect(waits).toEqual([true]);
    release();
    await held;
    expect(existsSync(path)).toBe(false);
  },
);

test('A lock that another process has taken over is not removed', async () => {
  const path = join(folder, 'lock');
  await withLock(path, async () => writeFileSync(path, `${process.pid}\nelsewhere\n1`));
  expect(existsSync(path)).toBe(true);
});

test('A raised signal takes no lock, even a free one', async () => {
  const path = join(folder, 'lock');
  await expect(withLock(path, async () => 'done', { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  expect(existsSync(path)).toBe(false);
});

test('A lock that this process could not remove does not hold it up', async () => {
  const path = join(folder, 'lock');
  const text = await withLock(path, async () => readFileSync(path, 'utf8'));
  writeFileSync(path, text);
  expect(await withLock(path, async () => 'done', { signal: AbortSignal.timeout(5000) })).toBe('done');
  expect(existsSync(path)).toBe(false);
});
