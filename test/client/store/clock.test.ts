import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../src/client/store/fileLock';
import { RunFolder } from '../../../src/client/store/runFolder';
import { lastRun, lastUndoable, undoableRuns } from '../../../src/client/store/storedRuns';
import { undoState } from '../../../src/client/store/undoLock';
import { record } from './records';

/** Clocks that were set back: the times that are in the store come from the future. */

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'assetmill-clock-'));
});
afterEach(() => rmSync(store, { recursive: true, force: true }));

/** A run with changes that started at a time, as the clock said. */
async function started(time: string): Promise<string> {
  const id = `${time.replace(/\D/g, '').padEnd(17, '0')}-abcdef`;
  const { path } = await RunFolder.create(store, record({ id }));
  writeFileSync(join(path, 'journal.jsonl'), '{"action":"create","path":"/a"}\n');
  return id;
}

test('After the clock was set back, the newest run is the one that started last, and undo starts with it', async () => {
  const before = await started('2026-01-01');
  const ahead = await started('2030-06-01');
  const first = await started('2026-02-01');
  const second = await started('2026-02-02');
  expect((await RunFolder.list(store)).map(({ record: { id } }) => id)).toEqual([before, ahead, first, second]);
  expect((await lastRun(store, undefined))?.record.id).toBe(second);
  expect((await lastUndoable(store, undefined))?.id).toBe(second);
  expect((await undoableRuns(store, undefined)).map(({ id }) => id)).toEqual([second, first, ahead, before]);
  const caughtUp = await started('2031-01-01');
  expect((await lastUndoable(store, undefined))?.id).toBe(caughtUp);
});

/** A file that was left empty by a killed process, at a time that is still to come. */
function leftInFuture(path: string): void {
  writeFileSync(path, '');
  const time = Date.now() / 1000 + 86_400;
  utimesSync(path, time, time);
}

test('Marks and locks that a killed process left do not hold until the clock has caught up', async () => {
  const run = join(store, 'run');
  mkdirSync(run);
  leftInFuture(join(run, 'undo.json'));
  expect(await undoState(run)).toBe('dead');
  leftInFuture(join(store, '.lock'));
  expect(await withLock(join(store, '.lock'), async () => 'done')).toBe('done');
});
