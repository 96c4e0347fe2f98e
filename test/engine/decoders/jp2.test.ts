import { describe, expect, test } from 'vitest';
import { jp2 } from '../../../src/engine/decoders/jp2';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { isoBox, isoBoxes } from '../../../src/engine/formats/isoBoxes';
import { has, opjCompress, png8, png16, pngSamples, referenceSamples } from '../fixtures/codecTools';
import { decoded, largestDifference, raster } from '../fixtures/rasters';

function png(width: number, height: number, channels: 1 | 2 | 3 | 4 = 3): Promise<Buffer> {
  return png8({ width, height, channels, data: raster(width, height, channels).samples });
}

/** Compares a file with OpenJPEG's program. */
async function expectSame(file: Buffer, format: 'jp2' | 'j2k' = 'jp2') {
  const { header, image } = await decoded(jp2, file);
  const { width, height, channels, data } = await referenceSamples(file, format);
  expect({ width, height, channels }).toEqual({ width: image.width, height: image.height, channels: image.space === 'gray' ? 1 : 3 });
  expect(data instanceof Uint16Array).toBe(image.bits === 16);
  expect(largestDifference(image.samples, data)).toBe(0);
  return { header, image };
}

/** A file with other boxes in its header, and others before its codestream. */
function withBoxes(codestream: Buffer, header: readonly Buffer[], ...others: readonly Buffer[]): Buffer {
  const start = [isoBox('jP  ', Buffer.from([0x0d, 0x0a, 0x87, 0x0a])), isoBox('ftyp', Buffer.from('jp2 \0\0\0\0jp2 '))];
  return Buffer.concat([...start, isoBox('jp2h', ...header), ...others, isoBox('jp2c', codestream)]);
}

function imageHeader(width: number, height: number, channels: number): Buffer {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, channels, 7, 7, 0, 0]);
  data.writeUInt32BE(height, 0);
  data.writeUInt32BE(width, 4);
  return isoBox('ihdr', data);
}

const colorSpace = (number: number) => isoBox('colr', Buffer.from([1, 0, 0, 0, 0, 0, number]));
const [srgb, ycc] = [16, 18];

describe.skipIf(!has.openJpeg).each(['jp2', 'j2k'] as const)('a %s', (format) => {
  test.each([
    [1, 1, 3],
    [7, 5, 1],
    [131, 77, 1],
    [131, 77, 3],
    [300, 270, 3],
  ] as const)('of %i x %i pixels in %i channels comes back without loss', async (width, height, channels) => {
    // Five halvings, as usual, need 32 pixels.
    const args = width < 32 ? ['-n', '1'] : [];
    const { header, image } = await expectSame(opjCompress(await png(width, height, channels), args, 'png', format), format);
    expect(header).toEqual({ width, height, bits: 8, space: channels === 1 ? 'gray' : 'rgb', alpha: false, pages: 1, metadata: {} });
    expect(largestDifference(image.samples, raster(width, height, channels).samples)).toBe(0);
  });

  test.each([1, 3] as const)('of 16 bits in %i channels comes back', async (channels) => {
    const source = await png16(67, 43, channels);
    const { image } = await expectSame(opjCompress(source, [], 'png', format), format);
    expect(largestDifference(image.samples, (await pngSamples(source)).data)).toBe(0);
  });

  test.each([2, 4] as const)('of %i channels is refused with a sentence', async (channels) => {
    const file = opjCompress(await png(67, 43, channels), [], 'png', format);
    expect(() => jp2.readHeader(readableBuffer(file))).toThrow(`unsupported: a JPEG 2000 with ${channels} channels`);
  });
});

