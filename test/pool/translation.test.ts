import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Bundles, buildBundles } from './bundles';
import { writePictures } from './pictures';
import { Workspace } from './workspace';

let bundles: Bundles;
let workspace: Workspace;
beforeAll(async () => {
  bundles = await buildBundles();
});
afterAll(() => bundles.dispose());
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.dispose());

const english = 'The file holds text, not a picture.';

async function messageWith(l10nFile: string): Promise<string | undefined> {
  await writePictures(workspace.pictures, 1);
  await writeFile(join(workspace.pictures, 'broken.jpg'), 'no picture');
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1, l10nFile });
  const plan = await workspace.plan(client);
  const { outcomes } = await workspace.run(client, plan);
  return [...plan.leftOut, ...outcomes].find(({ status }) => status === 'failed')?.message;
}

test('The pool process speaks the language of the editor', async () => {
  const file = join(workspace.root, 'bundle.l10n.de.json');
  await writeFile(file, JSON.stringify({ [english]: 'Die Datei enthält Text, kein Bild.' }));
  expect(await messageWith(file)).toBe('Die Datei enthält Text, kein Bild.');
});

test('and English where the texts are missing', async () => {
  expect(await messageWith(join(workspace.root, 'not-there.json'))).toBe(english);
});
