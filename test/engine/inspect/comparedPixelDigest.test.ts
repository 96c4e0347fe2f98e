import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { comparedPixelDigest } from '../../../src/engine/inspect/comparedPixelDigest';
import { perceptualHash } from '../../../src/engine/inspect/perceptualHash';
import { ownCorpus } from '../fixtures/corpus';
import { animation, cmykTiff, fromRaw, gradient, grayProfile, p3Profile, solid, tiff, withProfile } from '../fixtures/images';
import { place, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

async function digestOf(image: Sharp | Buffer | string, name = 'a.png'): Promise<string | undefined> {
  const bytes = typeof image === 'string' || Buffer.isBuffer(image) ? image : await image.toBuffer();
  return comparedPixelDigest(place(join(temporaryFolder(), name), bytes));
}

async function expectSame(...images: readonly (Sharp | Buffer)[]): Promise<void> {
  const digests = await Promise.all(images.map((each) => digestOf(each)));
  expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(digests).toEqual(digests.map(() => digests[0]));
}

async function expectDifferent(...images: readonly (Sharp | Buffer)[]): Promise<void> {
  const digests = await Promise.all(images.map((each) => digestOf(each)));
  for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(digests).size).toBe(images.length);
}

/** A PNG with 16-bit samples, written by sharp from raw pixels. */
function wide(values: readonly number[], width: number, channels: 1 | 3 | 4): Sharp {
  const raw = { width, height: values.length / channels / width, channels };
  const image = sharp(Uint16Array.from(values), { raw });
  return image.toColorspace(channels === 1 ? 'grey16' : 'rgb16').png();
}

describe('an image has the same digest', () => {
  test('in every lossless encoding', async () => {
    const image = noise(70, 50);
    await expectSame(
      image.clone().png({ compressionLevel: 0 }),
      image.clone().png({ progressive: true, compressionLevel: 9 }),
      image.clone().webp({ lossless: true, exact: true }),
      image.clone().tiff({ compression: 'lzw', predictor: 'horizontal' }),
      image.clone().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }),
    );
  });

  test('with other metadata', async () => {
    const image = noise(70, 50);
    const jpeg = await image.clone().jpeg().toBuffer();
    const tagged = await sharp(jpeg)
      .withMetadata({ density: 300 })
      .withExif({ IFD0: { Copyright: 'me' } })
      .png()
      .toBuffer();
    await expectSame(jpeg, tagged, await sharp(jpeg).png().toBuffer());
  });

  test('whether rotated in its pixels or by its EXIF orientation', async () => {
    const upright = await gradient(60, 40).png().toBuffer();
    const stored = await sharp(upright).rotate(-90).png().toBuffer();
    const turned = await sharp(stored).withMetadata({ orientation: 6 }).png().toBuffer();
    await expectSame(upright, turned);
    await expectDifferent(stored, turned);
  });

  test('as palette, gray, RGB, or with an opaque alpha channel', async () => {
    const gray = await fromRaw({ data: Buffer.from(Array.from({ length: 200 }, (_, at) => at)), width: 20, height: 10, channels: 1 })
      .toColorspace('b-w')
      .png()
      .toBuffer();
    const rgb = await sharp(gray).toColorspace('srgb').png().toBuffer();
    expect((await sharp(gray).metadata()).channels).toBe(1);
    expect((await sharp(rgb).metadata()).channels).toBe(3);
    const palette = await sharp(rgb).png({ palette: true, dither: 0, colors: 256 }).toBuffer();
    const opaque = await sharp(rgb).ensureAlpha().png().toBuffer();
    await expectSame(gray, rgb, palette, opaque, await sharp(gray).tiff({ compression: 'none' }).toBuffer());
  });

  test('in 16 bits that contain only 8', async () => {
    const values = [0, 1, 2, 127, 254, 255];
    const narrow = fromRaw({ data: Buffer.from(values), width: 3, height: 2, channels: 1 })
      .toColorspace('b-w')
      .png();
    const twice = wide(
      values.map((value) => value * 257),
      3,
      1,
    );
    const high = wide(
      values.map((value) => (value === 255 ? 65_535 : value * 256)),
      3,
      1,
    );
    expect((await sharp(await twice.toBuffer()).metadata()).depth).toBe('ushort');
    await expectSame(narrow, twice, high);
    await expectDifferent(narrow, wide([0, 257, 514, 32_639, 65_278, 65_534], 3, 1));
  });

  test('whatever the colors of fully transparent pixels', async () => {
    const pixels = (hidden: number) => Buffer.from([9, 8, 7, 255, hidden, hidden, hidden, 0]);
    const image = (hidden: number) => fromRaw({ data: pixels(hidden), width: 2, height: 1, channels: 4 }).png();
    await expectSame(image(0), image(255));
    const almost = Buffer.from([9, 8, 7, 255, 200, 200, 200, 1]);
    await expectDifferent(image(0), fromRaw({ data: almost, width: 2, height: 1, channels: 4 }).png());
  });

  test('with a color profile that changes nothing', async () => {
    const plain = await gradient(30, 20).png().toBuffer();
    await expectSame(plain, await sharp(plain).withIccProfile('srgb').png().toBuffer());
  });

  test('as an animation, in GIF and WebP', async () => {
    const frames = ['red', 'blue', 'green'];
    const options = { delay: [50, 100, 200], loop: 3 };
    await expectSame(await animation(frames, options), await animation(frames, { ...options, format: 'webp' }));
  });

  test('as a pyramid', async () => {
    const image = noise(600, 400);
    await expectSame(image.clone().png(), image.clone().tiff({ compression: 'deflate', pyramid: true, tile: true }));
  });
});