describe.skipIf(!has.openJpeg)('JPEG 2000', () => {
  test.each(['-I -r 10', '-t 64,64', '-t 50,40 -I -r 5', '-d 10,7', '-mct 0', '-p RPCL -c [64,64]', '-SOP -EPH', '-M 63', '-r 20,10,1'])(
    'made with %s gives the same samples',
    async (args) => {
      await expectSame(opjCompress(await png(131, 77), args.split(' ')));
    },
  );

  test.each([
    [2, 8],
    [4, 8],
    [10, 16],
    [12, 16],
  ])('%i bits become %i', async (stored, bits) => {
    const most = 2 ** stored - 1;
    const values = Array.from({ length: 67 * 43 }, (_, at) => (at * 977) & most);
    const raw = Buffer.from(stored > 8 ? values.flatMap((value) => [value >> 8, value & 255]) : values);
    const { header, image } = await decoded(jp2, opjCompress(raw, ['-F', `67,43,1,${stored},u`], 'raw'));
    expect(header).toMatchObject({ bits, space: 'gray' });
    const scaled = Uint16Array.from(values, (value) => Math.round((value * (2 ** bits - 1)) / most));
    expect(largestDifference(image.samples, scaled)).toBe(0);
  });

  test('chroma of fewer samples is refused with a sentence', async () => {
    const file = opjCompress(await png(64, 48), ['-s', '2,2']);
    expect(() => jp2.readHeader(readableBuffer(file))).toThrow('unsupported: a JPEG 2000 whose channels differ in size');
  });

  test('signed samples are refused with a sentence', () => {
    const file = opjCompress(Buffer.alloc(64 * 48), ['-F', '64,48,1,8,s'], 'raw');
    expect(() => jp2.readHeader(readableBuffer(file))).toThrow('unsupported: a JPEG 2000 whose channels differ in kind');
  });

  test('a palette gives colors', async () => {
    const indices = Buffer.from(Array.from({ length: 64 * 48 }, (_, at) => at % 4));
    const colors = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7];
    const codestream = opjCompress(indices, ['-F', '64,48,1,8,u'], 'raw', 'j2k');
    const palette = isoBox('pclr', Buffer.from([0, 4, 3, 7, 7, 7, ...colors]));
    const mapping = isoBox('cmap', Buffer.from([0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 2]));
    const { header, image } = await decoded(jp2, withBoxes(codestream, [imageHeader(64, 48, 1), colorSpace(srgb), palette, mapping]));
    expect(header.space).toBe('rgb');
    expect([...image.samples.subarray(0, 12)]).toEqual(colors);
  });

  test('YCbCr becomes RGB', async () => {
    // Gray, red and blue of ITU-R BT.601.
    const pixels = [128, 128, 128, 76, 85, 255, 29, 255, 107];
    const planes = [0, 1, 2].flatMap((channel) => Array.from({ length: 3 * 40 }, (_, at) => pixels[(at % 3) * 3 + channel] as number));
    const codestream = opjCompress(Buffer.from(planes), ['-F', '3,40,3,8,u', '-n', '1', '-mct', '0'], 'raw', 'j2k');
    const { image } = await decoded(jp2, withBoxes(codestream, [imageHeader(3, 40, 3), colorSpace(ycc)]));
    expect(largestDifference(image.samples.subarray(0, 9), Uint8Array.from([128, 128, 128, 254, 0, 0, 0, 0, 254]))).toBeLessThanOrEqual(1);
  });

  test('EXIF, XMP and a profile in boxes', async () => {
    const codestream = opjCompress(await png(64, 48), [], 'png', 'j2k');
    const [exif, icc] = [Buffer.from('II*\0\x08\0\0\0\0\0\0\0\0\0', 'latin1'), Buffer.alloc(132, 5)];
    const xmp = isoBox('uuid', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), Buffer.from('<x/>'));
    const block = isoBox('uuid', Buffer.from('JpgTiffExif->JP2'), exif);
    const file = withBoxes(codestream, [imageHeader(64, 48, 3), isoBox('colr', Buffer.from([2, 0, 0]), icc)], xmp, block);
    expect(jp2.readHeader(readableBuffer(file)).metadata).toEqual({ exif, xmp: Buffer.from('<x/>'), icc });
  });

  test('a box that goes to the end, and one with a long size', async () => {
    const file = opjCompress(await png(64, 48));
    const boxes = isoBoxes(file, 0, file.length) ?? [];
    const last = boxes.at(-1);
    if (last?.type !== 'jp2c') throw new Error('no codestream');
    const [before, codestream] = [file.subarray(0, last.start), file.subarray(last.dataAt)];
    const long = Buffer.alloc(8);
    long.writeBigUInt64BE(BigInt(codestream.length + 16));
    const ends = [Buffer.from('\0\0\0\0jp2c'), Buffer.concat([Buffer.from('\0\0\0\x01jp2c'), long])];
    for (const end of ends) await expectSame(Buffer.concat([before, end, codestream]));
  });
});
