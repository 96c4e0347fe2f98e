import { brotliCompressSync, constants, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { jxl } from '../../../src/engine/decoders/jxl/jxl';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { isoBox, isoBoxes } from '../../../src/engine/formats/isoBoxes';
import { cjxl, has, png8, png16, pngSamples, referenceSamples } from '../fixtures/codecTools';
import { animation, cornersOf, gradient, oriented, pngChunk, withPngChunks } from '../fixtures/images';
import { decoded, largestDifference, raster } from '../fixtures/rasters';

function png(width: number, height: number, channels: 1 | 2 | 3 | 4 = 3): Promise<Buffer> {
  return png8({ width, height, channels, data: raster(width, height, channels).samples });
}

/** Compares a file with libjxl's program. @param most the largest difference of samples */
async function expectSame(file: Buffer, most: number) {
  const { header, image } = await decoded(jxl, file);
  const { width, height, channels, data } = await referenceSamples(file, 'jxl');
  const own = (image.space === 'gray' ? 1 : 3) + (image.alpha ? 1 : 0);
  expect({ width, height, channels }).toEqual({ width: image.width, height: image.height, channels: own });
  expect(data instanceof Uint16Array).toBe(image.bits === 16);
  expect(largestDifference(image.samples, data)).toBeLessThanOrEqual(most);
  return { header, image };
}

describe.skipIf(!has.libjxl)('JPEG XL without loss', () => {
  test.each([
    [1, 1, 3],
    [7, 5, 3],
    [131, 77, 1],
    [131, 77, 2],
    [131, 77, 3],
    [131, 77, 4],
    // More than a group of 256 pixels.
    [300, 270, 3],
    // A ratio that the header has a number for.
    [160, 90, 3],
  ] as const)('%i x %i pixels in %i channels come back', async (width, height, channels) => {
    const { header, image } = await expectSame(cjxl(await png(width, height, channels), ['-d', '0']), 0);
    const alpha = channels % 2 === 0;
    const space = channels < 3 ? 'gray' : 'rgb';
    expect(header).toEqual({ width, height, bits: 8, space, alpha, pages: 1, metadata: {}, remarks: [] });
    expect(largestDifference(image.samples, raster(width, height, channels).samples)).toBe(0);
  });

  test.each([1, 3] as const)('16 bits in %i channels come back', async (channels) => {
    const source = await png16(67, 43, channels);
    const { header, image } = await expectSame(cjxl(source, ['-d', '0']), 0);
    expect(header).toMatchObject({ bits: 16, space: channels < 3 ? 'gray' : 'rgb', alpha: false });
    expect(largestDifference(image.samples, (await pngSamples(source)).data)).toBe(0);
  });

  // cjxl 0.7 stores alpha with 8 bits here, which djxl cannot write.
  test.each([2, 4] as const)('16 bits in %i channels come back, but for alpha', async (channels) => {
    const source = await png16(67, 43, channels);
    const { header, image } = await decoded(jxl, cjxl(source, ['-d', '0']));
    expect(header).toMatchObject({ bits: 16, space: channels < 3 ? 'gray' : 'rgb', alpha: true });
    const { data } = await pngSamples(source);
    const colorsOf = (samples: Uint8Array | Uint16Array) => Uint16Array.from(samples).filter((_, at) => at % channels !== channels - 1);
    expect(largestDifference(colorsOf(image.samples), colorsOf(data))).toBe(0);
    expect(largestDifference(image.samples, data)).toBeLessThanOrEqual(129);
  });

  // djxl 0.7 does not scale such samples, so the source is the reference.
  test.each([10, 12])('%i bits become 16', async (bits) => {
    const source = await png16(67, 43);
    const { header, image } = await decoded(jxl, cjxl(source, ['-d', '0', `--override_bitdepth=${bits}`]));
    expect(header.bits).toBe(16);
    expect(largestDifference(image.samples, (await pngSamples(source)).data)).toBeLessThanOrEqual(2 ** (15 - bits) + 1);
  });

  test.each([
    [16, 16],
    [32, 8],
  ])('floating-point samples of %i bits become %i bits', async (stored, bits) => {
    const samples = Float32Array.from({ length: 30 * 20 * 3 }, (_, at) => (at % 64) / 64);
    // The rows of a PFM start at the bottom.
    const pfm = Buffer.concat([Buffer.from('PF\n30 20\n-1.0\n'), Buffer.from(samples.buffer)]);
    const { header, image } = await decoded(jxl, cjxl(pfm, ['-d', '0', `--override_bitdepth=${stored}`], 'pfm'));
    expect(header).toMatchObject({ width: 30, height: 20, bits });
    expect(header.remarks).toHaveLength(bits === 16 ? 0 : 1);
    const expected = Float64Array.from(image.samples, (_, at) => {
      const row = 19 - Math.floor(at / 90);
      return (samples[row * 90 + (at % 90)] as number) * (2 ** bits - 1);
    });
    expect(expected.every((value, at) => Math.abs(value - (image.samples[at] as number)) <= 1)).toBe(true);
  });

  test('alpha that is multiplied into the colors is separated', async () => {
    await expectSame(cjxl(await png(67, 43, 4), ['-d', '0', '--premultiply=1']), 1);
  });
});

describe.skipIf(!has.libjxl)('JPEG XL with loss', () => {
  // Versions of libjxl round differently.
  test.each([1, 2, 3, 4] as const)('%i channels', async (channels) => {
    await expectSame(cjxl(await png(300, 77, channels), ['-d', '1.5']), 2);
  });

  test('modular and progressive', async () => {
    await expectSame(cjxl(await png(131, 77), ['-d', '2', '-m', '1']), 2);
    await expectSame(cjxl(await png(300, 300), ['-p']), 2);
  });

  test('a JPEG without a further loss', async () => {
    const jpeg = await gradient(131, 77).jpeg({ quality: 85, chromaSubsampling: '4:4:4' }).toBuffer();
    const { image } = await expectSame(cjxl(jpeg, ['-j', '1'], 'jpg'), 2);
    expect(largestDifference(image.samples, await sharp(jpeg).raw().toBuffer())).toBeLessThanOrEqual(3);
  });
});

describe.skipIf(!has.libjxl)('the orientation of a JPEG XL', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%i is applied', async (orientation) => {
    const file = cjxl(await oriented(orientation, 48, 32), ['-j', '0', '-d', '0.3'], 'jpg');
    const { header, image } = await decoded(jxl, file);
    expect([header.width, header.height]).toEqual([48, 32]);
    const shown = sharp(image.samples, { raw: { width: 48, height: 32, channels: 3 } }).png();
    expect(await cornersOf(await shown.toBuffer())).toBe('red green blue yellow');
  });
});

