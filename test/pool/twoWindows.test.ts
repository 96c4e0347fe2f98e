import { expect, test } from 'vitest';
import { undoLastRun } from '../../src/client/history/undoLastRun';
import { writeImages } from './images';
import { bundles, setUpPool, workspace } from './setUp';
import { countByStatus, decodedSizes, digest, resizeRecipe } from './workspace';

/** Each window has its own pool process, and two of them may process the same files at the same time. */

const count = 40;

setUpPool();

function windows() {
  return [1, 2].map(() => workspace.client({ poolFile: bundles.poolFile, workers: 2 }));
}

test('Two windows that write the same outputs write each one once and completely, and the second writer gets an error', async () => {
  await writeImages(workspace.images, count, { width: 800, height: 600 });
  const clients = windows();
  // Both plan before either writes, so the plans do not see each other's files.
  const plans = await Promise.all(clients.map((client) => workspace.plan(client)));
  const runs = await Promise.all(plans.map((plan, index) => workspace.run(clients[index] as (typeof clients)[0], plan)));
  const outcomes = runs.flatMap((run) => run.outcomes);
  expect(countByStatus(outcomes)).toEqual({ done: count, failed: count });
  const codes = outcomes.filter(({ status }) => status === 'failed').map(({ code }) => code);
  expect(new Set(codes)).toEqual(new Set(['target-exists']));
  const made = workspace.files(workspace.out);
  expect(made).toHaveLength(count);
  expect(await decodedSizes(made)).toEqual(['120x90']);
  expect(workspace.temps()).toEqual([]);
});

test('Two windows that replace the same files halve each file only once, and undoing both runs restores the same bytes', async () => {
  const sources = await writeImages(workspace.images, count, { width: 800, height: 600 });
  const before = sources.map(digest);
  const recipe = resizeRecipe({ percent: 50 }, { kind: 'replace' });
  const clients = windows();
  const plans = await Promise.all(clients.map((client) => workspace.plan(client, recipe)));
  const runs = await Promise.all(plans.map((plan, index) => workspace.run(clients[index] as (typeof clients)[0], plan, { recipe })));
  const outcomes = runs.flatMap((run) => run.outcomes);
  // Two renames within the same microseconds can both succeed, with the same bytes.
  const { done = 0, failed = 0 } = countByStatus(outcomes);
  expect(done + failed).toBe(2 * count);
  expect(done).toBeGreaterThanOrEqual(count);
  expect(await decodedSizes(sources)).toEqual(['400x300']);
  expect(workspace.files()).toHaveLength(count);
  for (const client of clients) await undoLastRun(client, workspace.store, undefined);
  expect(sources.map(digest)).toEqual(before);
  expect(workspace.files()).toHaveLength(count);
});
