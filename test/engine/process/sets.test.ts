import { basename, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { cmykTiff, cornersOf, gradient, oriented, p3Profile, withProfile, write } from '../fixtures/images';
import { filesIn, run, runOn, temporaryFolder } from '../fixtures/runs';
import { differenceOf, expectNear, middleOf, noise } from '../fixtures/samples';

/** Several files from one decoded image. */

const resize = (width: number) => ({ operation: 'resize' as const, width });

async function made(image: Sharp | Buffer, name: string, profile: Profile) {
  const source = await write(join(temporaryFolder(), name), image);
  const outcome = await runOn(source, profile);
  expect({ status: outcome.status, message: outcome.message }).toEqual({ status: 'done' });
  return { ...outcome, source, targets: outcome.outputs.map(({ target }) => target) };
}

describe('widths', () => {
  test('a set has a file for each width in each format', async () => {
    const { outputs } = await made(noise(400, 300).png(), 'a.png', {
      outputs: [{ format: ['webp', 'jpeg', 'avif'], widths: [320, 100, 200] }],
    });
    expect(outputs.map(({ target, width, height, format }) => `${basename(target)} ${format} ${width}x${height}`)).toEqual(
      ['webp webp', 'jpg jpeg', 'avif avif'].flatMap((ending) => {
        const [extension, format] = ending.split(' ');
        return ['320x240', '100x75', '200x150'].map((size) => `a-${size.split('x')[0]}.${extension} ${format} ${size}`);
      }),
    );
    for (const { target, width, height } of outputs) expect(await sharp(target).metadata()).toMatchObject({ width, height });
  });

  test('no width is enlarged, and a small source produces a single file', async () => {
    const { targets } = await made(noise(150, 90).png(), 'a.png', { outputs: [{ format: 'webp', widths: [100, 200, 400, 150] }] });
    expect(targets.map((target) => basename(target))).toEqual(['a-100.webp', 'a-150.webp']);
  });

  test('outputs with late names are all made, even if their planned names are equal', async () => {
    const { targets } = await made(noise(300, 200).png(), 'a.png', {
      steps: [{ operation: 'trim' }],
      outputs: [{ format: 'webp', widths: [100, 200], name: '{name}-{pixelDigest:8}' }],
    });
    expect(new Set(targets).size).toBe(2);
  });

  test('heights are computed from the image, not from the largest width of the set', async () => {
    // 1001 x 351 at a width of 10 is 3.506 high. Computed from the largest, 20 x 7, it would be 3.5 or less.
    for (const [width, height, widths] of [
      [1001, 351, [20, 10]],
      [999, 501, [333, 111, 37, 9]],
      [640, 427, [100, 33, 5]],
    ] as const) {
      const { outputs } = await made(noise(width, height).png(), 'a.png', { outputs: [{ format: 'webp', widths: [...widths] }] });
      expect(outputs.map((each) => [each.width, each.height])).toEqual(
        widths.map((wanted) => [wanted, Math.max(1, Math.round((height * wanted) / width))]),
      );
    }
  });

  test('each file of a set equals the one that is made alone', async () => {
    const steps: Profile['steps'] = [
      { operation: 'crop', aspectRatio: '1:1' },
      { operation: 'sharpen', sigma: 1 },
      { operation: 'rotate', angle: 90 },
    ];
    for (const format of ['png', 'jpeg', 'webp', 'tiff'] as const) {
      const image = noise(420, 300, 4);
      const set = await made(image.clone().png(), 'a.png', { steps, outputs: [{ format, widths: [200, 80], quality: 95 }] });
      for (const [index, width] of [200, 80].entries()) {
        const alone = await made(image.clone().png(), 'a.png', { steps: [...steps, resize(width)], outputs: [{ format, quality: 95 }] });
        const { mean } = await differenceOf(set.targets[index] as string, alone.targets[0] as string);
        expect(mean, `${format} ${width}`).toBeLessThan(3);
      }
    }
  });
});

describe('densities', () => {
  test('densities get web names, and the largest has the size of the image', async () => {
    const { outputs } = await made(noise(301, 150).png(), 'icon.png', {
      outputs: [{ format: 'png', densities: [1, 1.5, 3], folder: 'out' }],
    });
    expect(outputs.map(({ target, width, height, density }) => [basename(target), width, height, density])).toEqual([
      ['icon@1x.png', 100, 50, 1],
      ['icon@1.5x.png', 151, 75, 1.5],
      ['icon@3x.png', 301, 150, 3],
    ]);
  });

  test('densities get Android names', async () => {
    const root = temporaryFolder();
    await write(join(root, 'icon.png'), noise(192, 192).png());
    await run(root, {
      outputs: [{ format: 'webp', densities: [1, 1.5, 2, 3, 4, 0.75, 1.33], name: 'drawable-{dpi}/{name}', folder: 'res' }],
    });
    const densities = ['213dpi', 'hdpi', 'ldpi', 'mdpi', 'xhdpi', 'xxhdpi', 'xxxhdpi'];
    expect(filesIn(join(root, 'res'))).toEqual(densities.map((each) => `drawable-${each}/icon.webp`));
    expect(await sharp(join(root, 'res/drawable-mdpi/icon.webp')).metadata()).toMatchObject({ width: 48, height: 48 });
  });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i is applied in a set', async (orientation) => {
  const { outputs } = await made(await oriented(orientation, 80, 48), 'a.jpg', {
    outputs: [{ format: ['jpeg', 'png'], widths: [60, 40] }],
  });
  expect(outputs.map(({ width, height }) => `${width}x${height}`)).toEqual(['60x36', '40x24', '60x36', '40x24']);
  for (const { target } of outputs) {
    expect((await sharp(target).metadata()).orientation ?? 1).toBe(1);
    expect(await cornersOf(target)).toBe('red green blue yellow');
  }
});

describe('intermediates', () => {
  const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';

  test('intermediates keep EXIF, XMP and the color profile', async () => {
    const png = withProfile(await gradient(120, 80).png().toBuffer(), await p3Profile());
    const jpeg = sharp(png)
      .keepIccProfile()
      .withExif({ IFD0: { Copyright: 'Nobody' } })
      .withXmp(xmp)
      .jpeg({ quality: 100 });
    // Filters that edit samples make an intermediate.
    const steps: Profile['steps'] = [
      resize(100),
      { operation: 'posterize', levels: 64 },
      { operation: 'sharpen', sigma: 1 },
      { operation: 'flop' },
    ];
    const { targets, notes } = await made(jpeg, 'a.jpg', {
      steps,
      outputs: [{ format: ['jpeg', 'webp', 'png', 'avif'], widths: [60, 30] }],
    });
    expect(targets).toHaveLength(8);
    for (const target of targets) {
      const metadata = await sharp(target).metadata();
      expect(metadata.icc, target).toEqual(await p3Profile());
      expect(metadata.exif?.toString('latin1'), target).toContain('Nobody');
      expect(metadata.xmp?.toString(), target).toContain('xmpmeta');
    }
    expect(notes).toBeUndefined();
  });

  test('CMYK in a set remains CMYK in JPEG and becomes RGB in WebP', async () => {
    const inks = [10, 200, 30, 40] as const;
    const { targets, notes } = await made(cmykTiff(120, 80, inks), 'a.tif', {
      outputs: [{ format: ['jpeg', 'webp'], widths: [60, 30], quality: 95 }],
    });
    expect(notes).toEqual(['CMYK became RGB: WebP does not support CMYK.']);
    const wanted = await middleOf(
      await sharp(cmykTiff(9, 9, inks))
        .png()
        .toBuffer(),
    );
    for (const target of targets) {
      const { space } = await sharp(target).metadata();
      expect(space).toBe(target.endsWith('.jpg') ? 'cmyk' : 'srgb');
      const stored = await sharp(target, { ignoreIcc: true }).pipelineColorspace('cmyk').toColorspace('cmyk').raw().toBuffer();
      if (space === 'cmyk') expectNear([...stored.subarray(0, 4)], inks, 6);
      else expectNear(await middleOf(target), wanted, 4);
    }
  });

  test('intermediates keep 16 bits', async () => {
    const { targets } = await made(gradient(120, 80, 4).toColorspace('rgb16').png(), 'a.png', {
      outputs: [{ format: ['png', 'tiff'], widths: [60, 30] }],
    });
    for (const target of targets) expect(await sharp(target).metadata()).toMatchObject({ space: 'rgb16', channels: 4 });
  });

  test('one output has several formats without sizes', async () => {
    const { outputs } = await made(noise(64, 48).png(), 'a.png', { outputs: [{ format: ['webp', 'avif', 'jpeg', 'gif', 'tiff', 'ico'] }] });
    expect(outputs.map(({ format }) => format)).toEqual(['webp', 'avif', 'jpeg', 'gif', 'tiff', 'ico']);
  });
});