const xmp = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
const exif = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');

/** A file in boxes with a further box before its codestream. */
function withBoxes(file: Buffer, ...boxes: readonly Buffer[]): Buffer {
  const head = [isoBox('JXL ', Buffer.from([0x0d, 0x0a, 0x87, 0x0a])), isoBox('ftyp', Buffer.from('jxl \0\0\0\0jxl '))];
  return Buffer.concat([...head, ...boxes, isoBox('jxlc', file)]);
}

function compressed(type: string, data: Buffer): Buffer {
  return isoBox('brob', Buffer.from(type), brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }));
}

describe.skipIf(!has.libjxl)('metadata of a JPEG XL', () => {
  test('EXIF and XMP of a JPEG', async () => {
    const jpeg = await gradient(64, 48)
      .withExif({ IFD0: { Copyright: 'Ada' } })
      .withXmp(xmp.toString())
      .jpeg()
      .toBuffer();
    const file = cjxl(jpeg, ['-j', '1'], 'jpg');
    const { metadata } = (await decoded(jxl, file)).header;
    expect(metadata.exif?.toString('latin1')).toContain('Ada');
    expect(metadata.xmp?.toString()).toContain('xmpmeta');
  });

  test('boxes, compressed or not, before and after the codestream', async () => {
    const bare = cjxl(await png(20, 10), ['-d', '0', '--container=0']);
    const block = Buffer.concat([Buffer.alloc(4), exif]);
    const files = [
      withBoxes(bare, isoBox('Exif', block), isoBox('xml ', xmp)),
      withBoxes(bare, compressed('Exif', block), compressed('xml ', xmp)),
      Buffer.concat([withBoxes(bare), isoBox('Exif', block), compressed('xml ', xmp)]),
    ];
    for (const file of files) expect((await decoded(jxl, file)).header.metadata).toEqual({ exif, xmp });
  });

  test('a codestream in parts, and an unknown box', async () => {
    const bare = cjxl(await png(120, 90), ['-d', '0', '--container=0']);
    const [head] = isoBoxes(withBoxes(bare), 0, 12) ?? [];
    const parts = [
      isoBox('jxlp', Buffer.from([0, 0, 0, 0]), bare.subarray(0, 50)),
      isoBox('jxlp', Buffer.from([0x80, 0, 0, 1]), bare.subarray(50)),
    ];
    const start = withBoxes(bare).subarray(0, (head?.end ?? 0) + 20);
    const { image } = await decoded(jxl, Buffer.concat([start, isoBox('test', Buffer.alloc(9)), ...parts]));
    expect(largestDifference(image.samples, raster(120, 90).samples)).toBe(0);
  });

  test('a compressed box that is damaged or unfolds to too much is refused', async () => {
    const bare = cjxl(await png(20, 10), ['-d', '0', '--container=0']);
    const damaged = withBoxes(bare, isoBox('brob', Buffer.from('xml '), Buffer.alloc(30, 0x5a)));
    expect(() => jxl.readHeader(readableBuffer(damaged))).toThrow('damaged');
    const huge = withBoxes(bare, compressed('xml ', Buffer.alloc((1 << 26) + 1)));
    expect(() => jxl.readHeader(readableBuffer(huge))).toThrow(/damaged|truncated/);
  });
});

