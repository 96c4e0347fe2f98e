import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { recoverRuns } from '../../../src/client/history/recoverRuns';
import { undoLastRun, undoRun } from '../../../src/client/history/undoLastRun';
import type { PoolClient } from '../../../src/client/pool/poolClient';
import { RunFolder } from '../../../src/client/store/runFolder';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { decodedSizes, digest, resizeRecipe } from '../../pool/workspace';

setUpPool();

function newClient(): PoolClient {
  return workspace.client({ poolFile: bundles.poolFile, workers: 2 });
}

test('Undo removes outputs, even in a window that was opened after the run', async () => {
  const sources = await writeImages(workspace.images, 6, { width: 200, height: 150 });
  const client = newClient();
  await workspace.run(client, await workspace.plan(client));
  client.dispose();
  const undone = await undoLastRun(newClient(), workspace.store, undefined);
  expect(undone?.report).toEqual({ restored: 0, removed: 6, refused: [] });
  expect(workspace.files()).toEqual(sources);
  expect(await undoLastRun(newClient(), workspace.store, undefined)).toBeUndefined();
});

test('Undo restores the same bytes of replaced files', async () => {
  const sources = await writeImages(workspace.images, 6, { width: 200, height: 150 });
  const before = sources.map(digest);
  const recipe = resizeRecipe({ longEdge: 100 }, { kind: 'replace' });
  const client = newClient();
  await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  expect(await decodedSizes(sources)).toEqual(['100x75']);
  client.dispose();
  const undone = await undoLastRun(newClient(), workspace.store, undefined);
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
  const undone = await undoLastRun(client, workspace.store, undefined);
  expect(undone?.report).toMatchObject({ restored: 1, removed: 0, refused: [{ path: second }] });
  expect(undone?.report.refused[0]?.message).toContain('edited after the run');
  expect(digest(first)).toBe(original);
  expect(readFileSync(second, 'utf8')).toBe('edited');
  writeFileSync(second, made);
  expect((await undoLastRun(client, workspace.store, undefined))?.report).toEqual({ restored: 1, removed: 0, refused: [] });
  expect(digest(second)).toBe(original);
});

test('The report says which files were undone, one by one or all but those that were refused', async () => {
  const sources = await writeImages(workspace.images, 4, { width: 200, height: 150 });
  const client = newClient();
  const { result } = await workspace.run(client, await workspace.plan(client));
  const { folder } = result;
  const before = await folder.report.read();
  expect([...before.undone]).toEqual([]);
  const targets = before.rows.map(({ targets: [target] }) => target as string);
  // By its source, by its output, and by a path that the run did not touch.
  for (const [path, ids] of [
    [sources[1], [1]],
    [targets[3], [3]],
    [join(workspace.images, 'other.png'), []],
  ] as const)
    expect(await undoRun(client, workspace.store, folder, { isNewest: true, only: [path as string] })).toMatchObject({ undone: ids });
  expect([...(await folder.report.read()).undone]).toEqual([1, 3]);
  expect(workspace.files()).toEqual([...sources, targets[0], targets[2]].sort());
  writeFileSync(targets[0] as string, 'edited');
  const { undone } = await undoRun(client, workspace.store, folder, { isNewest: true });
  expect(undone).toEqual([2]);
  const after = await folder.report.read();
  expect([...after.undone].sort()).toEqual([1, 2, 3]);
  expect([after.rows, after.outcomes]).toEqual([before.rows, before.outcomes]);
});

test('A run whose files were undone one by one is undone', async () => {
  const sources = await writeImages(workspace.images, 2, { width: 200, height: 150 });
  const client = newClient();
  const { result } = await workspace.run(client, await workspace.plan(client));
  const undo = (source: string) => undoRun(client, workspace.store, result.folder, { isNewest: true, only: [source] });
  await undo(sources[0] as string);
  expect(result.folder.record).toMatchObject({ undone: false, undoneFiles: 1 });
  await undo(sources[1] as string);
  expect((await RunFolder.open(workspace.store, result.folder.record.id)).record.undone).toBe(true);
  expect(await undoLastRun(client, workspace.store, undefined)).toBeUndefined();
});

