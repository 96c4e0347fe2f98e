import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { foldedPng } from '../fixtures/foldedPng';
import { longEdge, only, place, run, temporaryFolder } from '../fixtures/runs';

const ignored = 'The texts in this PNG take more than 32 MB when decompressed. They were ignored.';
const bomb = await foldedPng({ type: 'zTXt', texts: 50, megabytes: 8, late: false });

test.each<[string, Profile, { width: number; kept: boolean }]>([
  ['resized', longEdge(100, { outputs: [{ folder: 'out' }] }), { width: 100, kept: false }],
  ['resized with its metadata', longEdge(100, { metadata: 'keep', outputs: [{ folder: 'out' }] }), { width: 100, kept: false }],
  ['stripped', { steps: [], metadata: 'strip', outputs: [{ folder: 'out' }] }, { width: 200, kept: false }],
  ['optimized', { steps: [], metadata: 'keep', outputs: [{ folder: 'out', optimize: true }] }, { width: 200, kept: false }],
  ['converted', { steps: [], metadata: 'keep', outputs: [{ folder: 'out', format: 'webp' }] }, { width: 200, kept: false }],
  ['copied', longEdge(300, { metadata: 'keep', outputs: [{ folder: 'out' }] }), { width: 200, kept: true }],
])('A PNG whose texts fill the memory is %s without them, with a note, and without inflating them', async (_, profile, wanted) => {
  const root = temporaryFolder();
  const source = place(join(root, 'a.png'), bomb);
  const before = process.memoryUsage().rss;
  const { outcomes } = await run(root, profile);
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  const outcome = only(outcomes);
  expect(outcome).toMatchObject({ status: 'done', notes: expect.arrayContaining([ignored]) });
  const made = readFileSync(only(outcome.outputs).target);
  expect(made.includes('zTXt')).toBe(wanted.kept);
  expect(readFileSync(source).equals(bomb)).toBe(true);
  if (!wanted.kept) expect(await sharp(made).metadata()).toMatchObject({ width: wanted.width });
});
