import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { floatRamp } from '../../corpus/tolerated';
import { tiff } from '../fixtures/images';
import { place, runOn, temporaryFolder } from '../fixtures/runs';

/** Gray floating-point samples: 0 is black, 1 is white, and values outside are clipped. */

const ramp = { width: 16, height: 16, bits: 32, sampleFormat: 3, samples: 1, data: floatRamp(256) } as const;
const expected = Array.from({ length: 256 }, (_, index) => Math.min(1, Math.max(0, -0.1 + (1.2 * index) / 255)));

test.each([
  ['black', 1, expected],
  ['white', 0, expected.map((share) => 1 - share)],
] as const)('become 16-bit samples where 0 is %s', async (_, photometric, shares) => {
  const path = place(join(temporaryFolder(), 'a.tif'), tiff({ ...ramp, photometric }));
  const { target } = await runOn(path, { outputs: [{ format: 'png' }] });
  const { data, info } = await sharp(target).toColorspace('grey16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  for (const [index, share] of shares.entries()) expect(samples[index * info.channels]).toBeCloseTo(share * 65_535, -1);
});
