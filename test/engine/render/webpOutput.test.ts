import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type WebpOptions } from 'sharp';
import { describe, expect, test } from 'vitest';
import { carryWebpMetadata, isLosslessWebp } from '../../../src/engine/formats/webp';
import { stripProfile } from '../../../src/shared/recipe/commandProfiles';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { p3Profile, solid, write } from '../fixtures/images';
import { runOn, temporaryFolder } from '../fixtures/runs';
import { expectNear, middleOf, noise, samplesOf } from '../fixtures/samples';

async function done(state: Buffer, name: string, output: NonNullable<Profile['outputs']>[number], rest: Profile = {}) {
  const source = await write(join(temporaryFolder(), name), state);
  const outcome = await runOn(source, { outputs: [output], ...rest });
  expect({ status: outcome.status, message: outcome.message }).toEqual({ status: 'done' });
  return outcome;
}

/** Writes an image or an animation as WebP. */
const webp = async (options: WebpOptions, frames = 1) => {
  const images = await Promise.all(
    Array.from({ length: frames }, (_, seed) =>
      noise(60, 40, 4, seed + 1)
        .png()
        .toBuffer(),
    ),
  );
  return (frames > 1 ? sharp(images, { join: { animated: true } }) : sharp(images[0])).webp(options).toBuffer();
};
const tags = { IFD0: { Artist: 'Somebody' } };
const isLossless = (path: string) => isLosslessWebp(readFileSync(path));

test.each<[string, () => Promise<Buffer>, boolean]>([
  ['plain', () => webp({ lossless: true }), true],
  ['plain, lossy, with transparency', () => webp({}), false],
  ['lossy', () => noise(60, 40).webp().toBuffer(), false],
  [
    'extended',
    async () =>
      sharp(await webp({ lossless: true }))
        .withExif(tags)
        .webp({ lossless: true })
        .toBuffer(),
    true,
  ],
  ['extended, lossy', () => noise(60, 40).withExif(tags).webp().toBuffer(), false],
  ['an animation', () => webp({ lossless: true }, 3), true],
  ['a lossy animation', () => webp({}, 3), false],
  ['no WebP', async () => Buffer.from('RIFF'), false],
])('lossless WebPs are recognized: %s', async (_, state, wanted) => {
  expect(isLosslessWebp(await state())).toBe(wanted);
});

test('an animated WebP is lossless only if every frame is', async () => {
  const [lossless, lossy] = [await webp({ lossless: true }, 2), await webp({}, 2)];
  const framesAt = (bytes: Buffer) => bytes.indexOf('ANMF');
  expect(isLosslessWebp(Buffer.concat([lossless, lossy.subarray(framesAt(lossy))]))).toBe(false);
});

describe('lossless WebPs', () => {
  const careless = { lossless: true, effort: 0, exact: true } as const;
  test.each<[string, Profile]>([
    ['optimized', { outputs: [{ optimize: true }] }],
    ['optimized with a quality', { outputs: [{ optimize: true, quality: 10 }] }],
    ['optimized with its own format', { outputs: [{ optimize: true, format: 'webp' }] }],
    ['encoded without its metadata', { metadata: 'strip', outputs: [{ name: '{name}-bare', effort: 1 }] }],
    ['stripped of its location', stripProfile('strip-gps', { kind: 'folder', folder: 'out' })],
  ])('a lossless WebP remains lossless when it is %s', async (_, profile) => {
    for (const frames of [1, 3]) {
      const source = await write(join(temporaryFolder(), 'a.webp'), await webp(careless, frames));
      const { status, target, message } = await runOn(source, profile);
      expect({ status, message }).toEqual({ status: 'done' });
      expect(isLossless(target)).toBe(true);
      expect(await samplesOf(target)).toEqual(await samplesOf(source));
    }
  });

  test('a lossless WebP becomes lossy on request', async () => {
    const source = await write(join(temporaryFolder(), 'a.webp'), await webp(careless));
    const outputs = [{ optimize: true, lossless: false }, { quality: 50 }, { optimize: true, maxBytes: 3000 }];
    for (const output of outputs)
      expect(isLossless((await runOn(source, { outputs: [output] })).target), JSON.stringify(output)).toBe(false);
  });

  test('a lossy WebP may remain lossy', async () => {
    for (const frames of [1, 3]) {
      const source = await write(join(temporaryFolder(), 'a.webp'), await webp({ quality: 100 }, frames));
      const stripped: Profile = { metadata: 'strip', outputs: [{ name: '{name}-bare', effort: 1 }] };
      for (const profile of [{ outputs: [{ optimize: true, quality: 50 }] }, stripped])
        expect(isLossless((await runOn(source, profile)).target)).toBe(false);
    }
  });
});

