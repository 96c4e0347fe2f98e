import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { carryWebpMetadata } from '../../src/engine/webp';
import type { Profile } from '../../src/shared/recipe';
import { p3Profile, solid, write } from './pictures';
import { runOn, temporaryFolder } from './runs';
import { expectNear, middleOf } from './samples';

async function done(picture: Buffer, name: string, output: NonNullable<Profile['outputs']>[number], rest: Profile = {}) {
  const source = await write(join(temporaryFolder(), name), picture);
  const outcome = await runOn(source, { outputs: [output], ...rest });
  expect({ status: outcome.status, message: outcome.message }).toEqual({ status: 'done' });
  return outcome;
}

describe('what stands beside the pixels of an animated WebP', () => {
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

  test('stays in a WebP, colours and all, and nothing is said', async () => {
    const { target, notes } = await done(await tagged(), 'a.webp', { lossless: true }, { steps });
    const { icc, exif, xmp, pages, delay } = await sharp(target, { animated: true }).metadata();
    expect({ icc, pages, delay, notes }).toEqual({ icc: await p3Profile(), pages: 5, delay: [50, 60, 70, 80, 90], notes: undefined });
    expect(exif?.toString('latin1')).toContain('Nobody');
    expect(xmp?.toString()).toContain('xmpmeta');
    expectNear((await middleOf(target)).slice(0, 3), stored, 1);
  });

  test('stays in the WebP also where a GIF is made, whose loss is told', async () => {
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
    expect(notes).toEqual(['Not kept, since GIF cannot hold it: EXIF, the colour profile, XMP.']);
  });

  test.each([
    ['srgb', true],
    ['strip', false],
  ] as const)('the colour profile: %s', async (colourProfile, has) => {
    const { target, notes } = await done(await tagged(), 'a.webp', { lossless: true }, { steps, colourProfile });
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

  test('a profile that a GIF cannot hold leaves its frames what they are', async () => {
    const { target } = await done(await tagged(), 'a.webp', { format: 'gif' }, { steps, colourProfile: 'p3' });
    expect(await sharp(target, { animated: true }).metadata()).toMatchObject({ pages: 5, width: 12, pageHeight: 9 });
  });

  test.each(['strip', 'copyright-only', 'strip-gps'] as const)('metadata: %s', async (metadata) => {
    const { target, notes } = await done(await tagged(), 'a.webp', {}, { steps, metadata });
    const { exif, xmp, pages } = await sharp(target, { animated: true }).metadata();
    expect({ copyright: exif?.includes('Nobody') ?? false, xmp: xmp !== undefined, pages, notes }).toEqual({
      copyright: metadata !== 'strip',
      xmp: metadata === 'strip-gps',
      pages: 5,
      notes: undefined,
    });
  });

  test('stays with a single frame, and of many and of a sheet its loss is told', async () => {
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
      expect(notes).toEqual(['Not kept in what is made of the frames: EXIF, the colour profile, XMP.']);
    }
  });
});
