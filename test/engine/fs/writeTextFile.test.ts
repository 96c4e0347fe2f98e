import { readdirSync, utimesSync, watch } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeTextFile } from '../../../src/engine/fs/writeTextFile';
import { place, temporaryFolder } from '../fixtures/runs';

test('a text that belongs to no run removes what kills left of such texts, but not what others are writing', () => {
  const folder = temporaryFolder();
  const left = ['.assetmill-text-1.tmp', '.assetmill-run-1.tmp', '.assetmill-text-2.tmp'].map((name) => place(join(folder, name), 'half'));
  for (const path of left.slice(0, 2)) utimesSync(path, 1e9, 1e9);
  writeTextFile(join(folder, 'SUMS'), 'sums');
  expect(readdirSync(folder).sort()).toEqual(['.assetmill-run-1.tmp', '.assetmill-text-2.tmp', 'SUMS']);
});

// Elsewhere, events come late or without names.
test.skipIf(process.platform !== 'linux')('the temp file bears the id of its run, so that the sweep of the run finds it', async () => {
  const folder = temporaryFolder();
  const temp = await new Promise<string>((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (!name?.endsWith('.tmp')) return;
      watcher.close();
      resolve(name);
    });
    writeTextFile(join(folder, 'list.json'), '{}', 'run-7');
  });
  expect(temp).toMatch(/^\.assetmill-run-7-[0-9a-f]+\.tmp$/);
});
