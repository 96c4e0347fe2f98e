import { expect, it } from 'vitest';
import { packDuplicates, unpackDuplicates } from '../../../src/shared/run/packedGroups';

it('groups of duplicates survive a message', () => {
  const groups = [
    {
      bytes: 5,
      spareBytes: 10,
      files: [
        { path: '/a', bytes: 5, mtimeMs: 1, link: '1:2', otherNames: ['/b', '/c'] },
        { path: '/d', bytes: 5, mtimeMs: 2 },
        { path: '/e f', bytes: 5, mtimeMs: 3, link: '1:3' },
      ],
    },
    {
      bytes: 7,
      spareBytes: 7,
      files: [
        { path: '/g', bytes: 7, mtimeMs: 4 },
        { path: '/h', bytes: 7, mtimeMs: 5, otherNames: ['/i'] },
      ],
    },
  ];
  expect(unpackDuplicates(structuredClone(packDuplicates(groups)))).toEqual(groups);
  expect(unpackDuplicates(packDuplicates([]))).toEqual([]);
});
