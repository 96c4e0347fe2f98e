import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { withLoopFilters } from '../../../src/engine/decoders/codecs/loopFilters';
import { heic } from '../../../src/engine/decoders/heic';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { has, heifEnc, losslessHeic, png8, png16, referenceSamples } from '../fixtures/codecTools';
import { codedImage, gridOf, heicOf, property } from '../fixtures/heicFiles';
import { gradient } from '../fixtures/images';
import { decoded, largestDifference, raster } from '../fixtures/rasters';

/** Where chroma has fewer samples than luma, versions of libheif round it differently; elsewhere they give the same samples. */

function png(width: number, height: number, channels: 1 | 2 | 3 | 4 = 3): Promise<Buffer> {
  return png8({ width, height, channels, data: raster(width, height, channels).samples });
}

/** Compares a file with libheif's program. @param most the largest difference of samples */
async function expectSame(file: Buffer, most: number) {
  const { header, image } = await decoded(heic, file);
  const { width, height, channels, data } = await referenceSamples(file, 'heic');
  expect({ width, height, channels }).toEqual({ width: image.width, height: image.height, channels: image.alpha ? 4 : 3 });
  expect(data instanceof Uint16Array).toBe(image.bits === 16);
  expect(largestDifference(image.samples, data)).toBeLessThanOrEqual(most);
  return { header, image };
}

test('both places where libheif turns off filters are changed', () => {
  const module = readFileSync(join(import.meta.dirname, '../../../node_modules/libheif-js/libheif-wasm/libheif.wasm'));
  const changed = withLoopFilters(module);
  expect(changed).toHaveLength(module.length);
  expect(changed.reduce((count, byte, at) => count + (byte === module[at] ? 0 : 1), 0)).toBe(4);
});

test.each([
  ['those of sRGB', property.colors(1, 13), undefined],
  ['those of Display P3', property.colors(12, 13), 'The colors of the HEIC are not sRGB'],
  ['those of HDR', property.colors(9, 16), 'The colors of the HEIC are not sRGB'],
])('colors that are named by numbers: %s', (_, colors, told) => {
  const { data, properties } = codedImage(readFileSync(join(import.meta.dirname, '../../corpus/tools/location.heic')));
  const plain = properties.filter((box) => box.toString('latin1', 4, 8) !== 'colr');
  const { remarks = [] } = heic.readHeader(readableBuffer(heicOf([{ type: 'hvc1', data, properties: [...plain, colors] }])));
  if (told === undefined) expect(remarks).toEqual([]);
  else expect(remarks.join()).toContain(told);
});