describe.skipIf(!has.libjxl)('the colors of a JPEG XL', () => {
  test.each([8, 16])('Display P3 of %i bits is converted to sRGB, with a remark', async (bits) => {
    const raw = { width: 131, height: 77, channels: 3 } as const;
    const png = await sharp(raster(131, 77).samples, { raw }).withIccProfile('p3', { attach: true }).png().toBuffer();
    const words = Uint16Array.from((await pngSamples(png)).data, (sample) => sample * 257);
    const profile = pngChunk('iCCP', Buffer.concat([Buffer.from('p3\0\0'), deflateSync((await sharp(png).metadata()).icc as Buffer)]));
    const deep = withPngChunks(await sharp(words, { raw }).toColorspace('rgb16').png().toBuffer(), profile);
    const { header, image } = await decoded(jxl, cjxl(bits === 16 ? deep : png, ['-d', '0']));
    const bitsTold = bits === 16 ? ' with 8 bits per sample' : '';
    expect(header.remarks).toEqual([`The colors of the JPEG XL were converted to sRGB${bitsTold}.`]);
    expect(header).toMatchObject({ bits: 8, metadata: {} });
    expect(largestDifference(image.samples, await sharp(png).toColorspace('srgb').raw().toBuffer())).toBeLessThanOrEqual(2);
  });
});

test.skipIf(!has.libjxl)('an animated JPEG XL is refused with a sentence', async () => {
  const file = cjxl(await animation(['red', 'blue']), ['-d', '0'], 'gif');
  expect(() => jxl.readHeader(readableBuffer(file))).toThrow('unsupported: an animated JPEG XL');
});
