import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readUnfinished, resumeRun } from '../../../src/client/history/resumeRun';
import type { PoolClient } from '../../../src/client/pool/poolClient';
import { RunFolder } from '../../../src/client/store/runFolder';
import { isThroughput } from '../../../src/client/store/throughput';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { countByStatus } from '../../pool/workspace';

setUpPool();

function newClient(): PoolClient {
  return workspace.client({ poolFile: bundles.poolFile, workers: 2 });
}

test('A run is recorded with all rows and outcomes, including those of skipped files', async () => {
  await writeImages(workspace.images, 5, { width: 200, height: 150 });
  await writeFile(join(workspace.images, 'empty.png'), '');
  const client = newClient();
  const { result, outcomes } = await workspace.run(client, await workspace.plan(client));
  expect(countByStatus(outcomes)).toEqual({ done: 5, failed: 1 });
  const [folder] = await RunFolder.list(workspace.store);
  expect(folder?.record).toMatchObject({ id: result.folder.record.id, phase: 'finished', title: 'Test', undone: false });
  expect(isThroughput(folder?.record.throughput)).toBe(true);
  const report = await folder?.report.read();
  expect(report?.rows.map(({ source }) => source)).toEqual(outcomes.map(({ source }) => source));
  expect(report?.outcomes.sort((a, b) => a.id - b.id)).toEqual(outcomes);
});

test('A run that goes on keeps the throughput of its first part', async () => {
  await writeImages(workspace.images, 6, { width: 200, height: 150 });
  const client = newClient();
  const { result } = await workspace.run(client, await workspace.plan(client));
  const { folder } = result;
  // As if the run had taken ten seconds, and had been canceled before its last three files.
  const first = { bucketSeconds: 0.5, rates: Array<number>(20).fill(2), pauses: [{ at: 4, seconds: 60 }] };
  const { outcomes } = await folder.report.read();
  const canceled = outcomes.filter(({ id }) => id >= 3).map((outcome) => ({ ...outcome, status: 'canceled', outputs: [] }) as const);
  folder.report.appendOutcomes(canceled);
  await folder.report.close();
  await folder.update({ phase: 'canceled', elapsedSeconds: 10, throughput: first });
  const unfinished = await readUnfinished(await RunFolder.open(workspace.store, folder.record.id));
  expect(unfinished?.planned.tasks).toHaveLength(3);
  const context = { client, store: workspace.store, signal: new AbortController().signal, outcomes() {}, workers() {} };
  await resumeRun(unfinished as NonNullable<typeof unfinished>, context);
  const { record } = await RunFolder.open(workspace.store, folder.record.id);
  expect(record.elapsedSeconds).toBeGreaterThan(10);
  expect(record.throughput).toMatchObject({ bucketSeconds: 0.5, pauses: first.pauses });
  expect(record.throughput?.rates.slice(0, 20)).toEqual(first.rates);
});

test('Files that change, vanish or appear between the plan and the run are not touched', async () => {
  const [changed, vanished, taken] = (await writeImages(workspace.images, 4, { width: 200, height: 150 })) as [string, string, string];
  const client = newClient();
  const plan = await workspace.plan(client);
  writeFileSync(changed, 'something else');
  rmSync(vanished);
  const target = plan.tasks[2]?.outputs[0]?.target as string;
  expect(taken).toBe(plan.tasks[2]?.source);
  await mkdir(dirname(target), { recursive: true });
  writeFileSync(target, 'mine');
  const { outcomes } = await workspace.run(client, plan);
  expect(outcomes.map(({ status, code }) => code ?? status)).toEqual(['changed', 'vanished', 'target-exists', 'done']);
  expect(readFileSync(target, 'utf8')).toBe('mine');
  expect(workspace.temps()).toEqual([]);
});

test('A run without tasks finishes', async () => {
  await mkdir(workspace.images);
  const client = newClient();
  const { result, outcomes } = await workspace.run(client, await workspace.plan(client));
  expect(result.state).toBe('finished');
  expect(outcomes).toEqual([]);
});

test('A run whose report cannot be written does not start: no other run would know its files', async () => {
  await writeImages(workspace.images, 2, { width: 200, height: 150 });
  const client = newClient();
  const plan = await workspace.plan(client);
  await mkdir(join(workspace.store, 'unwritable', 'report.jsonl'), { recursive: true });
  await expect(workspace.run(client, plan, { id: 'unwritable' })).rejects.toThrow(
    /^Runs cannot be stored for undo in .* Nothing was changed\.$/,
  );
  expect(workspace.files(workspace.out)).toEqual([]);
  expect((await RunFolder.open(workspace.store, 'unwritable')).record.phase).toBe('canceled');
});
