import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { recoverRuns } from '../../../src/client/history/recoverRuns';
import { readUnfinished, resumeRun } from '../../../src/client/history/resumeRun';
import type { PoolClient } from '../../../src/client/pool/poolClient';
import { withLock } from '../../../src/client/store/fileLock';
import { RunFolder } from '../../../src/client/store/runFolder';
import { thisProcess } from '../../../src/client/store/runRecord';
import { resultsFolder } from '../../../src/client/store/storeFolder';
import { beginUndo } from '../../../src/client/store/undoLock';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { resizeRecipe } from '../../pool/workspace';
import { deadPid, record } from '../store/records';

setUpPool();

function newClient(): PoolClient {
  return workspace.client({ poolFile: bundles.poolFile, workers: 2 });
}

test('Recovery removes the temp files beside the targets of a dead run, but none of another run', async () => {
  await writeImages(workspace.images, 1);
  const client = newClient();
  const plan = await workspace.plan(client);
  const pid = 4_194_305; // no process has this id
  const fields = { title: '', destination: '', phase: 'running', undone: false, roots: [], elapsedSeconds: 0 } as const;
  const dead = await RunFolder.create(workspace.store, { id: 'dead', pid, ...fields });
  dead.report.appendRows(plan.rows);
  await dead.report.close();
  await RunFolder.create(workspace.store, { id: 'alive', pid: process.pid, ...fields });
  const temp = (run: string) => join(workspace.out, `.assetmill-${run}-0-0.tmp`);
  await mkdir(workspace.out);
  for (const run of ['dead', 'alive']) writeFileSync(temp(run), 'half an image');
  // The lock file of the repository is written last.
  const lock = join(workspace.root, 'assetmill.lock.json');
  const lockTemp = join(workspace.root, '.assetmill-dead-0123456789abcdef.tmp');
  for (const path of [lock, lockTemp]) writeFileSync(path, '{}');
  await recoverRuns(client, workspace.store);
  expect(existsSync(lockTemp)).toBe(false);
  expect(existsSync(lock)).toBe(true);
  expect(existsSync(temp('dead'))).toBe(false);
  expect(existsSync(temp('alive'))).toBe(true);
  expect((await RunFolder.list(workspace.store)).map((folder) => folder.record.phase)).toEqual(['running', 'interrupted']);
});

test('Recovery removes the temp files of a killed undo, beside sources as well', async () => {
  const [source] = (await writeImages(workspace.images, 1)) as [string];
  const client = newClient();
  const recipe = resizeRecipe({ longEdge: 100 }, { kind: 'replace' });
  await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  const [run] = await RunFolder.list(workspace.store);
  if (!run) throw new Error('no run');
  const temp = join(dirname(source), `.assetmill-${run.record.id}-undo-1234-0-0.tmp`);
  for (const path of [temp, join(run.path, 'run.json.77.tmp')]) writeFileSync(path, 'half');
  writeFileSync(join(run.path, 'undo.json'), '4194305');
  await recoverRuns(client, workspace.store);
  expect(existsSync(temp)).toBe(false);
  expect(readdirSync(run.path).filter((name) => name.startsWith('undo') || name.endsWith('.tmp'))).toEqual([]);
  expect((await RunFolder.list(workspace.store)).map((folder) => folder.record.phase)).toEqual(['finished']);
});

test('Recovery removes the folders of runs that were killed before their first record, but none that is just being made', async () => {
  const names = ['20260101120000000-aaaaaa', '20260101120001000-bbbbbb', '20260101120002000-cccccc', '20260101120003000-dddddd', 'other'];
  const [empty, torn, young, changed, other] = names.map((name) => join(workspace.store, name)) as [string, string, string, string, string];
  for (const folder of [empty, torn, young, changed, other]) await mkdir(folder, { recursive: true });
  writeFileSync(join(torn, 'run.json.77.tmp'), '{"id":');
  writeFileSync(join(changed, 'journal.jsonl'), '');
  const [ago, ahead] = [Date.now() / 1000 - 3600, Date.now() / 1000 + 3600];
  for (const folder of [torn, changed, other]) utimesSync(folder, ago, ago);
  utimesSync(empty, ahead, ahead);
  await recoverRuns(newClient(), workspace.store);
  expect(readdirSync(workspace.store).sort()).toEqual([young, changed, other].map((path) => basename(path)));
});

