import { describe, expect, test } from 'vitest';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { tga } from '../../../src/engine/decoders/tga';
import { looksLikeTga } from '../../../src/engine/decoders/tgaHead';
import { hasImageMagick, imageMagick, reference } from '../fixtures/imageMagick';
import { decoded, largestDifference, randomNumbers, raster } from '../fixtures/rasters';

interface Head {
  readonly type: number;
  readonly size: readonly [number, number];
  readonly bits: number;
  readonly descriptor?: number;
  readonly id?: string;
  readonly map?: { readonly first: number; readonly length: number; readonly bits: number };
}

function file({ type, size, bits, descriptor = 0x20, id = '', map }: Head, ...bytes: readonly number[]): Buffer {
  const head = Buffer.alloc(18);
  head.set([id.length, map ? 1 : 0, type]);
  head.writeUInt16LE(map?.first ?? 0, 3);
  head.writeUInt16LE(map?.length ?? 0, 5);
  head.writeUInt8(map?.bits ?? 0, 7);
  head.writeUInt16LE(size[0], 12);
  head.writeUInt16LE(size[1], 14);
  head.set([bits, descriptor], 16);
  return Buffer.concat([head, Buffer.from(id), Buffer.from(bytes)]);
}

/** With an extension area and a footer. */
function withAttributes(image: Buffer, type: number): Buffer {
  const extension = Buffer.alloc(495);
  extension.writeUInt16LE(495, 0);
  extension.writeUInt8(type, 494);
  const footer = Buffer.from(`\0\0\0\0\0\0\0\0TRUEVISION-XFILE.\0`, 'latin1');
  footer.writeUInt32LE(image.length, 0);
  return Buffer.concat([image, extension, footer]);
}

async function samplesOf(bytes: Buffer): Promise<number[]> {
  expect(looksLikeTga(readableBuffer(bytes))).toBe(true);
  return [...(await decoded(tga, bytes)).image.samples];
}

const two = { type: 2, size: [2, 2], bits: 24 } as const;
const pixels = [...[1, 1, 1], ...[2, 2, 2], ...[3, 3, 3], ...[4, 4, 4]];

test.each([
  ['bottom left', 0x00, [3, 4, 1, 2]],
  ['bottom right', 0x10, [4, 3, 2, 1]],
  ['top left', 0x20, [1, 2, 3, 4]],
  ['top right', 0x30, [2, 1, 4, 3]],
])('rows from the %s', async (_, descriptor, order) => {
  expect(await samplesOf(file({ ...two, descriptor }, ...pixels))).toEqual(order.flatMap((value) => [value, value, value]));
});

test.each([
  ['24 bits with an id', file({ type: 2, size: [1, 1], bits: 24, id: 'made by hand' }, 1, 2, 3), [3, 2, 1]],
  ['32 bits', file({ type: 2, size: [1, 1], bits: 32, descriptor: 0x28 }, 1, 2, 3, 4), [3, 2, 1, 4]],
  ['32 bits without attribute bits', file({ type: 2, size: [1, 1], bits: 32 }, 1, 2, 3, 4), [3, 2, 1, 4]],
  ['32 bits, all transparent', file({ type: 2, size: [1, 1], bits: 32 }, 1, 2, 3, 0), [3, 2, 1, 255]],
  ['15 bits', file({ type: 2, size: [1, 1], bits: 15 }, 0x1f, 0x42), [132, 132, 255]],
  ['16 bits', file({ type: 2, size: [1, 1], bits: 16 }, 0x1f, 0xc2), [132, 132, 255]],
  ['16 bits with alpha', file({ type: 2, size: [2, 1], bits: 16, descriptor: 0x21 }, 0, 0x80, 0xe0, 3), [0, 0, 0, 255, 0, 255, 0, 0]],
  ['gray', file({ type: 3, size: [2, 1], bits: 8 }, 7, 9), [7, 9]],
  ['gray with alpha', file({ type: 3, size: [1, 1], bits: 16, descriptor: 0x28 }, 7, 9), [7, 9]],
  [
    'a color map from 10 on',
    file({ type: 1, size: [3, 1], bits: 8, map: { first: 10, length: 2, bits: 24 } }, 1, 2, 3, 4, 5, 6, 10, 11, 12),
    [3, 2, 1, 6, 5, 4, 0, 0, 0],
  ],
  [
    'a color map of 32 bits',
    file({ type: 1, size: [2, 1], bits: 16, map: { first: 0, length: 257, bits: 32 } }, ...Array(1024).fill(0), 1, 2, 3, 4, 0, 1, 0, 0),
    [3, 2, 1, 4, 0, 0, 0, 0],
  ],
  ['a color map of 16 bits', file({ type: 1, size: [1, 1], bits: 8, map: { first: 0, length: 1, bits: 16 } }, 0, 0x7c, 0), [255, 0, 0]],
  ['a color map that is not needed', file({ type: 3, size: [1, 1], bits: 8, map: { first: 0, length: 1, bits: 24 } }, 1, 2, 3, 9), [9]],
  ['runs across rows', file({ type: 10, size: [2, 2], bits: 24 }, 0x82, 1, 2, 3, 0, 4, 5, 6), [3, 2, 1, 3, 2, 1, 3, 2, 1, 6, 5, 4]],
  ['gray runs', file({ type: 11, size: [3, 1], bits: 8 }, 1, 7, 8, 0x80, 9), [7, 8, 9]],
  [
    'runs of a color map',
    file({ type: 9, size: [2, 1], bits: 8, map: { first: 0, length: 1, bits: 24 } }, 1, 2, 3, 0x81, 0),
    [3, 2, 1, 3, 2, 1],
  ],
])('%s', async (_, bytes, expected) => {
  expect(await samplesOf(bytes)).toEqual(expected);
});

