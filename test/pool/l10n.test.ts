import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeImages } from './images';
import { bundles, setUpPool, workspace } from './setUp';
import { resizeRecipe } from './workspace';

setUpPool();

/** Plans with an empty file, runs after changing another one, and returns the messages about the two. */
async function messages(l10nFile?: string) {
  const [changed] = await writeImages(workspace.images, 1);
  await writeFile(join(workspace.images, 'empty.png'), '');
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1, ...(l10nFile !== undefined && { l10nFile }) });
  const plan = await workspace.plan(client);
  await appendFile(changed as string, ' ');
  const { outcomes } = await workspace.run(client, plan);
  return Object.fromEntries(outcomes.map(({ code, message }) => [code, message]));
}

const english = {
  empty: 'The file is empty (0 bytes).',
  changed: 'The file changed during the run, so it was not touched. Run again.',
};

test('A translation bundle applies to the process, which plans, and to its threads, which process images', async () => {
  const bundle = join(workspace.root, 'bundle.l10n.de.json');
  const german = { empty: 'Die Datei ist leer (0 Byte).', changed: 'Die Datei wurde während des Laufs geändert und blieb, wie sie ist.' };
  await writeFile(bundle, JSON.stringify({ [english.empty]: german.empty, [english.changed]: german.changed }));
  expect(await messages(bundle)).toEqual(german);
});

test('Messages about system errors are translated, too', async () => {
  const gone = 'The file does not exist. It may have been moved or deleted.';
  const bundle = join(workspace.root, 'bundle.l10n.de.json');
  await writeFile(bundle, JSON.stringify({ [gone]: 'Die Datei ist nicht mehr da.' }));
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1, l10nFile: bundle });
  const plan = await workspace.plan(client, undefined, [join(workspace.root, 'nowhere.png')]);
  expect(plan.leftOut.map(({ message }) => message)).toEqual(['Die Datei ist nicht mehr da.']);
});

test('Messages are in English without a bundle, and with a missing or broken one', async () => {
  expect(await messages()).toEqual(english);
  const broken = join(workspace.root, 'broken.json');
  await writeFile(broken, '{');
  for (const file of [broken, join(workspace.root, 'nowhere.json')]) expect(await messages(file)).toEqual(english);
});

test('The display language reaches the threads: they write numbers in its format', async () => {
  await writeImages(workspace.images, 1);
  const recipe = resizeRecipe({ percent: 100 }, { kind: 'folder', folder: 'out' }, { outputs: [{ format: 'png', maxBytes: 1234 }] });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1, language: 'de' });
  const { outcomes } = await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  expect(outcomes.map(({ message }) => message)).toEqual([expect.stringMatching(/\b1,23 KB\b/)]);
});
