import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PoolClient } from '../../../src/client/pool/poolClient';
import { estimatePlan } from '../../../src/client/runs/estimatePlan';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';
import type { Profile, Recipe } from '../../../src/shared/recipe/recipe';
import type { RunSetup, Task } from '../../../src/shared/run/run';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';

setUpPool();

function recipeOf(profile: Profile): Recipe {
  const parsed = parseProfile('test', profile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.recipe;
}

/** A client with a plan. */
async function planned(recipe = workspace.recipe): Promise<{ client: PoolClient; setup: RunSetup; tasks: readonly Task[] }> {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { tasks } = await workspace.plan(client, recipe);
  return { client, tasks, setup: { runId: 'estimate', recipe, directory: join(workspace.root, 'estimates'), timeoutSeconds: 60 } };
}

/** The same with a process that no longer answers, as when a decoder hangs. */
async function hanging() {
  const all = await planned();
  const { pid } = await all.client.process();
  process.kill(pid as number, 'SIGSTOP');
  return { ...all, pid };
}

test('A file that would be kept counts with its current size', async () => {
  const [path] = await writeImages(workspace.images, 2, { width: 90, height: 60, extension: 'webp' });
  const { client, setup, tasks } = await planned(recipeOf({ outputs: [{ format: 'png', folder: 'out', optimize: true }] }));
  const { bytesOut, sampled } = (await estimatePlan(client, { setup, tasks })) ?? {};
  expect({ bytesOut, sampled }).toEqual({ bytesOut: 2 * statSync(path as string).size, sampled: 2 });
  expect(workspace.files(workspace.out)).toEqual([]);
});

test('An output that is written whatever its size counts with its own size', async () => {
  const [path] = await writeImages(workspace.images, 1, { width: 90, height: 60, extension: 'webp' });
  const { client, setup, tasks } = await planned(recipeOf({ outputs: [{ format: 'png', folder: 'out' }] }));
  expect((await estimatePlan(client, { setup, tasks }))?.bytesOut).toBeGreaterThan(statSync(path as string).size);
});

const posix = test.skipIf(process.platform === 'win32');

posix('A process that does not answer is ended at the timeout, and the next plan starts another one', async () => {
  await writeImages(workspace.images, 1, { width: 90, height: 60 });
  const { client, setup, tasks, pid } = await hanging();
  await expect(estimatePlan(client, { setup, tasks }, { timeoutMs: 200 })).rejects.toMatchObject({ name: 'CallTimeoutError' });
  expect((await workspace.plan(client)).tasks).toHaveLength(1);
  expect((await client.process()).pid).not.toBe(pid);
});

posix('An abort ends an estimate at once, however long the timeout', async () => {
  await writeImages(workspace.images, 1, { width: 90, height: 60 });
  const { client, setup, tasks } = await hanging();
  const abort = new AbortController();
  const estimate = estimatePlan(client, { setup, tasks }, { signal: abort.signal });
  setTimeout(() => abort.abort(), 100);
  await expect(estimate).rejects.toMatchObject({ name: 'AbortError' });
  await expect(estimatePlan(client, { setup, tasks }, { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect((await estimatePlan(client, { setup, tasks }))?.sampled).toBe(1);
});

test('An estimate that finishes in time does not end the process', async () => {
  await writeImages(workspace.images, 1, { width: 90, height: 60 });
  const { client, setup, tasks } = await planned();
  const { pid } = await client.process();
  await estimatePlan(client, { setup, tasks }, { signal: new AbortController().signal, timeoutMs: 2000 });
  await new Promise((resolve) => setTimeout(resolve, 2200));
  expect((await client.process()).pid).toBe(pid);
});
