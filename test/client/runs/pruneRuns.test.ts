import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { PoolClient } from '../../../src/client/pool/poolClient';
import { pruneRuns } from '../../../src/client/runs/pruneRuns';
import { saveLimits } from '../../../src/client/store/historyLimits';
import { deletedSuffix, RunFolder } from '../../../src/client/store/runFolder';
import { newRunId, type RunRecord } from '../../../src/client/store/runRecord';
import { beginUndo } from '../../../src/client/store/undoLock';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { record } from '../store/records';

setUpPool();

const dayMs = 86_400_000;
const counts = { done: 1, kept: 0, skipped: 0, failed: 0, canceled: 0 };

/** A run that changed something. */
async function changed(daysAgo: number, keptBytes: number, change: Partial<RunRecord> = {}): Promise<string> {
  const id = newRunId(Date.now() - daysAgo * dayMs).replace(
    /^\d{17}/,
    new Date(Date.now() - daysAgo * dayMs).toISOString().replace(/\D/g, ''),
  );
  const totals = { files: 1, counts, bytesIn: 1, bytesOut: 1, keptBytes };
  const { path } = await RunFolder.create(workspace.store, record({ id, totals, ...change }));
  writeFileSync(join(path, 'journal.jsonl'), '{"action":"create","path":"a"}\n');
  mkdirSync(join(path, 'originals'));
  return id;
}

async function pruned(): Promise<string[]> {
  await pruneRuns(workspace.client({ poolFile: bundles.poolFile, workers: 1 }), workspace.store);
  return readdirSync(workspace.store).filter((name) => /^\d{17}-/.test(name));
}

test('Runs are kept for as many days as the limits say, but never fewer than the newest, and never one in progress', async () => {
  const going = await changed(90, 0, { phase: 'running' });
  const old = await changed(40, 0);
  const young = await changed(20, 0);
  expect(await pruned()).toEqual([going, young]);
  await saveLimits(workspace.store, { days: 10, megabytes: 100 });
  expect(await pruned(), `${old} is gone; the newest stays`).toEqual([going, young]);
});

test('A run that is being undone keeps its originals until that has ended', async () => {
  const old = await changed(40, 0);
  const young = await changed(20, 0);
  const { whileAlive: whileUndoing } = await beginUndo(join(workspace.store, old));
  expect(await whileUndoing(pruned)).toEqual([old, young]);
  expect(await pruned()).toEqual([young]);
});

test('The oldest runs go when the originals take too much space', async () => {
  await saveLimits(workspace.store, { days: 30, megabytes: 1 });
  await changed(3, 400_000);
  const second = await changed(2, 400_000);
  const newest = await changed(1, 500_000);
  expect(await pruned()).toEqual([second, newest]);
});

test('Runs without changes do not displace originals, and only the last twenty stay', async () => {
  const original = await changed(5, 10);
  for (let index = 0; index < 23; index += 1) await RunFolder.create(workspace.store, record());
  const left = await pruned();
  expect(left).toHaveLength(21);
  expect(left[0]).toBe(original);
});

test('Runs that a killed process was deleting are no longer in the history, and the next deletion removes what is left of them', async () => {
  const kept = await changed(1, 0);
  // The kill came after the record was gone, and before the originals were.
  const half = `${await changed(40, 0)}${deletedSuffix}`;
  renameSync(join(workspace.store, half.slice(0, -deletedSuffix.length)), join(workspace.store, half));
  rmSync(join(workspace.store, half, 'run.json'));
  const whole = `${await changed(41, 0)}${deletedSuffix}`;
  renameSync(join(workspace.store, whole.slice(0, -deletedSuffix.length)), join(workspace.store, whole));
  expect((await RunFolder.list(workspace.store)).map(({ record: { id } }) => id)).toEqual([kept]);
  expect(await pruned()).toEqual([kept]);
});

test('A run beyond the limits is deleted under another name, so that a kill leaves no run without its originals', async () => {
  const old = await changed(40, 0);
  const kept = await changed(1, 0);
  const removed: string[] = [];
  const client = {
    runExclusive: (_: object, work: () => Promise<void>) => work(),
    remote: async () => ({ removeFolders: async (paths: readonly string[]) => void removed.push(...paths) }),
  } as unknown as PoolClient;
  await pruneRuns(client, workspace.store);
  expect(removed).toEqual([join(workspace.store, `${old}${deletedSuffix}`)]);
  expect((await RunFolder.list(workspace.store)).map(({ record: { id } }) => id)).toEqual([kept]);
});

/** Prunes at a time that the clock shows. */
async function prunedAt(ms: number): Promise<string[]> {
  vi.useFakeTimers({ now: ms, toFake: ['Date'] });
  try {
    return await pruned();
  } finally {
    vi.useRealTimers();
  }
}

test('A clock that is set ahead deletes no young runs at once, but days that really pass do', async () => {
  const now = Date.now();
  const young = [await changed(3, 0), await changed(2, 0), await changed(1, 0)];
  expect(await pruned()).toEqual(young);
  expect(await prunedAt(now + 4000 * dayMs)).toEqual(young);
  expect(await prunedAt(now + 4000.1 * dayMs)).toEqual(young);
  expect(await prunedAt(now + dayMs), 'set right again').toEqual(young);
  for (const days of [20, 40, 50]) await prunedAt(now + days * dayMs);
  expect(await prunedAt(now + 60 * dayMs), 'the newest stays').toEqual(young.slice(2));
});

test('Runs of the time before the clock was set back are not kept forever, and later ones are not deleted for their ids', async () => {
  const now = Date.now();
  const first = await changed(1, 0);
  const future = await changed(-1000, 0);
  // The battery of the clock was empty.
  const past = await changed(10_000, 0);
  const last = await changed(0, 0);
  const sorted = (...ids: readonly string[]) => [...ids].sort();
  expect(await prunedAt(now)).toEqual(sorted(first, future, past, last));
  await prunedAt(now + 32 * dayMs);
  expect(await prunedAt(now + 64 * dayMs)).toEqual([last]);
});
