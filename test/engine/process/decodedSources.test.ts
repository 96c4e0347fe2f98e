import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { apng } from '../../../src/engine/decoders/apng';
import { heic } from '../../../src/engine/decoders/heic';
import { jxl } from '../../../src/engine/decoders/jxl/jxl';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { packIco } from '../../../src/engine/formats/ico';
import { checkImage } from '../../../src/engine/inspect/checkImage';
import { comparedPixelDigest } from '../../../src/engine/inspect/comparedPixelDigest';
import { compareImages } from '../../../src/engine/inspect/compareImages';
import { perceptualHash } from '../../../src/engine/inspect/perceptualHash';
import { renderThumbnail } from '../../../src/engine/render/renderThumbnail';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { apngOf, frameOf } from '../fixtures/apngFiles';
import { doneOn, toolFile } from '../fixtures/decodedRuns';
import { animation, gradient, solid } from '../fixtures/images';
import { joined } from '../fixtures/rasters';
import { contentOf, filesIn, longEdge, place, run, temporaryFolder } from '../fixtures/runs';

/** Whole runs on sources in formats that libvips does not read. */

describe('HEIC', () => {
  const toJpeg = (metadata: 'keep' | 'strip' | 'strip-gps'): Profile => ({ outputs: [{ format: 'jpeg', quality: 95 }], metadata });

  test('becomes a JPEG with the same pixels, which is upright once', async () => {
    const { target } = await doneOn('a.heic', toolFile('location.heic'), toJpeg('keep'));
    const { width, height, exif, xmp, orientation } = await sharp(target).metadata();
    // Its EXIF says 6, but a HEIC turns its image by properties alone, of which this one has none.
    expect({ width, height, orientation: orientation ?? 1 }).toEqual({ width: 61, height: 43, orientation: 1 });
    expect(exif?.includes('Ada')).toBe(true);
    expect(xmp?.toString()).toContain('Dusk');
    const [image] = await heic.decode(toolFile('location.heic'));
    const made = await sharp(target).raw().toBuffer();
    const total = made.reduce((sum, value, at) => sum + Math.abs(value - (image?.samples[at] as number)), 0);
    expect(total / made.length).toBeLessThan(3);
  });

  test('loses its location, or all metadata', async () => {
    const gps = Buffer.from('GPSLatitude');
    const { target } = await doneOn('a.heic', toolFile('location.heic'), toJpeg('strip-gps'));
    const { exif } = await sharp(target).metadata();
    expect(exif?.includes('Ada')).toBe(true);
    // The tag of the pointer to the directory of GPS.
    expect(exif?.includes(Buffer.from([0x88, 0x25]))).toBe(false);
    expect(readFileSync(target).includes(gps)).toBe(false);
    const { target: bare } = await doneOn('a.heic', toolFile('location.heic'), toJpeg('strip'));
    expect((await sharp(bare).metadata()).exif).toBeUndefined();
  });

  test.each([
    ['location.heic', 'jpeg', 3],
    ['alpha.heic', 'png', 4],
  ])('%s in the format of its source becomes a %s', async (name, format, channels) => {
    const { target } = await doneOn('a.heic', toolFile(name), longEdge(30));
    expect(await sharp(target).metadata()).toMatchObject({ format, channels, width: 30 });
  });

  test('is not replaced', async () => {
    const source = place(join(temporaryFolder(), 'a.heic'), toolFile('location.heic'));
    const before = contentOf(dirname(source));
    const { entries, outcomes } = await run(dirname(source), longEdge(30, { replace: true }));
    expect(outcomes).toEqual([]);
    expect(JSON.stringify(entries)).toContain('read-only-format');
    expect(contentOf(dirname(source))).toEqual(before);
  });

  test('that is damaged fails alone', async () => {
    const folder = temporaryFolder();
    place(join(folder, 'a.heic'), toolFile('location.heic').subarray(0, 3000));
    place(join(folder, 'b.heic'), toolFile('location.heic'));
    const { outcomes, entries } = await run(folder, { outputs: [{ format: 'png' }] });
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(1);
    expect(filesIn(folder)).toEqual(['a.heic', 'b-test.png', 'b.heic']);
    expect(JSON.stringify([outcomes, entries])).toMatch(/truncated|corrupt/);
  });
});

