import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { place, runOn, temporaryFolder } from '../fixtures/runs';

/** sharp flattens and converts colors first, whatever the order of the calls, so the pixels of pending steps are made before. */

async function firstPixel(image: Sharp, profile: Profile): Promise<number[]> {
  const path = place(join(temporaryFolder(), 'a.png'), await image.png().toBuffer());
  const { target, status, message } = await runOn(path, profile);
  expect({ status, message }).toEqual({ status: 'done' });
  return [...(await sharp(target).raw().toBuffer()).subarray(0, 3)];
}

const clear = () => sharp({ create: { width: 20, height: 20, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } });
const jpeg = { outputs: [{ format: 'jpeg' as const, quality: 100 }] };

test.each([
  ['negate', { operation: 'negate' }],
  ['modulate', { operation: 'modulate', lightness: -30 }],
  ['gamma', { operation: 'gamma', gamma: 0.5 }],
  ['a transparent border', { operation: 'pad', margin: 5 }],
  ['a rotation', { operation: 'rotate', angle: 30 }],
  ['a contain fit', { operation: 'resize', width: 30, height: 60, fit: 'contain', enlarge: true }],
] as const)('transparent areas get the background after %s', async (_, step) => {
  expect(await firstPixel(clear(), { steps: [step], ...jpeg })).toEqual([255, 255, 255]);
});

test('colors are converted after a filter', async () => {
  const gray = sharp({ create: { width: 20, height: 20, channels: 3, background: '#204060' } });
  const plain = await firstPixel(gray, { steps: [{ operation: 'negate' }], outputs: [{ format: 'png' }] });
  const converted = await firstPixel(gray, { steps: [{ operation: 'negate' }], outputs: [{ format: 'png' }], colorProfile: 'srgb' });
  expect(converted).toEqual(plain);
});
