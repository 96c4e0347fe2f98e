import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WorkerStatus } from '../../src/shared/run/run';
import { noise } from '../engine/fixtures/samples';
import { writeImages } from './images';
import { bundles, setUpPool, workspace } from './setUp';
import { countByStatus, decodedSizes } from './workspace';

setUpPool();

test('The process reports its versions once it works', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const pool = await client.process();
  const [info, library] = [await pool.started(), await pool.proven()];
  expect(info).toMatchObject({ node: process.versions.node, workers: 2 });
  expect(library.sharp).toMatch(/^0\.\d+/);
  expect(library.libvips).toMatch(/^8\.\d+/);
  expect(workspace.log.join('\n')).toContain(`Pool process ${info.pid}: Node.js ${process.versions.node}`);
});

test('A run writes every image in the requested size, and leaves nothing else', async () => {
  const sources = await writeImages(workspace.images, 60, { width: 400, height: 300 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const plan = await workspace.plan(client);
  expect(plan.summary).toMatchObject({ tasks: 60, skipped: 0, clashCount: 0, replaces: 0 });
  const { result, outcomes } = await workspace.run(client, plan);
  expect(result.state).toBe('finished');
  expect(outcomes.map(({ source }) => source)).toEqual(sources);
  expect(countByStatus(outcomes)).toEqual({ done: 60 });
  const made = workspace.files(workspace.out);
  expect(made).toHaveLength(60);
  expect(await decodedSizes(made)).toEqual(['120x90']);
  expect(workspace.files()).toHaveLength(120);
});

test('The log says once how many images take the light lane', async () => {
  await writeImages(workspace.images, 2, { width: 400, height: 300 });
  for (const name of ['a', 'b', 'c']) await writeFile(join(workspace.images, `${name}.png`), await noise(200, 150).png().toBuffer());
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const plan = await workspace.plan(client);
  expect(workspace.log.filter((line) => line.includes('light lane'))).toEqual(['The light lane, without libvips, takes 3 of 5 images.']);
  const { outcomes } = await workspace.run(client, plan);
  expect(countByStatus(outcomes)).toEqual({ done: 5 });
  expect(await decodedSizes(workspace.files(workspace.out))).toEqual(['120x90']);
});

test('Equal files are distributed evenly over the workers', async () => {
  await writeImages(workspace.images, 100, { width: 800, height: 600 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const statuses = new Map<number, number>();
  const workers = (all: readonly WorkerStatus[]) => {
    for (const { worker, files } of all) statuses.set(worker, files);
  };
  const { outcomes } = await workspace.run(client, await workspace.plan(client), { workers });
  const shares = [0, 1].map((number) => outcomes.filter(({ worker }) => worker === number).length);
  expect(shares[0]).toBeGreaterThanOrEqual(35);
  expect(shares[0]).toBeLessThanOrEqual(65);
  expect((shares[0] ?? 0) + (shares[1] ?? 0)).toBe(100);
  expect([statuses.get(0), statuses.get(1)]).toEqual(shares);
});

test('After a cancel all outputs are complete, and every task has an outcome', async () => {
  await writeImages(workspace.images, 60);
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const abort = new AbortController();
  const plan = await workspace.plan(client);
  const { result, outcomes } = await workspace.run(client, plan, { signal: abort.signal }, (count) => count >= 10 && abort.abort());
  expect(result.state).toBe('canceled');
  expect(outcomes.map(({ id }) => id)).toEqual(plan.tasks.map(({ id }) => id));
  const { done = 0, canceled = 0 } = countByStatus(outcomes);
  expect(done).toBeGreaterThanOrEqual(10);
  expect(canceled).toBeGreaterThan(0);
  expect(done + canceled).toBe(60);
  const made = workspace.files(workspace.out);
  expect(made.sort()).toEqual(outcomes.flatMap(({ outputs }) => outputs.map(({ target }) => target)).sort());
  expect(await decodedSizes(made)).toEqual(['120x90']);
});

test('After a canceled run the same process executes the next one', async () => {
  await writeImages(workspace.images, 30);
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const first = await client.process();
  const abort = new AbortController();
  await workspace.run(client, await workspace.plan(client), { signal: abort.signal }, () => abort.abort());
  const { outcomes } = await workspace.run(client, await workspace.plan(client));
  expect(countByStatus(outcomes)).toEqual({ done: 30 });
  expect(await client.process()).toBe(first);
});
