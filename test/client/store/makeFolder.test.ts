import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from '../../../src/client/store/makeFolder';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'assetmill-folder-'));
});
afterEach(() => rmSync(place, { recursive: true }));

test('A folder is made with those above it, also by several at once, or when it exists', async () => {
  const folder = join(place, 'a', 'b', 'c');
  await Promise.all([makeFolder(folder), makeFolder(folder)]);
  await makeFolder(folder);
  expect(existsSync(folder)).toBe(true);
  for (let round = 0; round < 100; round += 1)
    await Promise.all(Array.from({ length: 8 }, (_, index) => makeFolder(join(place, `${round}`, `${index}`))));
});

test('A folder cannot be made where a file is', async () => {
  writeFileSync(join(place, 'a'), '');
  await expect(makeFolder(join(place, 'a'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(place, 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.runIf(process.platform === 'linux')('A disk that says of each new name that it does not exist is not asked forever', async () => {
  await expect(makeFolder('/proc/assetmill/runs')).rejects.toMatchObject({ code: 'ENOENT' });
});
