import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { parseProfile } from '../../src/shared/recipe/parseProfile';
import type { Profile } from '../../src/shared/recipe/recipe';
import { foldedPng } from '../engine/fixtures/foldedPng';
import { bundles, setUpPool, workspace } from './setUp';
import { countByStatus } from './workspace';

/** What a real pool process takes at its peak, with more files than its budget has room for. */

setUpPool();

const megabyte = 2 ** 20;
const count = 8;
const usual = { megabytes: 1000, workers: 4 };
const small = { megabytes: 600, workers: 8 };
const out = { folder: 'out' };

/** The most memory that a process has had, in bytes (proc(5)). */
function peakOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

const images = {
  // 36 MB of samples, which take no time to make.
  photo: () =>
    sharp({ create: { width: 4000, height: 3000, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer(),
  'PNG with texts of 24 MB': () => foldedPng({ type: 'zTXt', texts: 3, megabytes: 8, late: false }),
  'PNG with texts of 400 MB': () => foldedPng({ type: 'iTXt', texts: 50, megabytes: 8, late: false }),
};

const rotated: Profile = { steps: [{ operation: 'rotate', angle: 90 }], outputs: [out] };
const blurred: Profile = { steps: [{ operation: 'blur', sigma: 2 }], outputs: [out] };
const several: Profile = {
  steps: [],
  outputs: [
    { ...out, format: 'webp', effort: 0 },
    { ...out, format: 'png' },
    { ...out, quality: 70 },
  ],
};
const resized: Profile = { steps: [{ operation: 'resize', longEdge: 50 }], metadata: 'keep', outputs: [out] };

// Other systems do not tell the peak of a process.
test.runIf(process.platform === 'linux').each<[keyof typeof images, string, Profile, typeof usual]>([
  ['photo', 'rotated', rotated, usual],
  ['photo', 'rotated, with more threads than there is memory for', rotated, small],
  ['photo', 'blurred', blurred, usual],
  ['photo', 'made into several', several, usual],
  ['PNG with texts of 24 MB', 'resized', resized, usual],
  ['PNG with texts of 400 MB', 'resized', resized, usual],
])('The process keeps a fifth of its memory budget free while every %s is %s', { timeout: 120_000 }, async (kind, _, profile, limits) => {
  const { megabytes, workers } = limits;
  const parsed = parseProfile('test', profile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const { recipe } = parsed;
  const bytes = await images[kind]();
  mkdirSync(workspace.images);
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(workspace.images, `${index}.${kind === 'photo' ? 'jpg' : 'png'}`), bytes);
  const client = workspace.client({ poolFile: bundles.poolFile, workers });
  const plan = await workspace.plan(client, recipe);
  const { pid } = await (await client.process()).started();
  const { outcomes } = await workspace.run(client, plan, { recipe, memoryBudget: megabytes * megabyte });
  expect(countByStatus(outcomes)).toEqual({ done: count });
  expect(peakOf(pid)).toBeLessThanOrEqual(0.8 * megabytes * megabyte);
});