describe('an image has a different digest', () => {
  test('if a single sample differs by one', async () => {
    const [one, other] = [Buffer.alloc(300, 7), Buffer.alloc(300, 7)];
    other[299] = 8;
    await expectDifferent(...[one, other].map((data) => fromRaw({ data, width: 10, height: 10, channels: 3 }).png()));
  });

  test('if its shape differs', async () => {
    await expectDifferent(solid(20, 10, 'red').png(), solid(10, 20, 'red').png());
  });

  test('if a color profile changes its colors', async () => {
    const plain = await gradient(30, 20).png().toBuffer();
    await expectDifferent(plain, withProfile(plain, await p3Profile()));
    const gray = await sharp(plain).toColorspace('b-w').png().toBuffer();
    await expectDifferent(gray, withProfile(gray, grayProfile(1)));
    await expectSame(withProfile(plain, await p3Profile()), withProfile(plain, await p3Profile()));
  });

  test('if frames, their delays or the loop count differ', async () => {
    await expectDifferent(
      await animation(['red', 'blue']),
      await animation(['blue', 'red']),
      await animation(['red', 'blue', 'red']),
      await animation(['red', 'blue'], { delay: [100, 200] }),
      await animation(['red', 'blue'], { loop: 1 }),
      solid(40, 30, 'red').gif(),
    );
    // Players show no frame for less than 20 ms.
    await expectSame(await animation(['red', 'blue'], { delay: [0, 100] }), await animation(['red', 'blue'], { delay: [10, 100] }));
  });

  test('if a later page differs, even in size', async () => {
    const page = (width: number, value: number) => ({
      width,
      height: 5,
      samples: 3,
      photometric: 2,
      data: Buffer.alloc(width * 15, value),
    });
    await expectDifferent(tiff(page(6, 1), page(8, 2)), tiff(page(6, 1), page(8, 3)), tiff(page(6, 1), page(7, 2)), tiff(page(6, 1)));
  });

  test('if its CMYK inks differ', async () => {
    await expectDifferent(cmykTiff(4, 4, [10, 20, 30, 40]), cmykTiff(4, 4, [10, 20, 30, 41]));
  });

  test('if it has an HDR gain map', async () => {
    const path = join(ownCorpus, 'odd/gain-map.jpg');
    const plain = await sharp(path).keepIccProfile().png().toBuffer();
    expect(await comparedPixelDigest(path)).not.toBe(await digestOf(plain));
  });
});

test('SVG and floating-point images are not compared', async () => {
  expect(await digestOf('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'a.svg')).toBeUndefined();
  const linear = tiff({ width: 4, height: 4, samples: 3, photometric: 2, bits: 32, sampleFormat: 3, data: Buffer.alloc(4 * 4 * 12) });
  expect(await digestOf(linear, 'a.tif')).toBeUndefined();
});

test('a Photoshop file is no copy of the image it shows: it has layers, too', async () => {
  const head = Buffer.from('8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x01\0\0\0\x01\0\x08\0\x03', 'latin1');
  const psd = Buffer.concat([head, Buffer.alloc(12), Buffer.from([0, 0, 255, 0, 0])]);
  expect(await digestOf(psd, 'a.psd')).toBeUndefined();
  await expect(perceptualHash(place(join(temporaryFolder(), 'a.psd'), psd))).rejects.toMatchObject({ code: 'not-compared' });
});

test('an image that cannot be decoded completely fails', async () => {
  const png = await noise(40, 30).png().toBuffer();
  await expect(digestOf(png.subarray(0, png.length / 2))).rejects.toMatchObject({ code: 'truncated' });
  await expect(digestOf('words')).rejects.toMatchObject({ code: 'not-an-image' });
});
