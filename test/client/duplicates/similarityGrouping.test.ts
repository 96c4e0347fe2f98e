import { join } from 'node:path';
import esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { node } from '../../../bundles.mjs';
import type { HashedImage } from '../../../src/client/duplicates/fileGroup';
import { packGroups, unpackGroups } from '../../../src/client/duplicates/groupingMessages';
import { groupBySimilarity } from '../../../src/client/duplicates/similarGroups';
import { SimilarityGrouping } from '../../../src/client/duplicates/similarityGrouping';
import { makeTemporaryFolder } from '../../host/temporaryFolder';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const threadFile = join(makeTemporaryFolder('grouping'), 'grouping.cjs');

/** Images of which every fourth is similar to the one before. */
function images(count: number): HashedImage[] {
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed;
  };
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
  const hashes: { high: number; low: number; color: string }[] = [];
  for (let index = 0; index < count; index += 1) {
    const last = hashes[index - 1];
    const near = index % 4 === 3 && last ? { ...last, low: (last.low ^ (1 << (random() % 31))) >>> 0 } : undefined;
    hashes.push(near ?? { high: (random() | 0x80000000) >>> 0, low: random(), color: hex(random()).slice(2) });
  }
  return hashes.map(({ high, low, color }, index) => ({
    file: { path: `/p/${index}.jpg`, bytes: 1000 + index, mtimeMs: index, width: 40, height: 30 },
    perceptualHash: { hash: hex(high) + hex(low), color, waves: 63 },
  }));
}

beforeAll(async () => {
  await esbuild.build({
    ...node,
    entryPoints: ['src/client/duplicates/groupingThread.ts'],
    outfile: threadFile,
    outExtension: {},
    sourcemap: false,
  });
});

describe('SimilarityGrouping', () => {
  const open: SimilarityGrouping[] = [];
  afterAll(() => {
    for (const each of open) each.dispose();
  });

  function grouping(all: readonly HashedImage[]): SimilarityGrouping {
    const made = new SimilarityGrouping(threadFile, all);
    open.push(made);
    return made;
  }

  it('finds the same groups as without a thread, for each threshold and rule', async () => {
    const all = images(2000);
    const groups = grouping(all);
    for (const threshold of [8, 0, 4, 8])
      for (const rule of ['mostPixels', 'newest'] as const) {
        const options = { threshold, turned: false, rule };
        expect(await groups.group(options)).toEqual(groupBySimilarity(all, options));
      }
  });

  it('abandons older requests', async () => {
    const groups = grouping(images(20_000));
    const requests = [12, 10, 1].map((threshold) => groups.group({ threshold, turned: false, rule: 'mostPixels' }));
    const [first, second, last] = await Promise.all(requests);
    expect([first, second]).toEqual([undefined, undefined]);
    expect(last).toHaveLength(5000);
  });

  it('resolves pending requests without groups when it is disposed', async () => {
    const groups = grouping(images(1000));
    const pending = groups.group({ threshold: 12, turned: false, rule: 'mostPixels' });
    groups.dispose();
    expect(await pending).toBeUndefined();
  });
});

it('packGroups and unpackGroups keep every group', () => {
  const groups = [
    [
      { index: 3, distance: 0 },
      { index: 1, distance: 4 },
    ],
    [],
    [{ index: 7, distance: 2 }],
  ];
  expect([...unpackGroups(packGroups(groups))]).toEqual(groups);
});
