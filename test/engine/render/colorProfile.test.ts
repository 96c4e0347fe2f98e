import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { formatName } from '../../../src/shared/values/formats';
import { cmykTiff, gradient, grayProfile, p3Profile, solid, withProfile, write } from '../fixtures/images';
import { runOn, temporaryFolder } from '../fixtures/runs';
import { expectNear, middleOf } from '../fixtures/samples';

/** The color profile policies: the colors of the output, and its profile. */

type Policy = NonNullable<Profile['colorProfile']>;

async function written(
  state: Sharp | Buffer,
  name: string,
  colorProfile: Policy,
  format: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff' | 'gif',
) {
  const source = await write(join(temporaryFolder(), name), state);
  const output = { format, quality: 95, ...(format === 'tiff' && { compression: 'deflate' as const }) };
  const { target, status, message, notes } = await runOn(source, {
    steps: [{ operation: 'resize', width: 30 }],
    outputs: [output],
    colorProfile,
  });
  expect({ status, message }).toEqual({ status: 'done' });
  const { icc, space, depth } = await sharp(target).metadata();
  return { target, notes, icc, space, depth };
}

/** The pixel in the middle in 8-bit sRGB, as programs show it that apply profiles. */
async function seen(state: string | Buffer): Promise<number[]> {
  const { data, info } = await sharp(state).removeAlpha().toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const at = ((info.height >> 1) * info.width + (info.width >> 1)) * info.channels;
  return [...data.subarray(at, at + 3)];
}

const srgbProfile = async () => (await sharp(await solid(1, 1, '#fff').withIccProfile('srgb').png().toBuffer()).metadata()).icc;
const lengthOf = (icc: Buffer | undefined) => icc?.length;

/** Stored values in Display P3 that sRGB also contains: (200, 120, 80). */
const stored = [200, 120, 80];
const p3Source = async () => withProfile(await solid(60, 40, 'rgb(200, 120, 80)').png().toBuffer(), await p3Profile());
/** The same color in sRGB, by the matrices of both (IEC 61966-2-1, SMPTE EG 432-1) and the curve that they share. */
const inSrgb = [213, 115, 70];
const formats = ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const;
const tolerance = 3;

describe.each(formats)('Display P3 to %s', (format) => {
  test.each([
    ['keep', stored],
    ['srgb', inSrgb],
    ['p3', stored],
    ['strip', inSrgb],
  ] as const)('colorProfile %s gives the expected colors and profile', async (policy, wanted) => {
    const { target, icc, notes } = await written(await p3Source(), 'a.png', policy, format);
    expectNear((await middleOf(target)).slice(0, 3), wanted, tolerance);
    expectNear(await seen(target), inSrgb, tolerance);
    const profiles = { keep: await p3Profile(), p3: await p3Profile(), srgb: await srgbProfile(), strip: undefined };
    expect(lengthOf(icc)).toBe(lengthOf(profiles[policy]));
    if (policy === 'srgb') expect(icc?.equals(profiles.srgb as Buffer)).toBe(true);
    expect(notes).toBeUndefined();
  });
});

test('converting Display P3 to Display P3 keeps colors outside sRGB', async () => {
  const red = withProfile(await solid(60, 40, '#ff0000').png().toBuffer(), await p3Profile());
  for (const format of formats)
    expectNear((await middleOf((await written(red, 'a.png', 'p3', format)).target)).slice(0, 3), [255, 0, 0], tolerance);
});

describe('sources without a profile', () => {
  test.each([
    [8, 'srgb', stored],
    [16, 'srgb', stored],
    [8, 'p3', [189, 124, 87]],
    [16, 'p3', [189, 124, 87]],
    [8, 'strip', stored],
    [16, 'strip', stored],
  ] as const)('%i bits without a profile are treated as sRGB: %s', async (bits, policy, wanted) => {
    const state = () => {
      const plain = solid(60, 40, 'rgb(200, 120, 80)');
      return bits === 16 ? plain.toColorspace('rgb16').png() : plain.png();
    };
    for (const format of ['png', 'tiff', 'webp'] as const) {
      const { target, icc, depth } = await written(state(), 'a.png', policy, format);
      expectNear((await middleOf(target)).slice(0, 3), wanted, tolerance);
      expect(icc !== undefined, format).toBe(policy !== 'strip');
      expect(depth).toBe(bits === 16 && format !== 'webp' ? 'ushort' : 'uchar');
    }
  });
});

describe('16 bits in Display P3', () => {
  const deep = async () =>
    sharp(await p3Source())
      .toColorspace('rgb16')
      .keepIccProfile()
      .png();

  test.each([
    ['png', 'srgb', inSrgb],
    ['png', 'strip', inSrgb],
    ['png', 'p3', stored],
    ['webp', 'srgb', inSrgb],
    ['webp', 'strip', inSrgb],
    ['webp', 'p3', stored],
    ['webp', 'keep', stored],
    ['avif', 'strip', inSrgb],
    ['gif', 'keep', inSrgb],
    ['gif', 'p3', inSrgb],
  ] as const)('16 bits in Display P3 convert to %s with colorProfile %s', async (format, policy, wanted) => {
    const { target } = await written(await deep(), 'a.png', policy, format);
    const depth = (await sharp(target).metadata()).depth === 'ushort';
    const middle = depth ? await seenStored(target) : (await middleOf(target)).slice(0, 3);
    expectNear(middle, wanted, tolerance);
  });

  async function seenStored(path: string): Promise<number[]> {
    const data = await sharp(path, { ignoreIcc: true }).removeAlpha().toColorspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
    return [0, 1, 2].map((sample) => Math.round(data.readUInt16LE(sample * 2) / 257));
  }
});

