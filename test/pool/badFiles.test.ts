import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/client/runs/requestPlan';
import { writeImages } from './images';
import { bundles, setUpPool, workspace } from './setUp';
import { countByStatus, decodedSizes } from './workspace';

setUpPool();

/** A plan in which the sources at these positions are pipes without a writer: opening one never returns. */
async function planWithPipes(plan: Plan, ...positions: readonly number[]): Promise<Plan> {
  const tasks = plan.tasks.map((task, index) => {
    if (!positions.includes(index)) return task;
    const source = join(workspace.root, `pipe-${index}.jpg`);
    execFileSync('mkfifo', [source]);
    return { ...task, source, bytes: 0, mtimeMs: statSync(source).mtimeMs };
  });
  return { ...plan, tasks };
}

/** Renames the images at these positions so that they kill their process (see namedWorker.ts). */
async function poison(sources: readonly string[], ...positions: readonly number[]): Promise<void> {
  for (const position of positions) {
    const name = `${String(position).padStart(3, '0')}-poison.jpg`;
    await rename(sources[position] as string, join(workspace.images, name));
  }
}

test.each([1, 2])('A file that hangs fails with a timeout, and the others are done: %i workers', async (workers) => {
  await writeImages(workspace.images, 20, { width: 200, height: 150 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers });
  const plan = await planWithPipes(await workspace.plan(client), 3);
  const { result, outcomes } = await workspace.run(client, plan, { timeoutSeconds: 1 });
  expect(result.state).toBe('finished');
  expect(outcomes).toHaveLength(20);
  expect(outcomes[3]).toMatchObject({ status: 'failed', code: 'timeout' });
  expect(outcomes[3]?.message).toContain('longer than 1 s');
  expect(countByStatus(outcomes)).toEqual({ done: 19, failed: 1 });
  expect(workspace.files(workspace.out)).toHaveLength(19);
  expect(workspace.temps()).toEqual([]);
});

test('Canceling does not wait for a file that hangs', async () => {
  await writeImages(workspace.images, 3, { width: 200, height: 150 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const plan = await planWithPipes(await workspace.plan(client), 0, 1, 2);
  const abort = new AbortController();
  const options = { signal: abort.signal, timeoutSeconds: 3600, workers: () => abort.abort() };
  const { result, outcomes } = await workspace.run(client, plan, options);
  expect(result.state).toBe('canceled');
  expect(countByStatus(outcomes)).toEqual({ canceled: 3 });
});

test('A file that crashes the process fails after a second attempt alone, and the others are done', async () => {
  const sources = await writeImages(workspace.images, 60, { width: 200, height: 150 });
  await poison(sources, 20);
  const client = workspace.client({ poolFile: bundles.namedPoolFile, workers: 2 });
  const { result, outcomes } = await workspace.run(client, await workspace.plan(client));
  expect(result.state).toBe('finished');
  expect(countByStatus(outcomes)).toEqual({ done: 59, failed: 1 });
  const [failed] = outcomes.filter(({ status }) => status === 'failed');
  expect(failed).toMatchObject({ code: 'crashed', source: join(workspace.images, '020-poison.jpg') });
  expect(failed?.message).toContain('crashed the image library twice');
  expect(workspace.log.join('\n')).toContain('SIGSEGV');
  const made = workspace.files(workspace.out);
  expect(made).toHaveLength(59);
  expect(await decodedSizes(made)).toEqual(['120x90']);
  expect(workspace.temps()).toEqual([]);
});

test('Two adjacent files that crash the process both fail, and the others are done', async () => {
  const sources = await writeImages(workspace.images, 60, { width: 200, height: 150 });
  await poison(sources, 30, 31);
  const client = workspace.client({ poolFile: bundles.namedPoolFile, workers: 2 });
  const { result, outcomes } = await workspace.run(client, await workspace.plan(client));
  expect(result.state).toBe('finished');
  expect(countByStatus(outcomes)).toEqual({ done: 58, failed: 2 });
  expect(outcomes.filter(({ code }) => code === 'crashed')).toHaveLength(2);
});

test('A run stops after three crashes in a row, and every task has an outcome', async () => {
  const sources = await writeImages(workspace.images, 30, { width: 200, height: 150 });
  await poison(sources, ...sources.keys());
  const client = workspace.client({ poolFile: bundles.namedPoolFile, workers: 2 });
  const { result, outcomes } = await workspace.run(client, await workspace.plan(client));
  expect(result).toMatchObject({ state: 'stopped', message: expect.stringContaining('ended unexpectedly (SIGSEGV)') });
  expect(result.folder.record).toMatchObject({ phase: 'stopped', message: expect.stringContaining('ended unexpectedly') });
  expect(outcomes).toHaveLength(30);
  const { failed = 0, canceled = 0 } = countByStatus(outcomes);
  expect(failed).toBeGreaterThan(0);
  expect(failed).toBeLessThanOrEqual(3);
  expect(failed + canceled).toBe(30);
  expect(workspace.files(workspace.out)).toEqual([]);
});
