import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { ended, startCommandLine } from './commandLine';
import { at, place } from './files';

/** What a command loads, by V8's own record of the functions that ran. */

setUpPool();

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly functionName: string; readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

/** Modules of the command line's bundle that a call initialized. esbuild names the function of each after its path. */
async function loadedModules(...args: readonly string[]): Promise<string[]> {
  const folder = at('coverage');
  process.env.NODE_V8_COVERAGE = folder;
  try {
    expect((await ended(startCommandLine(bundles, workspace, ...args))).code).toBe(0);
  } finally {
    delete process.env.NODE_V8_COVERAGE;
  }
  const records = readdirSync(folder).flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as Coverage).result);
  const own = records.filter(({ url }) => url.endsWith('/cli.cjs')).flatMap(({ functions }) => functions);
  return own.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0).map(({ functionName }) => functionName);
}

const schema = 'src/shared/recipe/profileSchema.ts';

test.each([
  ['--version', ['--version']],
  ['help', ['resize', '--help']],
  ['completion', ['complete', '--current=', '--', 'resize', '--format']],
  ['hash', ['hash', 'a.txt']],
  ['dupes', ['dupes', 'a.txt']],
  ['undo', ['undo']],
])('%s does not load the schema of recipes', async (_, args) => {
  place('a.txt', 'a');
  expect(await loadedModules(...args)).not.toContain(schema);
});

test('resize loads the schema of recipes', async () => {
  await writeImages(workspace.images, 1);
  expect(await loadedModules('resize', '--long-edge', '10', 'images')).toContain(schema);
});
