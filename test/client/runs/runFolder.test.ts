import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptRuns, lastUndoable, pruneRuns } from '../../../src/client/runs/keptRuns';
import { RunFolder } from '../../../src/client/runs/runFolder';
import { newRunId, type RunRecord } from '../../../src/client/runs/runRecord';
import type { Outcome } from '../../../src/shared/run/run';

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'assetmill-store-'));
});
afterEach(() => rmSync(store, { recursive: true, force: true }));

/** The id of no process: beyond the largest one on Linux and macOS, and not a multiple of 4 as on Windows. */
const deadPid = 4_194_305;

function record(change: Partial<RunRecord> = {}): RunRecord {
  return {
    id: newRunId(),
    title: 'Test',
    destination: '',
    phase: 'finished',
    pid: process.pid,
    undone: false,
    roots: [],
    elapsedSeconds: 0,
    ...change,
  };
}

function outcome(id: number): Outcome {
  return { id, source: `/${id}.jpg`, status: 'done', before: { bytes: 1, width: 1, height: 1 }, outputs: [], ms: 1, worker: 0 };
}

function row(id: number) {
  return { id, source: `/${id}.jpg`, bytes: 1, width: 1, height: 1, cost: 3, targets: [`/out/${id}.jpg`] };
}

test('Run ids sort by time', () => {
  expect(newRunId(Date.parse('2099-01-02T03:04:05.678Z'))).toMatch(/^20990102030405678-[0-9a-z]{6}$/);
  const ids = Array.from({ length: 50 }, () => newRunId());
  expect(ids).toEqual([...ids].sort());
});

test('The record and the report are read back', async () => {
  const folder = await RunFolder.create(store, record({ phase: 'running' }));
  folder.report.appendRows([row(0), row(1)]);
  folder.report.appendOutcomes([outcome(1)]);
  folder.report.appendOutcomes([outcome(0)]);
  await folder.report.close();
  await folder.update({ phase: 'finished', elapsedSeconds: 2 });
  const again = await RunFolder.open(store, folder.record.id);
  expect(again.record).toEqual({ ...folder.record, phase: 'finished', elapsedSeconds: 2 });
  expect(await again.report.read()).toEqual({ rows: [row(0), row(1)], outcomes: [outcome(1), outcome(0)] });
});

test('A report whose last line was cut off is read up to that line', async () => {
  const folder = await RunFolder.create(store, record());
  folder.report.appendRows([row(0)]);
  await folder.report.close();
  appendFileSync(join(folder.path, 'report.jsonl'), '{"outcomes":[{"id":0,"sour');
  expect(await folder.report.read()).toEqual({ rows: [row(0)], outcomes: [] });
});

test('A run without a report has an empty one', async () => {
  expect(await (await RunFolder.create(store, record())).report.read()).toEqual({ rows: [], outcomes: [] });
});

test('A report that could not be written rejects when it is closed', async () => {
  const folder = await RunFolder.create(store, record());
  mkdirSync(join(folder.path, 'report.jsonl'));
  folder.report.appendRows([row(0)]);
  folder.report.appendRows([row(1)]);
  await expect(folder.report.close()).rejects.toThrow('EISDIR');
});

test('The list contains every run, oldest first, even one whose record is broken', async () => {
  for (const id of ['20260103000000-c', '20260101000000-a', '20260102000000-b']) await RunFolder.create(store, record({ id }));
  mkdirSync(join(store, 'half-made'));
  mkdirSync(join(store, 'broken'));
  writeFileSync(join(store, 'broken', 'run.json'), '{"id":');
  writeFileSync(join(store, 'a-file'), '');
  const listed = await RunFolder.list(store);
  expect(listed.map(({ record }) => record.id)).toEqual(['20260101000000-a', '20260102000000-b', '20260103000000-c', 'broken']);
  expect(listed.at(-1)?.interrupted).toBe(true);
  expect(await RunFolder.list(join(store, 'nowhere'))).toEqual([]);
});

test('A run is interrupted when its process is gone before its end', async () => {
  const interrupted = async (change: Partial<RunRecord>) => (await RunFolder.create(store, record(change))).interrupted;
  expect(await interrupted({ phase: 'running', pid: deadPid })).toBe(true);
  expect(await interrupted({ phase: 'canceling', pid: deadPid })).toBe(true);
  expect(await interrupted({ phase: 'running' })).toBe(false);
  expect(await interrupted({ phase: 'finished', pid: deadPid })).toBe(false);
});

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
  await create('1-plain', {}, '{}\n');
  await create('2-interrupted', { phase: 'running', pid: deadPid }, '{}\n');
  await create('3-undone', { undone: true }, '{}\n');
  await create('4-empty', {}, '');
  await create('5-no-journal', {}, undefined);
  await create('6-going', { phase: 'running' }, '{}\n');
  expect((await lastUndoable(store))?.record.id).toBe('2-interrupted');
  await (await RunFolder.open(store, '2-interrupted')).update({ undone: true });
  expect((await lastUndoable(store))?.record.id).toBe('1-plain');
  expect(existsSync(join(store, '1-plain', 'run.json.tmp'))).toBe(false);
});
