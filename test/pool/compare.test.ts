import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CompareRequest } from '../../src/shared/run/comparison';
import { writeImages } from './images';
import { bundles, setUpPool, workspace } from './setUp';
import { resizeRecipe } from './workspace';

setUpPool();

/** Runs a recipe on one image. */
async function ran(recipe = workspace.recipe) {
  const [source] = (await writeImages(workspace.images, 1, { width: 400, height: 300 })) as [string];
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { outcomes, result } = await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  const output = outcomes[0]?.outputs[0]?.target as string;
  const compare = async (change: Partial<CompareRequest> = {}) =>
    (await client.remote()).compare({ source, output, run: result.folder.path, directory: join(workspace.root, 'shown'), ...change });
  const undo = async () => (await client.remote()).undo(result.folder.path, {});
  return { source, output, compare, undo };
}

test('A source is compared with an output of a run', async () => {
  const { compare } = await ran();
  const { before, after, difference = '', similarity } = await compare();
  expect([before.width, after?.width]).toEqual([400, 120]);
  expect([before.path, after?.path ?? '', difference].every(existsSync)).toBe(true);
  expect(similarity).toBeGreaterThan(0.8);
  const elsewhere = await compare({ run: join(workspace.root, 'no such run'), directory: join(workspace.root, 'again') });
  expect(elsewhere.similarity).toBe(similarity);
});

test('A file that a run replaced is compared with its kept original, and after undo with itself', async () => {
  const { source, output, compare, undo } = await ran(resizeRecipe({ percent: 50 }, { kind: 'replace' }));
  expect(output).toBe(source);
  const { before, after } = await compare();
  expect([before.width, after?.width]).toEqual([400, 200]);
  await undo();
  const undone = await compare();
  expect([undone.before.width, undone.similarity]).toEqual([400, 1]);
});

test('A source that a run removed is compared as it was', async () => {
  const { source, output, compare } = await ran(resizeRecipe({ percent: 50 }, { kind: 'replace' }, { outputs: [{ format: 'webp' }] }));
  expect([existsSync(source), output.endsWith('.webp')]).toEqual([false, true]);
  const { before, after } = await compare();
  expect([before.format, before.width, after?.format]).toEqual(['jpeg', 400, 'webp']);
});

test('An output that is no image any more is an error that people understand', async () => {
  const { output, compare } = await ran();
  writeFileSync(output, 'no image');
  await expect(compare()).rejects.toThrow(/^The result cannot be shown\. .*text, not an image/);
});
