import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TargetAllocator } from '../../../src/engine/naming/targetAllocator';
import { place, temporaryFolder } from '../fixtures/runs';

test('an output with several possible paths counts once, although somebody edited the files at two of them', () => {
  const folder = temporaryFolder();
  const wanted = ['a.jpg', 'a.webp', 'a.avif'].map((name) => join(folder, 'out', name));
  for (const path of wanted) place(path);
  const source = join(folder, 'a.png');
  const allocator = new TargetAllocator('unique', [source]);
  const made = (path: string) => (path.endsWith('.jpg') ? 'as-left' : 'edited');
  const taken = allocator.takeOneOf(wanted, join(folder, 'out', 'a.{format}'), { source, replace: false, made });
  expect(taken.map((each) => each?.mode)).toEqual(['remake', 'overwrite', 'overwrite']);
  expect(allocator.editedCount).toBe(1);
});

test('skipping leaves out a file that exists in another format, if the output is known to be elsewhere', () => {
  const folder = temporaryFolder();
  const wanted = ['a.png', 'a.webp', 'a.avif'].map((name) => join(folder, name));
  const [png, webp] = wanted as [string, string];
  for (const path of [png, webp]) place(path);
  const take = (source: string, replace: boolean, made?: 'as-left' | 'edited') => {
    const allocator = new TargetAllocator('skip', [source], 'skip');
    const claimant = { source, replace, made: (path: string) => (path === webp ? made : undefined) };
    return allocator.takeOneOf(wanted, join(folder, 'a.{format}'), claimant).map((each) => each?.mode);
  };
  const other = join(folder, 'a.jpg');
  expect(take(other, false, 'as-left')).toEqual([undefined, 'remake', 'create']);
  expect(take(webp, true)).toEqual([undefined, 'replace', 'create']);
  expect(() => take(other, false)).toThrow('a.png already exists');
  expect(() => take(png, true, 'edited')).toThrow('a.webp already exists');
});