describe('JPEG XL', () => {
  test('resized stays one, with its metadata', async () => {
    const { target } = await doneOn('a.jxl', toolFile('from-jpeg.jxl'), longEdge(30));
    const header = jxl.readHeader(readableBuffer(readFileSync(target)));
    expect([header.width, header.height]).toEqual([21, 30]);
    expect(header.metadata.exif?.includes('Ada')).toBe(true);
    expect(header.metadata.xmp?.toString()).toContain('Dusk');
  });

  test('loses metadata without another codestream', async () => {
    const { target } = await doneOn('a.jxl', toolFile('from-jpeg.jxl'), { outputs: [{ format: 'source' }], metadata: 'strip' });
    const bytes = readFileSync(target);
    const { exif, xmp } = jxl.readHeader(readableBuffer(bytes)).metadata;
    // Only the orientation remains.
    expect([exif?.includes('Ada'), exif?.length, xmp]).toEqual([false, 26, undefined]);
    expect((await jxl.decode(bytes))[0]?.samples).toEqual((await jxl.decode(toolFile('from-jpeg.jxl')))[0]?.samples);
  });
});

describe('APNG', () => {
  const moving = () =>
    apngOf(
      20,
      10,
      [0, 1, 2].map((seed) => ({
        ...frameOf(20, 10, Buffer.from(Array.from({ length: 200 }, () => [seed * 100, 50, 200, 255]).flat())),
        delay: [seed + 1, 10],
      })),
      { loop: 3 },
    );

  test('resized stays one', async () => {
    const { target } = await doneOn('a.png', moving(), longEdge(10));
    const bytes = readFileSync(target);
    const header = apng.readHeader(readableBuffer(bytes));
    expect(header).toMatchObject({ width: 10, height: 5, pages: 3, animation: { delays: [100, 200, 300], loop: 3 } });
    const images = await apng.decode(bytes);
    expect(images.map(({ samples }) => [...samples.subarray(0, 4)])).toEqual([0, 100, 200].map((red) => [red, 50, 200, 255]));
  });

  test.each(['gif', 'webp'] as const)('a %s becomes one, with the same frames, delays and loop', async (format) => {
    const colors = ['#ff0000', '#00ff00', '#0000ff'];
    const source = await animation(colors, { format, delay: [100, 200, 50], loop: 4 });
    const { target } = await doneOn(`a.${format}`, source, { outputs: [{ format: 'apng' }] });
    const bytes = readFileSync(target);
    expect(apng.readHeader(readableBuffer(bytes))).toMatchObject({ width: 40, height: 30, animation: { delays: [100, 200, 50], loop: 4 } });
    const images = await apng.decode(bytes);
    const frames = await sharp(source, { animated: true }).ensureAlpha().raw().toBuffer();
    expect(joined(images).equals(frames)).toBe(true);
  });

  test('becomes a GIF and a WebP with the same delays', async () => {
    for (const format of ['gif', 'webp'] as const) {
      const { target } = await doneOn('a.png', moving(), { outputs: [{ format }] });
      expect(await sharp(target).metadata()).toMatchObject({ format, pages: 3, delay: [100, 200, 300], loop: 3 });
    }
  });
});

describe('ICO', () => {
  const icon = async () => {
    const images = await Promise.all(
      [16, 48, 32].map(async (side) => ({ png: await solid(side, side, '#3060a0').png().toBuffer(), width: side, height: side })),
    );
    return packIco(images);
  };

  test('with all frames gives each size', async () => {
    const { outputs } = await doneOn('a.ico', await icon(), { outputs: [{ format: 'png', frames: 'all' }] });
    expect(outputs.map(({ width }) => width).sort()).toEqual([16, 32, 48]);
  });

  test('gives its largest image otherwise', async () => {
    const { target } = await doneOn('a.ico', await icon(), { outputs: [{ format: 'png' }] });
    expect(await sharp(target).metadata()).toMatchObject({ width: 48, height: 48 });
  });
});