describe.skipIf(!has.libheif)('HEIC from libheif', () => {
  test.each([
    [1, 1],
    [7, 5],
    [64, 64],
    [131, 77],
  ] as const)('%i x %i pixels come back without loss', async (width, height) => {
    const { header, image } = await expectSame(heifEnc(await png(width, height), losslessHeic), 0);
    expect(header).toEqual({ width, height, bits: 8, space: 'rgb', alpha: false, pages: 1, metadata: {} });
    // heif-enc 1.15 itself rounds some samples when it converts them.
    expect(largestDifference(image.samples, raster(width, height).samples)).toBeLessThanOrEqual(1);
  });

  test('alpha is a channel', async () => {
    const { header, image } = await expectSame(heifEnc(await png(67, 43, 4), losslessHeic), 0);
    expect(header.alpha).toBe(true);
    expect(largestDifference(image.samples, raster(67, 43, 4).samples)).toBeLessThanOrEqual(1);
  });

  test('gray becomes RGB', async () => {
    const { image } = await expectSame(heifEnc(await png(67, 43, 1), ['-L']), 0);
    const { samples } = raster(67, 43, 1);
    expect(
      largestDifference(
        image.samples,
        Uint8Array.from(image.samples, (_, at) => samples[Math.floor(at / 3)] as number),
      ),
    ).toBe(0);
  });

  test.each([
    [10, 3],
    [12, 3],
    [10, 4],
    [12, 4],
  ] as const)('%i bits become 16, with %i channels', async (bits, channels) => {
    const file = heifEnc(await png16(67, 43, channels), ['-b', String(bits), ...losslessHeic]);
    const { header, image } = await decoded(heic, file);
    expect(header).toMatchObject({ bits: 16, alpha: channels === 4 });
    const { data } = await referenceSamples(file, 'heic');
    // The program leaves the lower bits empty.
    const stored = (sample: number) => Math.round((sample * (2 ** bits - 1)) / 65_535) << (16 - bits);
    expect(largestDifference(Uint16Array.from(image.samples, stored), data)).toBe(0);
  });

  test.each([
    ['444', 20],
    ['444', 70],
    ['444', 95],
  ])('lossy files with chroma %s and quality %i are the same, with the filters of HEVC', async (chroma, quality) => {
    await expectSame(heifEnc(await png(131, 77), ['-q', String(quality), '-p', `chroma=${chroma}`]), 0);
  });

  test.each(['422', '420'])('lossy files with chroma %s are the same but for rounding', async (chroma) => {
    await expectSame(heifEnc(await png(131, 77), ['-q', '60', '-p', `chroma=${chroma}`]), 1);
  });

  test('EXIF, XMP and the profile are read', async () => {
    const jpeg = await gradient(64, 48)
      .withExif({ IFD0: { Copyright: 'Ada' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>')
      .withIccProfile('p3', { attach: true })
      .jpeg()
      .toBuffer();
    const { header } = await decoded(heic, heifEnc(jpeg, [], 'jpg'));
    const { exif, icc, xmp } = await sharp(jpeg).metadata();
    // The EXIF of a JPEG starts with a mark of 6 bytes.
    expect(header.metadata.exif).toEqual(exif?.subarray(6));
    expect(header.metadata.icc).toEqual(icc);
    expect(header.metadata.xmp?.toString()).toContain('xmpmeta');
    expect(xmp).toBeDefined();
  });
});

describe.skipIf(!has.libheif)('HEIC with properties', () => {
  // Of a whole number of blocks, since heif-enc would fill others up.
  const [width, height] = [96, 64];
  const coded = async () => codedImage(heifEnc(await png(width, height), losslessHeic));

  test.each([
    ['turned once', [property.rotation(1)], [height, width]],
    ['turned twice', [property.rotation(2)], [width, height]],
    ['turned three times', [property.rotation(3)], [height, width]],
    ['mirrored', [property.mirror(0)], [width, height]],
    ['mirrored upside down', [property.mirror(1)], [width, height]],
    ['mirrored, then turned', [property.mirror(1), property.rotation(1)], [height, width]],
    ['turned, then mirrored', [property.rotation(3), property.mirror(0)], [height, width]],
    ['cut out', [property.crop(31, 20, [-29, 2], [0, 1])], [31, 20]],
    ['cut out, then turned', [property.crop(40, 21, [0, 1], [1, 2]), property.rotation(1)], [21, 40]],
  ] as const)('%s', async (_, changes, [across, down]) => {
    const { data, properties } = await coded();
    const { header } = await expectSame(heicOf([{ type: 'hvc1', data, properties: [...properties, ...changes] }]), 0);
    expect([header.width, header.height]).toEqual([across, down]);
  });

  test('tiles are put together, and cut off at the sides', async () => {
    const { data, properties } = codedImage(heifEnc(await png(64, 64), losslessHeic));
    const tiles = Array.from({ length: 6 }, () => ({ type: 'hvc1', data, properties }) as const);
    const grid = { type: 'grid', data: gridOf(2, 3, 180, 100), properties: [property.size(180, 100), property.rotation(1)] } as const;
    const { image } = await expectSame(heicOf([grid, ...tiles], 1, [['dimg', 1, [2, 3, 4, 5, 6, 7]]]), 0);
    expect([image.width, image.height]).toEqual([100, 180]);
  });

  test('the main image counts, not the first one', async () => {
    const small = codedImage(heifEnc(await png(64, 64), losslessHeic));
    const main = await coded();
    const items = [small, main].map((each) => ({ type: 'hvc1', ...each }) as const);
    const { header } = await expectSame(heicOf(items, 2, [['thmb', 1, [2]]]), 0);
    expect(header).toMatchObject({ width, height, pages: 1 });
  });

  test('EXIF in an item keeps its orientation, which is not applied', async () => {
    const exif = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');
    const items = [
      { type: 'hvc1', ...(await coded()) },
      { type: 'Exif', data: Buffer.concat([Buffer.of(0, 0, 0, 6), Buffer.from('Exif\0\0'), exif]) },
      { type: 'mime', data: Buffer.from('<x/>') },
    ] as const;
    const file = heicOf(items, 1, [
      ['cdsc', 2, [1]],
      ['cdsc', 3, [1]],
    ]);
    const { header } = await expectSame(file, 0);
    expect(header).toMatchObject({ width, height, metadata: { exif, xmp: Buffer.from('<x/>') } });
  });

  test('what no decoder here knows is refused', () => {
    const none = heicOf([{ type: 'hvc1', data: Buffer.alloc(9), properties: [property.size(4, 4)] }], 2);
    expect(() => heic.readHeader(readableBuffer(none))).toThrow('damaged');
  });
});