describe('metadata of animated WebPs', () => {
  const tagged = async () => {
    const frames = await Promise.all(
      ['#ff8040', '#204060', '#aabbcc', '#112233', '#445566'].map((each) => solid(24, 18, each).png().toBuffer()),
    );
    const joined = sharp(frames, { join: { animated: true } }).webp({ lossless: true, delay: [50, 60, 70, 80, 90] });
    const still = await sharp(frames[0])
      .withIccProfile('p3')
      .withExif({ IFD0: { Copyright: 'Nobody' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .webp()
      .toBuffer();
    const kinds = { metadata: ['exif', 'icc', 'xmp'] } as unknown as Parameters<typeof carryWebpMetadata>[2];
    return carryWebpMetadata(still, await joined.toBuffer(), kinds);
  };
  const steps: Profile['steps'] = [{ operation: 'resize', width: 12 }];
  const stored = [0xff, 0x80, 0x40];

  test('an animated WebP keeps its metadata and colors as WebP, without notes', async () => {
    const { target, notes } = await done(await tagged(), 'a.webp', { lossless: true }, { steps });
    const { icc, exif, xmp, pages, delay } = await sharp(target, { animated: true }).metadata();
    expect({ icc, pages, delay, notes }).toEqual({ icc: await p3Profile(), pages: 5, delay: [50, 60, 70, 80, 90], notes: undefined });
    expect(exif?.toString('latin1')).toContain('Nobody');
    expect(xmp?.toString()).toContain('xmpmeta');
    expectNear((await middleOf(target)).slice(0, 3), stored, 1);
  });

  test('an animated WebP keeps its metadata beside a GIF, whose loss has a note', async () => {
    const { outputs, notes } = await done(await tagged(), 'a.webp', { format: ['webp', 'gif'], lossless: true }, { steps });
    const [webp, gif] = outputs.map(({ target }) => target) as [string, string];
    expect((await sharp(webp).metadata()).icc).toEqual(await p3Profile());
    expectNear((await middleOf(webp)).slice(0, 3), stored, 1);
    const converted = await middleOf(
      await sharp(await tagged())
        .png()
        .toBuffer(),
    );
    expectNear((await middleOf(gif)).slice(0, 3), converted.slice(0, 3), 4);
    expect(notes).toEqual(['Not supported by GIF, so not kept: EXIF, color profile, XMP.']);
  });

  test.each([
    ['srgb', true],
    ['strip', false],
  ] as const)('the color profile of an animated WebP follows the policy: %s', async (colorProfile, has) => {
    const { target, notes } = await done(await tagged(), 'a.webp', { lossless: true }, { steps, colorProfile });
    const { icc, exif } = await sharp(target, { animated: true }).metadata();
    expect([icc !== undefined, exif !== undefined, notes]).toEqual([has, true, undefined]);
    expectNear(
      (await middleOf(target)).slice(0, 3),
      (
        await middleOf(
          await sharp(await tagged())
            .png()
            .toBuffer(),
        )
      ).slice(0, 3),
      3,
    );
  });

  test('a color profile that GIF cannot store does not change its frames', async () => {
    const { target } = await done(await tagged(), 'a.webp', { format: 'gif' }, { steps, colorProfile: 'p3' });
    expect(await sharp(target, { animated: true }).metadata()).toMatchObject({ pages: 5, width: 12, pageHeight: 9 });
  });

  test.each(['strip', 'copyright-only', 'strip-gps'] as const)(
    'the metadata of an animated WebP follows the policy: %s',
    async (metadata) => {
      const { target, notes } = await done(await tagged(), 'a.webp', {}, { steps, metadata });
      const { exif, xmp, pages } = await sharp(target, { animated: true }).metadata();
      expect({ copyright: exif?.includes('Nobody') ?? false, xmp: xmp !== undefined, pages, notes }).toEqual({
        copyright: metadata !== 'strip',
        xmp: metadata === 'strip-gps',
        pages: 5,
        notes: undefined,
      });
    },
  );

  test('a single frame keeps the metadata, and its loss in many frames and sheets has a note', async () => {
    const one = await done(
      await tagged(),
      'a.webp',
      { format: 'jpeg', frames: 'first', quality: 100, chromaSubsampling: '4:4:4' },
      { steps },
    );
    const { icc, exif } = await sharp(one.target).metadata();
    expect([icc?.length, exif?.includes('Nobody'), one.notes]).toEqual([(await p3Profile()).length, true, undefined]);
    expectNear(await middleOf(one.target), stored, 3);
    for (const frames of ['all', 'sprite'] as const) {
      const { notes } = await done(await tagged(), 'a.webp', { format: 'png', frames }, { steps });
      expect(notes).toEqual(['Not kept in images created from frames: EXIF, color profile, XMP.']);
    }
  });
});
