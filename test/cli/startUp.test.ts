import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { ended, startCommandLine } from './commandLine';
import { at, place } from './files';

/** What a command loads, by V8's own record of the scripts that ran, and starts. */

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

test.skipIf(process.platform === 'win32')(
  'A path that cannot be looked at is a failure of one file, and the others are processed',
  async () => {
    await writeImages(workspace.images, 1);
    symlinkSync('loop.jpg', at('loop.jpg'));
    const said = await ended(
      startCommandLine(bundles, workspace, 'resize', '--long-edge', '10', 'images/000.jpg', 'loop.jpg', `${'a'.repeat(300)}.jpg`),
    );
    expect(said.code).toBe(1);
    expect(said.out).toContain('1 done, 2 failed');
    const alone = await ended(startCommandLine(bundles, workspace, 'check', 'loop.jpg'));
    expect(alone.code).toBe(1);
    expect(alone.err).not.toContain('error:');
  },
);

test('resize loads the schema of recipes', async () => {
  await writeImages(workspace.images, 1);
  expect(await loadedBundles('resize', '--long-edge', '10', 'images')).toContain('recipes.cjs');
});

const cores = availableParallelism();

test.each([
  ['one file', ['check', 'images/000.jpg'], 1],
  ['one image', ['resize', '--long-edge', '10', 'images/000.jpg'], 1],
  ['a folder', ['check', 'images'], cores],
  ['a file and a folder', ['check', 'images/000.jpg', 'images'], cores],
  ['no paths', ['resize', '--long-edge', '10'], cores],
  ['one file with --workers', ['check', '--workers', '3', 'images/000.jpg'], 3],
])('The pool has a thread for each core, or for each file if there are fewer: %s', async (_, args, threads) => {
  await writeImages(workspace.images, 1);
  process.env.ASSETMILL_DEBUG = '1';
  try {
    expect((await ended(startCommandLine(bundles, workspace, ...args))).err).toContain(`, worker threads: ${threads}\n`);
  } finally {
    delete process.env.ASSETMILL_DEBUG;
  }
});
