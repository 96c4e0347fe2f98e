import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freeNames } from '../../../src/client/runs/freeNames';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetmill-names-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('each file gets a free name that no other file gets', async () => {
  const files = ['a.png', 'a.png', 'A.png', 'taken.png', 'free.png'].map((name) => ({ to: join(folder, name) }));
  writeFileSync(join(folder, 'taken.png'), '');
  const names = (await freeNames(files)).map(({ to }) => to.slice(folder.length + 1));
  expect(names).toEqual(['a.png', 'a-2.png', 'A-3.png', 'taken-2.png', 'free.png']);
});