test.each(['srgb', 'p3'] as const)('a GIF has no profile, so %s becomes sRGB with a note if needed', async (policy) => {
  const { target, icc, notes = [] } = await written(await p3Source(), 'a.png', policy, 'gif');
  expect(icc).toBeUndefined();
  expectNear((await middleOf(target)).slice(0, 3), inSrgb, tolerance);
  expect(notes.includes('The colors were converted to sRGB: GIF does not support color profiles.')).toBe(policy === 'p3');
});

test('a set converts its profile through intermediates', async () => {
  const source = await write(join(temporaryFolder(), 'a.png'), await p3Source());
  const steps = [{ operation: 'posterize' as const, levels: 64, intensity: 1 }];
  for (const [colorProfile, wanted] of [
    ['strip', inSrgb],
    ['srgb', inSrgb],
    ['p3', stored],
    ['keep', stored],
  ] as const) {
    const { outputs } = await runOn(source, { steps, outputs: [{ format: ['webp', 'png'], widths: [30, 20] }], colorProfile });
    for (const { target } of outputs) {
      expectNear((await middleOf(target)).slice(0, 3), wanted, 4);
      expect((await sharp(target).metadata()).icc !== undefined, `${colorProfile} ${target}`).toBe(colorProfile !== 'strip');
    }
  }
});

describe('CMYK', () => {
  const inks = [10, 200, 30, 40] as const;
  const plain = () => cmykTiff(60, 40, inks);
  const profiled = async () =>
    sharp(await solid(60, 40, '#c04020').png().toBuffer())
      .withIccProfile('cmyk')
      .toColorspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();

  test.each(['srgb', 'p3', 'strip'] as const)('colorProfile %s turns CMYK into RGB even if the format has CMYK', async (policy) => {
    for (const [state, name] of [
      [plain(), 'a.tif'],
      [await profiled(), 'a.jpg'],
    ] as const)
      for (const format of ['jpeg', 'tiff', 'png', 'webp'] as const) {
        const { target, icc, space, notes } = await written(state, name, policy, format);
        expect(space).toBe('srgb');
        expectNear(await seen(target), await seen(state), policy === 'p3' ? 8 : tolerance);
        expect(icc?.toString('latin1', 16, 20)).toBe(policy === 'strip' ? undefined : 'RGB ');
        const reason =
          format === 'jpeg' || format === 'tiff' ? 'the recipe sets the color profile' : `${formatName(format)} does not support CMYK`;
        expect(notes).toEqual([`CMYK became RGB: ${reason}.`]);
      }
  });

  test('colorProfile keep keeps CMYK and its profile', async () => {
    const { icc, space, notes } = await written(await profiled(), 'a.jpg', 'keep', 'jpeg');
    expect([space, icc?.toString('latin1', 16, 20), notes]).toEqual(['cmyk', 'CMYK', undefined]);
  });
});

describe('gray', () => {
  // Linear light: 50 of 255 is 122 in sRGB (IEC 61966-2-1).
  const linear = async () => withProfile(await solid(60, 40, '#323232').toColorspace('b-w').png().toBuffer(), grayProfile(1));

  test.each([
    ['keep', 'b-w', 50, 'GRAY'],
    ['strip', 'b-w', 122, undefined],
    ['srgb', 'srgb', 122, 'RGB '],
    ['p3', 'srgb', 122, 'RGB '],
  ] as const)('gray with a profile is converted by it: %s', async (policy, wantedSpace, value, profile) => {
    for (const format of ['png', 'jpeg', 'tiff'] as const) {
      const { target, space, icc } = await written(await linear(), 'a.png', policy, format);
      expect(space).toBe(wantedSpace);
      expect((await middleOf(target))[0]).toBeGreaterThan(value - 4);
      expect((await middleOf(target))[0]).toBeLessThan(value + 4);
      expect(icc?.toString('latin1', 16, 20)).toBe(profile);
    }
  });

  test.each(['srgb', 'p3', 'strip'] as const)('gray without a profile keeps its tones: %s', async (policy) => {
    for (const deep of [false, true]) {
      const { target } = await written(
        solid(60, 40, '#646464')
          .toColorspace(deep ? 'grey16' : 'b-w')
          .png(),
        'a.png',
        policy,
        'png',
      );
      expectNear(await seen(target), [100, 100, 100], 2);
    }
  });

  test.each(['srgb', 'p3', 'strip'] as const)('16-bit gray with a profile is converted by it: %s', async (policy) => {
    const deep = withProfile(await solid(60, 40, '#323232').toColorspace('grey16').png().toBuffer(), grayProfile(1));
    for (const format of ['png', 'webp'] as const) {
      const { target, notes } = await written(deep, 'a.png', policy, format);
      expectNear(await seen(target), [122, 122, 122], 3);
      expect(notes?.[0]).toContain('16-bit samples became 8-bit samples');
    }
  });

  test('transparent gray remains transparent', async () => {
    const { target } = await written(gradient(60, 40, 2).toColorspace('b-w').png(), 'a.png', 'srgb', 'png');
    expect((await sharp(target).metadata()).hasAlpha).toBe(true);
  });
});