test('A run that cannot be swept at its end is over, and the next start sweeps it', async () => {
  await writeImages(workspace.images, 30, { width: 1600, height: 1200 });
  let poolFile = bundles.poolFile;
  const client = workspace.client(() => ({ poolFile, workers: 1 }));
  const plan = await workspace.plan(client);
  const { result } = await workspace.run(client, plan, {}, () => {
    poolFile = join(workspace.root, 'missing.cjs');
    client.stop();
  });
  expect(result.state).toBe('stopped');
  const { id } = result.folder.record;
  expect((await RunFolder.open(workspace.store, id)).record).toMatchObject({ phase: 'stopped', unswept: true });
  const temp = join(workspace.out, `.assetmill-${id}-0-0.tmp`);
  writeFileSync(temp, 'half an image');
  await recoverRuns(newClient(), workspace.store);
  expect(existsSync(temp)).toBe(false);
  expect((await RunFolder.open(workspace.store, id)).record).toMatchObject({ phase: 'stopped', unswept: false });
});

test('An unswept run is left alone while it is resumed or undone, and swept once it is over', async () => {
  const run = await RunFolder.create(workspace.store, { ...record({ phase: 'running', unswept: true }), ...thisProcess() });
  const temp = join(workspace.images, `.assetmill-${run.record.id}-0-0.tmp`);
  await mkdir(workspace.images);
  writeFileSync(temp, 'half an image');
  run.report.appendRows([{ id: 0, source: join(workspace.images, 'a.jpg'), bytes: 1, width: 0, height: 0, cost: 0, targets: [] }]);
  await run.report.close();
  const recover = async () => {
    await recoverRuns(newClient(), workspace.store);
    return existsSync(temp);
  };
  expect(await recover()).toBe(true);
  await run.update({ phase: 'stopped' });
  expect(await (await beginUndo(run.path)).whileAlive(recover)).toBe(true);
  expect(await recover()).toBe(false);
  expect((await RunFolder.open(workspace.store, run.record.id)).record.unswept).toBe(false);
});

test('A resumed run that ends well is swept when it was not before', async () => {
  const sources = await writeImages(workspace.images, 3, { width: 200, height: 150 });
  const client = newClient();
  const abort = new AbortController();
  const { result } = await workspace.run(client, await workspace.plan(client), { signal: abort.signal }, () => abort.abort());
  await result.folder.update({ unswept: true, phase: 'stopped' });
  const temp = join(workspace.out, `.assetmill-${result.folder.record.id}-0-0.tmp`);
  writeFileSync(temp, 'half an image');
  const unfinished = await readUnfinished(result.folder);
  if (!unfinished) throw new Error('nothing is left');
  const { signal } = new AbortController();
  await resumeRun(unfinished, { client, store: workspace.store, signal, outcomes() {}, workers() {} });
  expect(existsSync(temp)).toBe(false);
  expect(workspace.files(workspace.out)).toHaveLength(sources.length);
  expect((await RunFolder.open(workspace.store, result.folder.record.id)).record).toMatchObject({ phase: 'finished', unswept: false });
});

test('A recovery that waits for the records of another process ends with a cancel, and the next one completes it', async () => {
  await writeImages(workspace.images, 1, { width: 200, height: 150 });
  const client = newClient();
  const { result } = await workspace.run(client, await workspace.plan(client));
  await result.folder.update({ phase: 'running', pid: deadPid });
  const abort = new AbortController();
  await withLock(`${resultsFolder(workspace.store)}.lock`, async () => {
    const recovery = recoverRuns(client, workspace.store, { signal: abort.signal });
    await setTimeout(300);
    abort.abort();
    await expect(recovery).rejects.toThrow('aborted');
  });
  const phase = async () => (await RunFolder.open(workspace.store, result.folder.record.id)).record.phase;
  expect(await phase()).toBe('running');
  await recoverRuns(client, workspace.store);
  expect(await phase()).toBe('interrupted');
});
