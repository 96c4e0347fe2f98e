import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { undoState, whileUndoing } from '../../../src/client/history/undoLock';
import { temporaryFolder } from '../../engine/fixtures/runs';
import { deadPid } from '../store/records';

test('A run that is being undone is not undone a second time at once, which a sentence says', async () => {
  const directory = temporaryFolder();
  await whileUndoing(directory, async () => {
    expect(await undoState(directory)).toBe('alive');
    await expect(whileUndoing(directory, async () => {})).rejects.toThrow('This run is being undone in another window or terminal.');
  });
  expect(await undoState(directory)).toBe('none');
  expect(await whileUndoing(directory, async () => 'done')).toBe('done');
});

test.each([
  ['whose process ended', String(deadPid), 0],
  ['whose process id belongs to another program now', String(process.pid), 3600],
  ['that could not write its id', '', 3600],
])('An undo %s does not block another one', async (_, text, silentSeconds) => {
  const directory = temporaryFolder();
  const lock = join(directory, 'undo.json');
  writeFileSync(lock, text);
  const then = Date.now() / 1000 - silentSeconds;
  utimesSync(lock, then, then);
  expect(await undoState(directory)).toBe('dead');
  expect(await whileUndoing(directory, async () => existsSync(lock))).toBe(true);
  expect(readdirSync(directory)).toEqual([]);
});