test('A run whose manifest is left is not undone', async () => {
  const [source] = (await writeImages(workspace.images, 1, { width: 200, height: 150 })) as [string];
  const client = newClient();
  const recipe = { ...workspace.recipe, manifest: { file: 'list.txt', format: 'text', digest: 'bytes' } as const };
  const { result } = await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  await undoRun(client, workspace.store, result.folder, { isNewest: true, only: [source] });
  expect(result.folder.record).toMatchObject({ undone: false, undoneFiles: 1 });
  expect((await undoLastRun(client, workspace.store, undefined))?.report).toEqual({ restored: 0, removed: 1, refused: [] });
});

test('A run without a report that can be read is undone, and what it refuses can be undone later', async () => {
  const sources = await writeImages(workspace.images, 2, { width: 200, height: 150 });
  const client = newClient();
  const recipe = resizeRecipe({ longEdge: 100 }, { kind: 'replace' });
  const { result } = await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  rmSync(result.folder.report.path);
  mkdirSync(result.folder.report.path);
  const made = readFileSync(sources[1] as string);
  writeFileSync(sources[1] as string, 'edited');
  const first = await undoLastRun(client, workspace.store, undefined);
  expect(first?.report).toMatchObject({ restored: 1, refused: [{ path: sources[1] }] });
  expect(first?.folder.record.undone).toBe(false);
  writeFileSync(sources[1] as string, made);
  expect((await undoLastRun(client, workspace.store, undefined))?.report).toMatchObject({ restored: 1, refused: [] });
});

test('The undo of a run leaves what another run has made since of a file that was undone', async () => {
  const [source] = (await writeImages(workspace.images, 2, { width: 200, height: 150 })) as [string, string];
  const client = newClient();
  const { result } = await workspace.run(client, await workspace.plan(client));
  const [made, other] = (await result.folder.report.read()).rows.map(({ targets: [target] }) => target as string) as [string, string];
  await undoRun(client, workspace.store, result.folder, { isNewest: true, only: [source] });
  await workspace.run(client, await workspace.plan(client, undefined, [source]));
  const { report } = await undoRun(client, workspace.store, result.folder, { isNewest: false });
  expect(report).toEqual({ restored: 0, removed: 1, refused: [] });
  expect([made, other].map((path) => existsSync(path))).toEqual([true, false]);
});

test('Each undo undoes one more run', async () => {
  const [source] = (await writeImages(workspace.images, 1, { width: 200, height: 150 })) as [string];
  const original = digest(source);
  const client = newClient();
  for (const longEdge of [150, 100]) {
    const recipe = resizeRecipe({ longEdge }, { kind: 'replace' });
    await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  }
  expect(await decodedSizes([source])).toEqual(['100x75']);
  await undoLastRun(client, workspace.store, undefined);
  expect(await decodedSizes([source])).toEqual(['150x113']);
  await undoLastRun(client, workspace.store, undefined);
  expect(digest(source)).toBe(original);
});

test.each([true, false])(
  'An undo whose process ends leaves no temp files, and can be repeated: another process can start %s',
  async (isUsable) => {
    const sources = await writeImages(workspace.images, 200, { width: 40, height: 30 });
    const before = sources.map(digest);
    const recipe = resizeRecipe({ percent: 50 }, { kind: 'replace' });
    let { poolFile } = bundles;
    const client = workspace.client(() => ({ poolFile, workers: 2 }));
    const { result } = await workspace.run(client, await workspace.plan(client, recipe), { recipe });
    const { path, record } = result.folder;
    const originals = () => readdirSync(join(path, 'originals')).length;
    // As it would be left by a copy to another disk.
    const temp = join(dirname(sources[0] as string), `.assetmill-${record.id}-undo-1234-0-0.tmp`);
    writeFileSync(temp, 'half an image');
    const undo = undoLastRun(client, workspace.store, undefined);
    while (originals() === sources.length) await setTimeout(1);
    if (!isUsable) poolFile = join(workspace.root, 'missing.cjs');
    client.stop();
    await expect(undo).rejects.toThrow('The worker process ended unexpectedly');
    expect(originals()).toBeGreaterThan(0);
    if (!isUsable) {
      const lock = join(path, 'undo.json');
      utimesSync(lock, 1e9, 1e9);
      await recoverRuns(newClient(), workspace.store);
      expect(existsSync(lock)).toBe(false);
    }
    expect(workspace.temps()).toEqual([]);
    expect((await undoLastRun(newClient(), workspace.store, undefined))?.report.refused).toEqual([]);
    expect(sources.map(digest)).toEqual(before);
  },
);
