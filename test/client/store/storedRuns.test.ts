import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunFolder } from '../../../src/client/store/runFolder';
import type { RunRecord } from '../../../src/client/store/runRecord';
import { belongsTo, lastRun, lastUndoable, undoableRuns } from '../../../src/client/store/storedRuns';
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

test('A run belongs to the folders in or above which it worked, and to the one that it was started in', () => {
  const run = { roots: ['/projects/site/images'], startedIn: '/home/me' };
  expect(belongsTo(run, undefined)).toBe(true);
  for (const folder of ['/projects/site', '/projects/site/images', '/projects/site/images/2024', '/home/me'])
    expect(belongsTo(run, [folder]), folder).toBe(true);
  for (const folder of ['/projects/site/image', '/projects/other', '/home']) expect(belongsTo(run, [folder]), folder).toBe(false);
  expect(belongsTo(run, []), 'a window without a folder').toBe(false);
  expect(belongsTo({ roots: [] }, [])).toBe(true);
});

test('The last undoable run is the newest one with changes that is not undone', async () => {
  const create = async (id: string, change: Partial<RunRecord>, journal: string | undefined) => {
    const folder = await RunFolder.create(store, record({ id, ...change }));
    if (journal !== undefined) writeFileSync(join(folder.path, 'journal.jsonl'), journal);
  };
  expect(await lastUndoable(store, undefined)).toBeUndefined();
  await create('1-plain', {}, line('create', 'a'));
  await create('2-interrupted', { phase: 'running', pid: deadPid }, line('create', 'a'));
  await create('3-undone', { undone: true }, line('create', 'a'));
  await create('3-withdrawn', {}, line('folder', 'out') + line('create', 'out/a') + line('withdraw', 'out/a'));
  await create('4-empty', {}, '');
  await create('5-no-journal', {}, undefined);
  await create('6-going', { phase: 'running' }, line('create', 'a'));
  expect((await lastRun(store, undefined))?.record.id, 'the last run may have changed nothing').toBe('5-no-journal');
  expect((await lastUndoable(store, undefined))?.id).toBe('2-interrupted');
  await (await RunFolder.open(store, '2-interrupted')).update({ undone: true });
  expect((await lastUndoable(store, undefined))?.id).toBe('1-plain');
  expect(existsSync(join(store, '1-plain', 'run.json.tmp'))).toBe(false);
});

test('Undoable runs have their title, time, and number of files', async () => {
  const id = '20260314150926535-abcdef';
  const folder = await RunFolder.create(store, record({ id, title: 'Resize' }));
  const lines = ['a', 'b', 'c', 'c'].map((path) => line('create', path));
  const cutOff = '{"action":"crea';
  writeFileSync(join(folder.path, 'journal.jsonl'), [...lines, line('withdraw', 'b'), line('remove', 'd'), cutOff].join(''));
  await RunFolder.create(store, record({ title: 'Nothing' }));
  expect(await undoableRuns(store, undefined)).toMatchObject([
    { id, title: 'Resize', startedMs: Date.UTC(2026, 2, 14, 15, 9, 26, 535), files: 3 },
  ]);
});
