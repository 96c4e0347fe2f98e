import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkIco, unpackIco } from '../../../src/engine/formats/ico';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { animation, cmykTiff, gradient, p3Profile, solid, withProfile, write } from '../fixtures/images';
import { runOn, temporaryFolder } from '../fixtures/runs';
import { expectNear, middleOf } from '../fixtures/samples';

/** Icons of images. */

type Output = NonNullable<Profile['outputs']>[number];

async function icon(state: Sharp | Buffer, output: Output = {}, rest: Profile = {}, name = 'a.png') {
  const source = await write(join(temporaryFolder(), name), state);
  const outcome = await runOn(source, { outputs: [{ format: 'ico', ...output }], ...rest });
  expect({ status: outcome.status, message: outcome.message }).toEqual({ status: 'done' });
  const bytes = readFileSync(outcome.target);
  return { ...outcome, bytes, sides: (await checkIco(bytes)).map(({ width, height }) => `${width}x${height}`), images: unpackIco(bytes) };
}

const square = (...sides: number[]) => sides.map((side) => `${side}x${side}`);

test.each([
  ['the usual sizes', 300, undefined, [16, 32, 48, 256]],
  ['the usual ones that a small image has', 100, undefined, [16, 32, 48]],
  ['an image smaller than all of them', 9, undefined, [9]],
  ['sizes that were asked for, in their order', 300, [64, 24], [64, 24]],
  ['exactly as large', 64, [64, 32], [64, 32]],
] as const)('%s', async (_, side, sizes, wanted) => {
  const { sides, outputs, notes } = await icon(gradient(side, side).png(), sizes && { sizes: [...sizes] });
  expect(sides).toEqual(square(...wanted));
  const most = Math.max(...wanted);
  expect(outputs).toMatchObject([{ width: most, height: most, format: 'ico' }]);
  expect(notes).toBeUndefined();
});

test('sizes that the image has not are told', async () => {
  const { sides, notes } = await icon(gradient(60, 60).png(), { sizes: [16, 64, 256] });
  expect(sides).toEqual(square(16));
  expect(notes).toEqual(['Sizes not in the icon because the image is smaller: 64, 256.']);
});

test('what is no square is transparent beside it', async () => {
  const { images } = await icon(solid(200, 100, '#ff0000').png(), { sizes: [32] });
  const { data, info } = await sharp(images[0]?.data).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 32, height: 32, channels: 4 });
  const at = (x: number, y: number) => [...data.subarray((y * 32 + x) * 4, (y * 32 + x) * 4 + 4)];
  expect([at(16, 16), at(16, 2)[3], at(16, 29)[3]]).toEqual([[255, 0, 0, 255], 0, 0]);
});

describe('each image is plain truecolor with transparency', () => {
  /** Bits, color type and interlacing of a PNG: truecolor and alpha is 6. */
  const headOf = ({ data }: { readonly data: Buffer }) => [data[24], data[25], data[28]];

  test.each([
    ['gray', gradient(64, 64, 1).toColorspace('b-w').png()],
    ['16 bits', gradient(64, 64).toColorspace('rgb16').png()],
    ['transparent', gradient(64, 64, 4).png()],
  ])('%s', async (_, state) => {
    for (const each of (await icon(state)).images) expect(headOf(each)).toEqual([8, 6, 0]);
  });

  test('whatever else is asked of the other formats', async () => {
    const { images } = await icon(gradient(64, 64).png(), { format: ['ico', 'png'], colors: 4, progressive: true, palette: true });
    for (const each of images) expect(headOf(each)).toEqual([8, 6, 0]);
  });

  test.each(['keep', 'srgb', 'p3', 'strip'] as const)('in sRGB, with colorProfile %s', async (colorProfile) => {
    const p3 = withProfile(await solid(64, 64, '#ff8040').png().toBuffer(), await p3Profile());
    const wanted = await middleOf(await sharp(p3).png().toBuffer());
    const { images, notes = [] } = await icon(p3, {}, { colorProfile });
    for (const { data } of images) {
      expect((await sharp(data).metadata()).icc).toBeUndefined();
      expectNear((await middleOf(data)).slice(0, 3), wanted, 2);
    }
    expect(notes.join(' ')).toContain(colorProfile === 'strip' ? '' : 'the color profile');
  });

  test('of inks, too', async () => {
    const tiff = cmykTiff(64, 64, [0, 255, 255, 0]);
    const { images, notes } = await icon(tiff, {}, {}, 'a.tif');
    expectNear((await middleOf(images[0]?.data as Buffer)).slice(0, 3), await middleOf(await sharp(tiff).png().toBuffer()), 2);
    expect(notes).toEqual(['CMYK became RGB: ICO has no CMYK.']);
  });
});

test('of an animation, the frame that is asked for', async () => {
  const { images } = await icon(await animation(['#ff0000', '#00ff00']), { frames: 1, sizes: [16] }, {}, 'a.gif');
  expectNear((await middleOf(images[0]?.data as Buffer)).slice(0, 3), [0, 255, 0], 2);
});

test('steps come first, and a digest of its pixels is known', async () => {
  const { sides, target } = await icon(
    gradient(300, 200).png(),
    { name: '{name}-{pixelDigest:8}' },
    { steps: [{ operation: 'crop', width: 40, height: 40 }] },
  );
  expect(sides).toEqual(square(16, 32));
  expect(target).toMatch(/a-[0-9a-f]{8}\.ico$/);
});

test('a limit of bytes is kept to', async () => {
  const { bytes } = await icon(gradient(256, 256).png(), { maxBytes: 10_000 });
  expect(bytes.length).toBeLessThanOrEqual(10_000);
});
