import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunFolder } from '../../../src/client/store/runFolder';
import { type RunRecord, thisProcess } from '../../../src/client/store/runRecord';
import type { Outcome } from '../../../src/shared/run/run';
import { deadPid, record } from './records';

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'assetmill-store-'));
});
afterEach(() => rmSync(store, { recursive: true, force: true }));

function outcome(id: number): Outcome {
  return { id, source: `/${id}.jpg`, status: 'done', before: { bytes: 1, width: 1, height: 1 }, outputs: [], ms: 1, worker: 0 };
}

function row(id: number) {
  return { id, source: `/${id}.jpg`, bytes: 1, width: 1, height: 1, cost: 3, targets: [`/out/${id}.jpg`] };
}

test('The record and the report are read back', async () => {
  const folder = await RunFolder.create(store, record({ phase: 'running' }));
  folder.report.appendRows([row(0), row(1)]);
  folder.report.appendOutcomes([outcome(1)]);
  folder.report.appendOutcomes([outcome(0)]);
  await folder.report.close();
  await folder.update({ phase: 'finished', elapsedSeconds: 2 });
  const again = await RunFolder.open(store, folder.record.id);
  expect(again.record).toEqual({ ...folder.record, phase: 'finished', elapsedSeconds: 2 });
  expect(await again.report.read()).toEqual({ rows: [row(0), row(1)], outcomes: [outcome(1), outcome(0)], undone: new Set() });
});

test('A change is made to the record as it is on the disk, not as it was read', async () => {
  const stale = await RunFolder.create(store, record({ phase: 'interrupted' }));
  const fresh = await RunFolder.open(store, stale.record.id);
  await fresh.update({ phase: 'running', pid: 7 });
  await stale.update({ dismissed: true });
  expect((await RunFolder.open(store, stale.record.id)).record).toMatchObject({ phase: 'running', pid: 7, dismissed: true });
});

test('The end of a run whose record cannot be written again is recorded in its place', async () => {
  const folder = await RunFolder.create(store, record({ phase: 'running' }));
  // In the way of the file that would replace it.
  mkdirSync(join(folder.path, `run.json.${process.pid}.tmp`, 'x'), { recursive: true });
  await folder.setEnded({ phase: 'finished' });
  expect((await RunFolder.open(store, folder.record.id)).record).toEqual({ ...folder.record, phase: 'stopped' });
  await folder.setUndone();
  expect((await RunFolder.open(store, folder.record.id)).record.undone).toBe(true);
});

test('A record that cannot be written is told with its place and the cause', async () => {
  const folder = await RunFolder.create(store, record());
  rmSync(folder.path, { recursive: true });
  await expect(folder.update({})).rejects.toThrow(`The record of the run cannot be written in ${folder.path}. It does not exist.`);
  const file = join(store, 'file');
  writeFileSync(file, '');
  await expect(RunFolder.create(file, record())).rejects.toThrow(
    `Runs cannot be stored for undo in ${file}. Part of the path is a file, not a folder. Nothing was changed.`,
  );
});

test('A report whose last line is truncated is read up to that line', async () => {
  const folder = await RunFolder.create(store, record());
  folder.report.appendRows([row(0)]);
  await folder.report.close();
  appendFileSync(join(folder.path, 'report.jsonl'), '{"outcomes":[{"id":0,"sour');
  expect(await folder.report.read()).toEqual({ rows: [row(0)], outcomes: [], undone: new Set() });
});

test('A run without a report has an empty one', async () => {
  expect(await (await RunFolder.create(store, record())).report.read()).toEqual({ rows: [], outcomes: [], undone: new Set() });
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
  expect(await interrupted({ phase: 'running', pid: deadPid, host: 'elsewhere' }), 'its process cannot be seen from here').toBe(false);
});

/** A run in this process whose last heartbeat was long ago. */
async function silent(change: Partial<RunRecord>): Promise<RunFolder> {
  const { path } = await RunFolder.create(store, record({ phase: 'running', ...change }));
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(join(path, 'run.json'), longAgo, longAgo);
  return RunFolder.open(store, basename(path));
}

test.runIf(process.platform === 'linux')('A run that sends no heartbeats, since its process was stopped, is not interrupted', async () => {
  expect((await silent(thisProcess())).interrupted).toBe(false);
  expect((await silent({ ...thisProcess(), pidStart: '1' })).interrupted, 'another process has its id').toBe(true);
  expect((await silent({ host: 'elsewhere' })).interrupted).toBe(true);
});
