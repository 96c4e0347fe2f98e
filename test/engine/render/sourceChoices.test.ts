import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { readSourceEncoding } from '../../../src/engine/compress/sourceEncoding';
import { isLosslessWebp } from '../../../src/engine/formats/webp';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { corners, fromRaw, write } from '../fixtures/images';
import { runOn, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** An output in the format of its source follows the choices of whoever wrote the source. */

type Output = NonNullable<Profile['outputs']>[number];
const smaller: Profile = { steps: [{ operation: 'resize', width: 40 }] };
const flipped: Profile = { steps: [{ operation: 'flip' }] };

async function made(image: Sharp, name: string, profile: Profile, output: Output = {}) {
  const source = await write(join(temporaryFolder(), name), image);
  const outcome = await runOn(source, { ...profile, outputs: [output] });
  expect(outcome.status).toBe('done');
  return outcome;
}

describe('JPEG', () => {
  test.each([
    ['4:4:4', true, 92, { chromaSubsampling: '4:4:4', progressive: true, quality: 80 }],
    ['4:2:0', false, 40, { chromaSubsampling: '4:2:0', quality: 40 }],
    ['4:4:4', false, 80, { chromaSubsampling: '4:4:4', quality: 80 }],
  ] as const)('%s, progressive %s, quality %i', async (chromaSubsampling, progressive, quality, wanted) => {
    const image = noise(80, 60).jpeg({ chromaSubsampling, progressive, quality });
    const { target, notes } = await made(image, 'a.jpg', smaller);
    expect(notes).toBeUndefined();
    expect(readSourceEncoding(target, 'jpeg')).toEqual(wanted);
  });

  test('an option counts more than the source', async () => {
    const image = noise(80, 60).jpeg({ chromaSubsampling: '4:4:4', progressive: true, quality: 40 });
    const { target } = await made(image, 'a.jpg', smaller, { quality: 90, progressive: false, chromaSubsampling: '4:2:0' });
    expect(readSourceEncoding(target, 'jpeg')).toEqual({ chromaSubsampling: '4:2:0', quality: 90 });
  });

  test('another format does not follow', async () => {
    const { target } = await made(noise(80, 60).png({ progressive: true }), 'a.png', smaller, { format: 'jpeg' });
    expect(readSourceEncoding(target, 'jpeg')).toEqual({ chromaSubsampling: '4:2:0', quality: 80 });
  });
});

describe('PNG', () => {
  const few = () => fromRaw(corners(60, 60));

  test('an interlaced PNG remains interlaced', async () => {
    const { target } = await made(noise(80, 60).png({ progressive: true }), 'a.png', smaller);
    expect(readSourceEncoding(target, 'png')).toEqual({ progressive: true });
  });

  test.each([256, 16, 2])('a palette of up to %i colors is kept where nothing is lost by it', async (colors) => {
    const { target, source, notes } = await made(few().png({ palette: true, colors, dither: 0 }), 'a.png', flipped);
    expect(notes).toBeUndefined();
    expect(readSourceEncoding(target, 'png').compact).toBeDefined();
    const wanted = await sharp(source).flip().ensureAlpha().raw().toBuffer();
    expect((await sharp(target).ensureAlpha().raw().toBuffer()).equals(wanted)).toBe(true);
  });

  test('a palette that is too small for the new image is given up, with a note', async () => {
    const { target, notes } = await made(noise(80, 60).png({ palette: true }), 'a.png', smaller);
    expect(readSourceEncoding(target, 'png')).toEqual({});
    expect(notes).toEqual(['The palette became RGB: the new image has more than 256 colors. To reduce them, set "palette".']);
  });

  test('a PNG without a palette gets none', async () => {
    const { target } = await made(few().png(), 'a.png', flipped);
    expect(readSourceEncoding(target, 'png')).toEqual({});
  });
});

test('a lossless WebP remains lossless when it is resized, unless a quality is set', async () => {
  const image = () => noise(80, 60).webp({ lossless: true });
  expect(isLosslessWebp(readFileSync((await made(image(), 'a.webp', smaller)).target))).toBe(true);
  expect(isLosslessWebp(readFileSync((await made(image(), 'a.webp', smaller, { quality: 80 })).target))).toBe(false);
});
