import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { ended, startCommandLine } from './commandLine';
import { at, place } from './files';

/** What a command loads, by V8's own record of the scripts that ran. */

setUpPool();

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** The bundles that a call ran, by their names. */
async function loadedBundles(...args: readonly string[]): Promise<string[]> {
  const folder = at('coverage');
  process.env.NODE_V8_COVERAGE = folder;
  try {
    expect((await ended(startCommandLine(bundles, workspace, ...args))).code).toBe(0);
  } finally {
    delete process.env.NODE_V8_COVERAGE;
  }
  const records = readdirSync(folder).flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as Coverage).result);
  return records.filter(({ url }) => url.endsWith('.cjs')).map(({ url }) => basename(url));
}

test.each([
  ['--version', ['--version']],
  ['help', ['resize', '--help']],
  ['completion', ['complete', '--current=', '--', 'resize', '--format']],
  ['hash', ['hash', 'a.txt']],
  ['dupes', ['dupes', 'a.txt']],
  ['undo', ['undo']],
])('%s does not load the schema of recipes', async (_, args) => {
  place('a.txt', 'a');
  const loaded = await loadedBundles(...args);
  expect(loaded).toContain('cli.cjs');
  expect(loaded).not.toContain('recipes.cjs');
});

test('resize loads the schema of recipes', async () => {
  await writeImages(workspace.images, 1);
  expect(await loadedBundles('resize', '--long-edge', '10', 'images')).toContain('recipes.cjs');
});
