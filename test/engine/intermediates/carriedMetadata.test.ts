import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Profile, Step } from '../../../src/shared/recipe/recipe';
import { gradient, p3Profile, withProfile } from '../fixtures/images';
import { place, runOn, temporaryFolder } from '../fixtures/runs';
import { everyStep, pipelineOf, stepOf } from '../operations/steps';

/** Steps hold samples in memory, without metadata. The outputs have them all the same. */

const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';
const exif = { IFD0: { Copyright: 'Someone', Make: 'Camera' }, IFD2: { FNumber: '28/10' } };

async function source(name: string, channels: 3 | 4): Promise<string> {
  const image = gradient(64, 48, channels).withMetadata({ density: 144 }).withExif(exif).withXmp(xmp);
  const bytes = name.endsWith('.png') ? await withProfile(await image.png().toBuffer(), await p3Profile()) : await image.jpeg().toBuffer();
  return place(join(temporaryFolder(), name), bytes);
}

const sepia = stepOf({ operation: 'sepia' });
const recipes: Readonly<Record<string, readonly Step[]>> = {
  'a step on samples': [sepia],
  'a step of sharp with an intensity': [stepOf({ operation: 'blur', intensity: 40 })],
  'steps on samples between steps of sharp': [
    stepOf({ operation: 'flop' }),
    sepia,
    stepOf({ operation: 'resize', longEdge: 40 }),
    stepOf({ operation: 'vignette' }),
    stepOf({ operation: 'rotate', angle: 90 }),
  ],
  'an opacity that is added': [sepia, stepOf({ operation: 'alpha', mode: 'ensure', opacity: 40 }), stepOf({ operation: 'posterize' })],
  'an opacity that is removed': [sepia, stepOf({ operation: 'alpha', mode: 'remove' }), stepOf({ operation: 'posterize' })],
};

async function metadataAfter(path: string, steps: readonly Step[], rest: Partial<Profile> = {}) {
  const { target, code } = await runOn(path, {
    steps: [...steps],
    outputs: [{ format: 'png', folder: join(path, '..', 'made') }],
    ...rest,
  });
  expect(code).toBeUndefined();
  return sharp(target).metadata();
}

describe.each([
  ['photo.jpg', 3],
  ['drawing.png', 4],
] as const)('%s keeps its metadata', (name, channels) => {
  test.each(Object.entries(recipes))('after %s', async (_, steps) => {
    const path = await source(name, channels);
    const before = await metadataAfter(path, [stepOf({ operation: 'flop' })]);
    const after = await metadataAfter(path, steps);
    expect(before.exif?.includes('Someone')).toBe(true);
    // libvips updates the dimensions in EXIF.
    expect([after.exif?.includes('Someone'), after.exif?.includes('Camera')]).toEqual([true, true]);
    expect(after.exif).toHaveLength(before.exif?.length as number);
    expect(after.xmp).toEqual(before.xmp);
    expect(after.icc).toEqual(before.icc);
    expect(after.density).toBe(before.density);
  });

  test('unless the policy removes them', async () => {
    const after = await metadataAfter(await source(name, channels), [sepia], { metadata: 'strip', colorProfile: 'strip' });
    expect([after.exif, after.xmp, after.icc]).toEqual([undefined, undefined, undefined]);
  });
});

test('a profile is converted after steps on samples as after other steps', async () => {
  const path = await source('drawing.png', 4);
  const colors = async (steps: readonly Step[]) => {
    const folder = join(path, '..', 'made');
    const { target } = await runOn(path, { steps: [...steps], outputs: [{ format: 'png', folder }], colorProfile: 'srgb' });
    return sharp(target).removeAlpha().raw().toBuffer();
  };
  // The contrast is as good as 1.
  const after = await colors([stepOf({ operation: 'contrast', amount: 1.0001 })]);
  const before = await colors([]);
  const furthest = after.reduce((most, value, at) => Math.max(most, Math.abs(value - (before[at] as number))), 0);
  expect(furthest).toBeLessThanOrEqual(1);
});

test('nothing is stored on disk between steps', async () => {
  const image = await gradient(64, 48).png().toBuffer();
  for (const step of everyStep) {
    const root = temporaryFolder();
    const pipeline = await pipelineOf(image, [sepia, step, { ...sepia, intensity: 50 }], true, root);
    await pipeline.restoreMetadata();
    await pipeline.image.png().toBuffer();
    const stages = join(root, 'stages');
    expect(existsSync(stages) ? readdirSync(stages) : [], step.operation).toEqual([]);
  }
});

test('a density without any other metadata is kept', async () => {
  const bytes = await gradient(64, 48, 4).withMetadata({ density: 300 }).png().toBuffer();
  const path = place(join(temporaryFolder(), 'dense.png'), bytes);
  for (const steps of Object.values(recipes)) expect((await metadataAfter(path, steps)).density).toBe(300);
});

test.each(['png', 'webp', 'avif', 'tiff', 'jpeg'] as const)('gray with transparency and metadata is written as %s', async (format) => {
  const threshold = stepOf({ operation: 'threshold' });
  const path = await source('drawing.png', 4);
  for (const steps of [[threshold], [threshold, sepia], [sepia, threshold]]) {
    const after = await metadataAfter(path, steps, { outputs: [{ format, folder: join(path, '..', 'made') }] });
    expect(after.exif?.includes('Someone') ?? format === 'tiff').toBe(true);
  }
});