describe('samples', () => {
  test('CMYK of a PSD remains CMYK in a JPEG', async () => {
    const [width, height] = [20, 12];
    const word = (value: number, bytes = 4) => {
      const block = Buffer.alloc(bytes);
      block.writeUIntBE(value, 0, bytes);
      return block;
    };
    const planes = [10, 200, 90, 30].map((ink) => Buffer.alloc(width * height, 255 - ink));
    const head = [Buffer.from('8BPS\0\x01\0\0\0\0\0\0', 'latin1'), word(4, 2), word(height), word(width), word(8, 2), word(4, 2)];
    const psd = Buffer.concat([...head, word(0), word(0), word(0), word(0, 2), ...planes]);
    const { target } = await doneOn('a.psd', psd, { outputs: [{ format: 'jpeg', quality: 100 }] });
    expect(await sharp(target).metadata()).toMatchObject({ format: 'jpeg', space: 'cmyk', width, height });
  });

  test('16 bits of a PNM remain in a PNG', async () => {
    const samples = Buffer.from(Array.from({ length: 20 * 10 * 3 }, (_, at) => [at & 255, (at * 7) & 255]).flat());
    const { target } = await doneOn('a.ppm', Buffer.concat([Buffer.from('P6 20 10 65535\n'), samples]), { outputs: [{ format: 'png' }] });
    expect(await sharp(target).metadata()).toMatchObject({ format: 'png', depth: 'ushort', width: 20 });
    const made = await sharp(target).toColorspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
    expect(made.readUInt16LE(100)).toBe(samples.readUInt16BE(100));
  });
});

describe('inspections', () => {
  test.each([
    ['location.heic', 'heic'],
    ['lossy.jxl', 'jxl'],
    ['reversible.jp2', 'jp2'],
    ['tiles.j2k', 'j2k'],
  ])('%s is checked, compared, hashed and shown', async (name, extension) => {
    const folder = temporaryFolder();
    const path = place(join(folder, `a.${extension}`), toolFile(name));
    expect(await checkImage(path)).toBeUndefined();
    const png = place(
      join(folder, 'a.png'),
      await sharp(toolFile(`${name}.png`))
        .png()
        .toBuffer(),
    );
    const [one, other] = await Promise.all([perceptualHash(path), perceptualHash(png)]);
    // Rounding of chroma may change a bit.
    const differing = (BigInt(`0x${one.hash}`) ^ BigInt(`0x${other.hash}`)).toString(2).replaceAll('0', '');
    expect(differing.length).toBeLessThanOrEqual(2);
    if (name === 'reversible.jp2') expect(await comparedPixelDigest(path)).toBe(await comparedPixelDigest(png));
    const { before, similarity } = await compareImages({ before: path, after: png, directory: join(folder, 'shown') });
    expect(similarity).toBeGreaterThan(0.99);
    expect(await sharp(before.path).metadata()).toMatchObject({ format: 'png', width: 61, height: 43 });
    const target = join(folder, 'small.webp');
    expect(await renderThumbnail({ source: path, target })).toEqual({ width: 61, height: 43 });
    expect(await sharp(target).metadata()).toMatchObject({ format: 'webp', width: 61 });
  });

  test('a cut file is found by a check', async () => {
    const folder = temporaryFolder();
    for (const name of ['location.heic', 'lossless.jxl', 'reversible.jp2']) {
      const path = place(join(folder, name), toolFile(name).subarray(0, -300));
      expect((await checkImage(path))?.code, name).toMatch(/truncated|corrupt/);
    }
  });

  test('a PNG and the gradient that it shows have a hash each', async () => {
    const folder = temporaryFolder();
    const bmpFile = (await doneOn('a.png', await gradient(40, 30).png().toBuffer(), { outputs: [{ format: 'bmp' }] })).target;
    const png = place(join(folder, 'a.png'), await gradient(40, 30).png().toBuffer());
    expect(await comparedPixelDigest(bmpFile)).toBe(await comparedPixelDigest(png));
  });
});