test('the attributes type tells what alpha means', async () => {
  const image = file({ type: 2, size: [1, 1], bits: 32, descriptor: 0x28 }, 10, 20, 30, 128);
  const expected = [
    [30, 20, 10],
    [30, 20, 10],
    [30, 20, 10, 128],
    [30, 20, 10, 128],
    [60, 40, 20, 128],
  ];
  for (const [type, samples] of expected.entries()) expect(await samplesOf(withAttributes(image, type))).toEqual(samples);
});

test.each([
  ['missing pixels', file({ ...two }, ...pixels.slice(1)), 'truncated'],
  ['a huge size', file({ type: 10, size: [65535, 65535], bits: 24 }, 0xff, 1, 2, 3), 'truncated'],
  ['a missing packet', file({ type: 10, size: [4, 1], bits: 24 }, 0x80, 1, 2, 3), 'truncated'],
  ['zero width', file({ type: 2, size: [0, 1], bits: 24 }), 'damaged'],
  ['another type', file({ type: 4, size: [1, 1], bits: 24 }, 1, 2, 3), 'damaged'],
  ['no color map', file({ type: 1, size: [1, 1], bits: 8 }, 1), 'damaged'],
  ['Huffman', file({ type: 32, size: [1, 1], bits: 8 }, 1), 'TGA with Huffman compression'],
])('%s: refused', (_, bytes, message) => {
  expect(() => tga.decode(bytes)).toThrow(message);
});

test('neither texts nor other files are taken for TGA', () => {
  const cursor = Buffer.concat([Buffer.from([0, 0, 2, 0, 1, 0, 32, 32, 0, 0, 1, 0, 1, 0, 0, 1, 24, 0]), Buffer.alloc(5000)]);
  const others = [Buffer.from('A text. '.repeat(1000)), Buffer.alloc(5000), Buffer.alloc(5000, 1), cursor, Buffer.alloc(3)];
  const random = randomNumbers(1);
  for (let index = 0; index < 20_000; index += 1)
    others.push(Buffer.from(Array.from({ length: 64 }, () => random() * (index % 2 ? 256 : 4))));
  expect(others.filter((bytes) => looksLikeTga(readableBuffer(bytes)))).toEqual([]);
});

describe.skipIf(!hasImageMagick)('files of ImageMagick', () => {
  const { samples } = raster(61, 43, 4);
  const write = (...args: readonly string[]) => imageMagick(['-size', '61x43', '-depth', '8', 'rgba:-', ...args], Buffer.from(samples));
  const opaque = ['-alpha', 'off'];

  test.each([
    ['24 bits', [...opaque, '-compress', 'None', 'tga:-'], 'rgb'],
    ['24 bits with runs', [...opaque, '-compress', 'RLE', 'tga:-'], 'rgb'],
    ['32 bits', ['-compress', 'None', 'tga:-'], 'rgba'],
    ['32 bits with runs', ['-compress', 'RLE', 'tga:-'], 'rgba'],
    ['gray', [...opaque, '-colorspace', 'Gray', '-compress', 'None', 'tga:-'], 'gray'],
    ['gray runs', [...opaque, '-colorspace', 'Gray', '-compress', 'RLE', 'tga:-'], 'gray'],
    ['a color map', [...opaque, '-colors', '99', '-type', 'Palette', '-compress', 'None', 'tga:-'], 'rgb'],
    ['a color map with runs', [...opaque, '-colors', '99', '-type', 'Palette', '-compress', 'RLE', 'tga:-'], 'rgb'],
  ] as const)('%s', async (_, args, channels) => {
    const bytes = write(...args);
    expect(looksLikeTga(readableBuffer(bytes))).toBe(true);
    const { image } = await decoded(tga, bytes);
    expect([image.space, image.alpha]).toEqual([channels === 'rgba' ? 'rgb' : channels, channels === 'rgba']);
    expect(largestDifference(image.samples, reference(bytes, 'tga', channels))).toBe(0);
  });
});
