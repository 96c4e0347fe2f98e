import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type MeasureOptions, measureWorkers } from '../../../src/client/measuring/measureWorkers';
import type { Profile, Recipe } from '../../../src/shared/recipe/recipe';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { resizeRecipe } from '../../pool/workspace';
import { recipeOf } from '../reports/reportedRuns';

setUpPool();

/** Measures some recipe on the images of the workspace, with short passes. */
async function measure(recipe: Recipe = workspace.recipe, change: Partial<MeasureOptions> = {}) {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { tasks } = await workspace.plan(client, recipe);
  const settings = { poolFile: bundles.poolFile, workers: 1 };
  return measureWorkers({
    ...{ settings, tasks, recipe, title: 'Test', counts: [1, 2], current: 2, passSeconds: 0.1, timeoutSeconds: 60 },
    log: (line) => workspace.log.push(line),
    folder: join(workspace.root, 'measuring'),
    signal: new AbortController().signal,
    ...change,
  });
}

/** The files of the workspace with the times of their last change. */
const state = () => workspace.files().map((path) => [path, statSync(path).mtimeMs, statSync(path).size]);

test('Each number of workers gets a speed, relative to one, and small files are processed several times', async () => {
  await writeImages(workspace.images, 2, { width: 200, height: 150 });
  const { speeds, recommended, ...rest } = await measure(workspace.recipe, { passSeconds: 2 });
  expect(rest).toEqual({ title: 'Test', files: 2, rounds: expect.any(Number), current: 2 });
  expect(rest.rounds).toBeGreaterThan(1);
  expect(speeds.map(({ workers }) => workers)).toEqual([1, 2]);
  expect([1, 2]).toContain(recommended);
  const [one, two] = speeds as [(typeof speeds)[0], (typeof speeds)[0]];
  expect(one.speedup).toBe(1);
  expect(two.speedup).toBeCloseTo(one.seconds / two.seconds, 10);
  expect(one.filesPerSecond).toBeCloseTo((rest.files * rest.rounds) / one.seconds, 10);
});

test.each<[string, () => Recipe]>([
  ['replaces its sources', () => resizeRecipe({ longEdge: 50 }, { kind: 'replace' })],
  ['overwrites its results', () => recipeOf({ outputs: [{ format: 'webp', folder: 'out' }], conflict: 'overwrite' })],
  [
    'names files by digests, and writes lists',
    () =>
      recipeOf({
        outputs: [{ format: 'webp', name: '{digest:8}', folder: 'out' }],
        manifest: { file: 'manifest.txt' },
        overrides: [{ include: ['**/*'], outputs: { quality: 50 } }],
      } as Profile),
  ],
])('A recipe that %s is measured without a trace', async (_, recipe) => {
  await writeImages(workspace.images, 2, { width: 200, height: 150 });
  mkdirSync(workspace.out);
  writeFileSync(join(workspace.out, '000.webp'), 'mine');
  const before = state();
  const { speeds } = await measure(recipe());
  for (const { filesPerSecond } of speeds) expect(filesPerSecond).toBeGreaterThan(0);
  expect(state()).toEqual(before);
  expect(existsSync(workspace.store)).toBe(false);
});

test('Of files that would take too long only some are processed', async () => {
  await writeImages(workspace.images, 30, { width: 1200, height: 900 });
  const { files, rounds } = await measure(workspace.recipe, { passSeconds: 0.05 });
  expect(files).toBeLessThan(30);
  expect(files).toBeGreaterThanOrEqual(2);
  expect(rounds).toBe(1);
});

test('A cancel ends it, and leaves nothing', async () => {
  await writeImages(workspace.images, 3, { width: 200, height: 150 });
  const before = state();
  const abort = new AbortController();
  const asked: number[] = [];
  const progress = (workers: number) => {
    asked.push(workers);
    abort.abort();
  };
  await expect(measure(workspace.recipe, { signal: abort.signal, progress })).rejects.toMatchObject({ name: 'AbortError' });
  expect(asked).toEqual([1]);
  expect(existsSync(join(workspace.root, 'measuring'))).toBe(false);
  expect(state()).toEqual(before);
});

test('The passes go up and down', async () => {
  await writeImages(workspace.images, 2, { width: 200, height: 150 });
  const asked: number[] = [];
  await measure(workspace.recipe, { passSeconds: 0.01, progress: (workers) => asked.push(workers) });
  expect(asked).toEqual([1, 2, 1]);
});

test('Where nothing can be measured, it says why', async () => {
  await writeImages(workspace.images, 1, { width: 50, height: 40 });
  await expect(measure()).rejects.toMatchObject({ name: 'MeasureError', message: expect.stringContaining('There is nothing to measure') });
  await writeImages(workspace.images, 1, { width: 200, height: 150 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { tasks } = await workspace.plan(client);
  writeFileSync(join(workspace.images, '000.jpg'), 'changed');
  const failing = measure(workspace.recipe, { tasks });
  await expect(failing).rejects.toMatchObject({ name: 'MeasureError', message: expect.stringContaining('the sampled files failed. ') });
});
