import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptRuns, lastRun, lastUndoable, pruneRuns, undoableRuns } from '../../../src/client/store/keptRuns';
import { RunFolder } from '../../../src/client/store/runFolder';
import type { RunRecord } from '../../../src/client/store/runRecord';
import { deadPid, record } from './records';

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'assetmill-store-'));
});
afterEach(() => rmSync(store, { recursive: true, force: true }));

/** A line of a journal. */
function line(action: string, path: string): string {
  return `\n${JSON.stringify({ action, path })}\n`;
}

test('Pruning keeps the newest runs, and those in progress', async () => {
  const going = '20250101000000-going';
  await RunFolder.create(store, record({ id: going, phase: 'running' }));
  for (let index = 0; index < keptRuns + 5; index += 1) {
    await RunFolder.create(store, record({ id: `20260101${String(index).padStart(6, '0')}-x` }));
  }
  await pruneRuns(store);
  const left = readdirSync(store).sort();
  expect(left).toHaveLength(keptRuns + 1);
  expect(left[0]).toBe(going);
  expect(left[1]).toBe('20260101000005-x');
});

test('The last undoable run is the newest one with changes that is not undone', async () => {
  const create = async (id: string, change: Partial<RunRecord>, journal: string | undefined) => {
    const folder = await RunFolder.create(store, record({ id, ...change }));
    if (journal !== undefined) writeFileSync(join(folder.path, 'journal.jsonl'), journal);
  };
  expect(await lastUndoable(store)).toBeUndefined();
  await create('1-plain', {}, line('create', 'a'));
  await create('2-interrupted', { phase: 'running', pid: deadPid }, line('create', 'a'));
  await create('3-undone', { undone: true }, line('create', 'a'));
  await create('3-withdrawn', {}, line('folder', 'out') + line('create', 'out/a') + line('withdraw', 'out/a'));
  await create('4-empty', {}, '');
  await create('5-no-journal', {}, undefined);
  await create('6-going', { phase: 'running' }, line('create', 'a'));
  expect((await lastRun(store))?.record.id, 'the last run may have changed nothing').toBe('5-no-journal');
  expect((await lastUndoable(store))?.id).toBe('2-interrupted');
  await (await RunFolder.open(store, '2-interrupted')).update({ undone: true });
  expect((await lastUndoable(store))?.id).toBe('1-plain');
  expect(existsSync(join(store, '1-plain', 'run.json.tmp'))).toBe(false);
});

test('Undoable runs have their title, time, and number of files', async () => {
  const id = '20260314150926535-abcdef';
  const folder = await RunFolder.create(store, record({ id, title: 'Resize' }));
  const lines = ['a', 'b', 'c', 'c'].map((path) => line('create', path));
  const cutOff = '{"action":"crea';
  writeFileSync(join(folder.path, 'journal.jsonl'), [...lines, line('withdraw', 'b'), line('remove', 'd'), cutOff].join(''));
  await RunFolder.create(store, record({ title: 'Nothing' }));
  expect(await undoableRuns(store)).toMatchObject([{ id, title: 'Resize', startedMs: Date.UTC(2026, 2, 14, 15, 9, 26, 535), files: 3 }]);
});
