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
