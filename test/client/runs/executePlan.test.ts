import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { PoolClient } from '../../../src/client/pool/poolClient';
import { recoverRuns } from '../../../src/client/runs/recoverRuns';
import { RunFolder } from '../../../src/client/runs/runFolder';
import { undoLastRun } from '../../../src/client/runs/undoLastRun';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { countByStatus, decodedSizes, digest, resizeRecipe } from '../../pool/workspace';

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
  const report = await folder?.report.read();
  expect(report?.rows.map(({ source }) => source)).toEqual(outcomes.map(({ source }) => source));
  expect(report?.outcomes.sort((a, b) => a.id - b.id)).toEqual(outcomes);
});

test('Undo removes outputs, even in a window that was opened after the run', async () => {
  const sources = await writeImages(workspace.images, 6, { width: 200, height: 150 });
  const client = newClient();
  await workspace.run(client, await workspace.plan(client));
  client.dispose();
  const undone = await undoLastRun(newClient(), workspace.store);
  expect(undone?.report).toEqual({ restored: 0, removed: 6, refused: [] });
  expect(workspace.files()).toEqual(sources);
  expect(await undoLastRun(newClient(), workspace.store)).toBeUndefined();
});

test('Undo restores the same bytes of replaced files', async () => {
  const sources = await writeImages(workspace.images, 6, { width: 200, height: 150 });
  const before = sources.map(digest);
  const recipe = resizeRecipe({ longEdge: 100 }, { kind: 'replace' });
  const client = newClient();
  await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  expect(await decodedSizes(sources)).toEqual(['100x75']);
  client.dispose();
  const undone = await undoLastRun(newClient(), workspace.store);
  expect(undone?.report).toEqual({ restored: 6, removed: 0, refused: [] });
  expect(sources.map(digest)).toEqual(before);
  expect(workspace.files()).toEqual(sources);
});

test('Undo refuses a file that was edited since, reports it, and can be repeated', async () => {
  const [first, second] = (await writeImages(workspace.images, 2, { width: 200, height: 150 })) as [string, string];
  const original = digest(first);
  const recipe = resizeRecipe({ longEdge: 100 }, { kind: 'replace' });
  const client = newClient();
  await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  const made = readFileSync(second);
  writeFileSync(second, 'edited');
  const undone = await undoLastRun(client, workspace.store);
  expect(undone?.report).toMatchObject({ restored: 1, removed: 0, refused: [{ path: second }] });
  expect(undone?.report.refused[0]?.message).toContain('edited since');
  expect(digest(first)).toBe(original);
  expect(readFileSync(second, 'utf8')).toBe('edited');
  writeFileSync(second, made);
  expect((await undoLastRun(client, workspace.store))?.report).toEqual({ restored: 1, removed: 0, refused: [] });
  expect(digest(second)).toBe(original);
});

test('Each undo takes back one more run', async () => {
  const [source] = (await writeImages(workspace.images, 1, { width: 200, height: 150 })) as [string];
  const original = digest(source);
  const client = newClient();
  for (const longEdge of [150, 100]) {
    const recipe = resizeRecipe({ longEdge }, { kind: 'replace' });
    await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  }
  expect(await decodedSizes([source])).toEqual(['100x75']);
  await undoLastRun(client, workspace.store);
  expect(await decodedSizes([source])).toEqual(['150x113']);
  await undoLastRun(client, workspace.store);
  expect(digest(source)).toBe(original);
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

test('Recovery removes the temp files beside the targets of a dead run, but none of another run', async () => {
  await writeImages(workspace.images, 1);
  const client = newClient();
  const plan = await workspace.plan(client);
  const pid = 4_194_305; // no process has this id
  const record = { title: '', destination: '', phase: 'running', undone: false, roots: [], elapsedSeconds: 0 } as const;
  const dead = await RunFolder.create(workspace.store, { id: 'dead', pid, ...record });
  dead.report.appendRows(plan.rows);
  await dead.report.close();
  await RunFolder.create(workspace.store, { id: 'alive', pid: process.pid, ...record });
  const temp = (run: string) => join(workspace.out, `.assetmill-${run}-0-0.tmp`);
  await mkdir(workspace.out);
  for (const run of ['dead', 'alive']) writeFileSync(temp(run), 'half an image');
  await recoverRuns(client, workspace.store);
  expect(existsSync(temp('dead'))).toBe(false);
  expect(existsSync(temp('alive'))).toBe(true);
  expect((await RunFolder.list(workspace.store)).map((folder) => folder.record.phase)).toEqual(['running', 'interrupted']);
});
