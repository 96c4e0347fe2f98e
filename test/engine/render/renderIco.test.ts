import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkIco, unpackIco } from '../../../src/engine/formats/ico';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { animation, cmykTiff, gradient, p3Profile, solid, withProfile, write } from '../fixtures/images';
import { runOn, temporaryFolder } from '../fixtures/runs';
import { expectNear, middleOf } from '../fixtures/samples';

/** Icons made from images. */

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
  ['the default sizes', 300, undefined, [16, 32, 48, 256]],
  ['only default sizes that the image reaches', 100, undefined, [16, 32, 48]],
  ['the image itself if it is smaller than all sizes', 9, undefined, [9]],
  ['the requested sizes in their order', 300, [64, 24], [64, 24]],
  ['a size equal to the image', 64, [64, 32], [64, 32]],
] as const)('an icon contains %s', async (_, side, sizes, wanted) => {
  const { sides, outputs, notes } = await icon(gradient(side, side).png(), sizes && { sizes: [...sizes] });
  expect(sides).toEqual(square(...wanted));
  const most = Math.max(...wanted);
  expect(outputs).toMatchObject([{ width: most, height: most, format: 'ico' }]);
  expect(notes).toBeUndefined();
});

test('the note names sizes that the image does not reach', async () => {
  const { sides, notes } = await icon(gradient(60, 60).png(), { sizes: [16, 64, 256] });
  expect(sides).toEqual(square(16));
  expect(notes).toEqual(['Sizes not in the icon because the image is smaller: 64, 256.']);
});

test('an image that is not square gets transparent margins in an icon', async () => {
  const { images } = await icon(solid(200, 100, '#ff0000').png(), { sizes: [32] });
  const { data, info } = await sharp(images[0]?.data).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 32, height: 32, channels: 4 });
  const at = (x: number, y: number) => [...data.subarray((y * 32 + x) * 4, (y * 32 + x) * 4 + 4)];
  expect([at(16, 16), at(16, 2)[3], at(16, 29)[3]]).toEqual([[255, 0, 0, 255], 0, 0]);
});

describe('images in an icon', () => {
  /** Bit depth, color type and interlacing of a PNG. Truecolor with alpha is type 6. */
  const headOf = ({ data }: { readonly data: Buffer }) => [data[24], data[25], data[28]];

  test.each([
    ['gray', gradient(64, 64, 1).toColorspace('b-w').png()],
    ['16-bit', gradient(64, 64).toColorspace('rgb16').png()],
    ['transparent', gradient(64, 64, 4).png()],
  ])('images in an icon are truecolor with alpha when the source is %s', async (_, state) => {
    for (const each of (await icon(state)).images) expect(headOf(each)).toEqual([8, 6, 0]);
  });

  test('images in an icon are truecolor with alpha regardless of the options of other formats', async () => {
    const { images } = await icon(gradient(64, 64).png(), { format: ['ico', 'png'], colors: 4, progressive: true, palette: true });
    for (const each of images) expect(headOf(each)).toEqual([8, 6, 0]);
  });

  test.each(['keep', 'srgb', 'p3', 'strip'] as const)('images in an icon are sRGB with colorProfile %s', async (colorProfile) => {
    const p3 = withProfile(await solid(64, 64, '#ff8040').png().toBuffer(), await p3Profile());
    const wanted = await middleOf(await sharp(p3).png().toBuffer());
    const { images, notes = [] } = await icon(p3, {}, { colorProfile });
    for (const { data } of images) {
      expect((await sharp(data).metadata()).icc).toBeUndefined();
      expectNear((await middleOf(data)).slice(0, 3), wanted, 2);
    }
    expect(notes.join(' ')).toContain(colorProfile === 'strip' ? '' : 'color profile');
  });

  test('images in an icon are RGB when the source is CMYK', async () => {
    const tiff = cmykTiff(64, 64, [0, 255, 255, 0]);
    const { images, notes } = await icon(tiff, {}, {}, 'a.tif');
    expectNear((await middleOf(images[0]?.data as Buffer)).slice(0, 3), await middleOf(await sharp(tiff).png().toBuffer()), 2);
    expect(notes).toEqual(['CMYK became RGB: ICO does not support CMYK.']);
  });
});

test('an icon of an animation contains the requested frame', async () => {
  const { images } = await icon(await animation(['#ff0000', '#00ff00']), { frames: 1, sizes: [16] }, {}, 'a.gif');
  expectNear((await middleOf(images[0]?.data as Buffer)).slice(0, 3), [0, 255, 0], 2);
});

test('steps apply before an icon is made, and its pixels have a digest', async () => {
  const { sides, target } = await icon(
    gradient(300, 200).png(),
    { name: '{name}-{pixelDigest:8}' },
    { steps: [{ operation: 'crop', width: 40, height: 40 }] },
  );
  expect(sides).toEqual(square(16, 32));
  expect(target).toMatch(/a-[0-9a-f]{8}\.ico$/);
});

test('an icon keeps to a limit of bytes', async () => {
  const { bytes } = await icon(gradient(256, 256).png(), { maxBytes: 10_000 });
  expect(bytes.length).toBeLessThanOrEqual(10_000);
});
