import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { beginUndo, undoState } from '../../../src/client/store/undoLock';
import { temporaryFolder } from '../../engine/fixtures/runs';
import { deadPid } from './records';

test('A run that is being undone is not undone a second time at once, which a sentence says', async () => {
  const directory = temporaryFolder();
  const { whileAlive: whileUndoing } = await beginUndo(directory);
  await whileUndoing(async () => {
    expect(await undoState(directory)).toBe('alive');
    await expect(beginUndo(directory)).rejects.toThrow('This run is being undone in another window or terminal.');
  });
  expect(await undoState(directory)).toBe('none');
  expect(await (await beginUndo(directory)).whileAlive(async () => 'done')).toBe('done');
});

test.each([
  ['whose process ended', String(deadPid), 0],
  ['whose process ended on this computer', `${deadPid}\n${hostname()}\nx\n`, 0],
  ['whose process id belongs to another program now', String(process.pid), 3600],
  ['that could not write its id', '', 3600],
])('An undo %s does not block another one', async (_, text, silentSeconds) => {
  const directory = temporaryFolder();
  const lock = join(directory, 'undo.json');
  writeFileSync(lock, text);
  const then = Date.now() / 1000 - silentSeconds;
  utimesSync(lock, then, then);
  expect(await undoState(directory)).toBe('dead');
  expect(await (await beginUndo(directory)).whileAlive(async () => existsSync(lock))).toBe(true);
  expect(readdirSync(directory)).toEqual([]);
});

test('The process of an undo on another computer that shares the store is not looked for on this one', async () => {
  const directory = temporaryFolder();
  const lock = join(directory, 'undo.json');
  writeFileSync(lock, `${deadPid}\nanother-computer\nx\n12`);
  expect(await undoState(directory)).toBe('alive');
  await expect(beginUndo(directory)).rejects.toThrow('being undone in another window or terminal');
  utimesSync(lock, 1e9, 1e9);
  expect(await undoState(directory)).toBe('dead');
});

test.skipIf(process.platform !== 'linux')(
  'A process that started later than the undo did not begin it, though it has the same id',
  async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'undo.json'), `${process.pid}\n${hostname()}\nx\n12`);
    expect(await undoState(directory)).toBe('dead');
  },
);

test.skipIf(process.platform !== 'linux')(
  'An undo whose process is stopped or sleeps is in progress, however long that takes',
  async () => {
    const directory = temporaryFolder();
    const lock = join(directory, 'undo.json');
    const undoing = await beginUndo(directory);
    await undoing.whileAlive(async () => {
      utimesSync(lock, 1e9, 1e9);
      expect(await undoState(directory)).toBe('alive');
      await expect(beginUndo(directory)).rejects.toThrow('being undone in another window or terminal');
    });
    expect(existsSync(lock)).toBe(false);
  },
);

test('An abandoned undo counts as dead, and one that another process has taken over does not release its lock', async () => {
  const directory = temporaryFolder();
  const lock = join(directory, 'undo.json');
  const abandoned = await beginUndo(directory);
  await abandoned.whileAlive(() => abandoned.abandon());
  utimesSync(lock, 1e9, 1e9);
  expect(await undoState(directory)).toBe('dead');
  const robbed = await beginUndo(directory);
  await robbed.whileAlive(async () => writeFileSync(lock, `${process.pid}\nanother-computer\nx\n12`));
  expect(await undoState(directory)).toBe('alive');
});
