import { describe, expect, test } from 'vitest';
import { psd } from '../../../src/engine/decoders/photoshop/psd';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { hasImageMagick, imageMagick, reference } from '../fixtures/imageMagick';
import { decoded, largestDifference, raster, words } from '../fixtures/rasters';

const modes = { bitmap: 0, gray: 1, indexed: 2, rgb: 3, cmyk: 4, multichannel: 7, duotone: 8, lab: 9 } as const;

interface Parts {
  readonly mode: keyof typeof modes;
  readonly size: readonly [width: number, height: number];
  readonly depth?: number;
  readonly channels: number;
  readonly isLarge?: boolean;
  readonly colors?: Buffer;
  readonly resources?: readonly (readonly [id: number, data: Buffer, name?: string])[];
  /** The content of the layer section. */
  readonly layers?: Buffer;
  readonly compression?: number;
}

function word(value: number): Buffer {
  return Buffer.of((value >> 8) & 255, value & 255);
}

function long(value: number): Buffer {
  return Buffer.concat([word(value >>> 16), word(value)]);
}

/** A length of four bytes, or of eight. */
function section(data: Buffer, isLong = false): Buffer {
  return Buffer.concat([...(isLong ? [long(0)] : []), long(data.length), data]);
}

function resource(id: number, data: Buffer, name = ''): Buffer {
  const text = Buffer.from(name.length % 2 ? name : `${name}\0`);
  return Buffer.concat([Buffer.from('8BIM'), word(id), Buffer.of(name.length), text, section(data), Buffer.alloc(data.length % 2)]);
}

function file(parts: Parts, ...pixels: readonly number[]): Buffer {
  const { mode, size, depth = 8, channels, isLarge = false, colors = Buffer.alloc(0), resources = [], layers = Buffer.alloc(0) } = parts;
  return Buffer.concat([
    ...[
      Buffer.from('8BPS'),
      word(isLarge ? 2 : 1),
      Buffer.alloc(6),
      word(channels),
      long(size[1]),
      long(size[0]),
      word(depth),
      word(modes[mode]),
    ],
    section(colors),
    section(Buffer.concat(resources.map((each) => resource(...each)))),
    section(layers, isLarge),
    ...[word(parts.compression ?? 0), Buffer.from(pixels)],
  ]);
}

/** A layer section with nothing but a negative number of layers. */
const transparent = section(word(0xffff));
/** One with a block after the layers and the masks. */
function withBlock(key: string, data: Buffer, isLarge = false): Buffer {
  const isLong = isLarge && key === 'Lr16';
  return Buffer.concat([
    section(Buffer.alloc(0), isLarge),
    long(0),
    Buffer.from(`8BIM${key}`),
    section(data, isLong),
    Buffer.alloc((4 - (data.length % 4)) % 4),
  ]);
}

const palette = Buffer.concat([Buffer.of(1, 2), Buffer.alloc(254), Buffer.of(3, 4), Buffer.alloc(254), Buffer.of(5, 6), Buffer.alloc(254)]);

describe('modes', () => {
  test.each([
    ['bitmap', file({ mode: 'bitmap', size: [3, 2], depth: 1, channels: 1 }, 0xa0, 0x40), [0, 255, 0, 255, 0, 255], 'gray'],
    ['gray', file({ mode: 'gray', size: [2, 1], channels: 1 }, 7, 8), [7, 8], 'gray'],
    ['duotone', file({ mode: 'duotone', size: [2, 1], channels: 1, colors: Buffer.alloc(30) }, 7, 8), [7, 8], 'gray'],
    ['indexed', file({ mode: 'indexed', size: [2, 1], channels: 1, colors: palette }, 1, 0), [2, 4, 6, 1, 3, 5], 'rgb'],
    ['rgb', file({ mode: 'rgb', size: [2, 1], channels: 3 }, 1, 2, 3, 4, 5, 6), [1, 3, 5, 2, 4, 6], 'rgb'],
    ['rgb with a selection', file({ mode: 'rgb', size: [1, 1], channels: 4 }, 1, 2, 3, 4), [1, 2, 3], 'rgb'],
    ['rgb of 16 bits', file({ mode: 'rgb', size: [1, 1], channels: 3, depth: 16 }, 1, 2, 3, 4, 5, 6), [0x102, 0x304, 0x506], 'rgb'],
    ['cmyk', file({ mode: 'cmyk', size: [1, 1], channels: 4 }, 255, 0, 250, 1), [0, 255, 5, 254], 'cmyk'],
    [
      'cmyk of 16 bits',
      file({ mode: 'cmyk', size: [1, 1], channels: 4, depth: 16 }, 255, 255, 0, 0, 1, 1, 2, 2),
      [0, 255, 254, 253],
      'cmyk',
    ],
    ['PSB', file({ mode: 'rgb', size: [1, 1], channels: 3, isLarge: true }, 1, 2, 3), [1, 2, 3], 'rgb'],
  ])('%s', async (_, bytes, samples, space) => {
    const { image } = await decoded(psd, bytes);
    expect([image.space, image.alpha, ...image.samples]).toEqual([space, false, ...samples]);
  });

  test.each([
    ['multichannel', file({ mode: 'multichannel', size: [1, 1], channels: 1 }, 1)],
    ['Lab', file({ mode: 'lab', size: [1, 1], channels: 3 }, 1, 2, 3)],
    ['32 bits', file({ mode: 'rgb', size: [1, 1], depth: 32, channels: 3 }, ...Array(12).fill(0))],
    ['ZIP', file({ mode: 'rgb', size: [1, 1], channels: 3, compression: 2 }, 1, 2, 3)],
    ['Maximize Compatibility', file({ mode: 'rgb', size: [1, 1], channels: 3, resources: [[1057, Buffer.of(0, 0, 0, 1, 0)]] }, 1, 2, 3)],
  ])('%s is unsupported', (kind, bytes) => {
    expect(() => psd.decode(bytes)).toThrow(new RegExp(`^unsupported: .*${kind}`));
  });
});

test('runs are unpacked, of PSB with longer lengths', async () => {
  const rows = [
    [0xfe, 9],
    [2, 1, 2, 3],
    [128, 0, 4, 0xff, 5],
  ] as const;
  const lengths = (bytes: number) => rows.flatMap((row) => [...Array<number>(bytes - 1).fill(0), row.length]);
  for (const isLarge of [false, true]) {
    const bytes = file({ mode: 'rgb', size: [3, 1], channels: 3, compression: 1, isLarge }, ...lengths(isLarge ? 4 : 2), ...rows.flat());
    expect([...(await decoded(psd, bytes)).image.samples]).toEqual([9, 1, 4, 9, 2, 5, 9, 3, 5]);
  }
});

describe('transparency', () => {
  const four = { mode: 'rgb', size: [3, 1], channels: 4 } as const;
  const pixels = [255, 228, 255, 128, 179, 255, 0, 128, 255, 255, 51, 0];

  test.each([
    ['a negative number of layers', transparent, false],
    ['a block', withBlock('Mtrn', Buffer.alloc(0)), false],
    ['layers of 16 bits', Buffer.concat([withBlock('Lr16', word(0xfffe))]), false],
    [
      'a block after another of odd length',
      Buffer.concat([withBlock('Patt', Buffer.alloc(5)), withBlock('Mt16', Buffer.alloc(0)).subarray(8)]),
      false,
    ],
    ['layers of 16 bits in a PSB', withBlock('Lr16', word(0xfffe), true), true],
  ])('is announced by %s, and white is taken out', async (_, layers, isLarge) => {
    const { image } = await decoded(psd, file({ ...four, layers, isLarge }, ...pixels));
    expect(image.alpha).toBe(true);
    expect([...image.samples]).toEqual([255, 128, 0, 255, 120, 0, 0, 51, 255, 255, 255, 0]);
  });

  test('of CMYK is taken out of the ink, and of gray with 16 bits', async () => {
    const cmyk = file({ mode: 'cmyk', size: [1, 1], channels: 5, layers: transparent }, 205, 255, 0, 155, 102);
    expect([...(await decoded(psd, cmyk)).image.samples]).toEqual([125, 0, 255, 250, 102]);
    const gray = file({ mode: 'gray', size: [1, 1], channels: 2, depth: 16, layers: transparent }, 0xc0, 0, 0x80, 0);
    expect([...(await decoded(psd, gray)).image.samples]).toEqual([Math.round(65535 - ((65535 - 0xc000) * 65535) / 0x8000), 0x8000]);
  });

  test('of an indexed image is a color', async () => {
    const bytes = file({ mode: 'indexed', size: [2, 1], channels: 1, colors: palette, resources: [[1047, word(1)]] }, 0, 1);
    expect([...(await decoded(psd, bytes)).image.samples]).toEqual([1, 3, 5, 255, 2, 4, 6, 0]);
  });
});

test('metadata and density are read from the resources', () => {
  const [icc, xmp] = [Buffer.from('profile'), Buffer.from('<x:xmpmeta/>')];
  const exif = Buffer.from('MM\0*\0\0\0\b', 'latin1');
  const resources = [
    [1, Buffer.alloc(3), 'odd'],
    [1005, Buffer.concat([long(300 * 65536), Buffer.alloc(12)])],
    [1039, icc],
    [1058, exif, 'even'],
    [1060, xmp],
    [1057, Buffer.of(0, 0, 0, 1, 1)],
  ] as const;
  const header = psd.readHeader(readableBuffer(file({ mode: 'rgb', size: [1, 1], channels: 3, resources }, 1, 2, 3)));
  expect(header).toMatchObject({ density: 300, metadata: { icc, exif, xmp } });
});

test.each([
  ['missing rows', file({ mode: 'rgb', size: [2, 2], channels: 3 }, 1, 2, 3), 'truncated'],
  ['a huge size', file({ mode: 'rgb', size: [30_000, 30_000], channels: 3 }, 1, 2, 3), 'truncated'],
  [
    'a huge size with runs',
    file({ mode: 'rgb', size: [30_000, 1], channels: 3, compression: 1 }, 0, 2, 0, 2, 0, 2, 0xff, 1, 0xff, 1, 0xff, 1),
    'too short',
  ],
  ['a side beyond the limit', file({ mode: 'rgb', size: [30_001, 1], channels: 3 }, 1, 2, 3), 'damaged'],
  ['zero height', file({ mode: 'rgb', size: [1, 0], channels: 3 }), 'damaged'],
  ['too few channels', file({ mode: 'rgb', size: [1, 1], channels: 2 }, 1, 2), 'damaged'],
  ['a short palette', file({ mode: 'indexed', size: [1, 1], channels: 1, colors: palette.subarray(1) }, 1), 'damaged'],
  ['a run that is too long', file({ mode: 'gray', size: [2, 1], channels: 1, compression: 1 }, 0, 2, 0xfe, 1), 'damaged'],
  ['a short row', file({ mode: 'gray', size: [9, 1], channels: 1, compression: 1 }, 0, 2, 0xfe, 1), 'damaged'],
])('%s: refused', (_, bytes, message) => {
  expect(() => psd.decode(bytes)).toThrow(message);
});

describe.skipIf(!hasImageMagick)('files of ImageMagick', () => {
  const { samples } = raster(61, 43, 4);
  const write = (...args: readonly string[]) => imageMagick(['-size', '61x43', '-depth', '8', 'rgba:-', ...args], Buffer.from(samples));
  const opaque = ['-alpha', 'off'];

  test.each([
    ['rgb', [...opaque, '-compress', 'RLE', 'psd:-'], 'rgb', 8],
    ['rgb without compression', [...opaque, '-compress', 'None', 'psd:-'], 'rgb', 8],
    ['rgb of 16 bits', [...opaque, '-depth', '16', '-evaluate', 'multiply', '0.7', 'psd:-'], 'rgb', 16],
    ['gray', [...opaque, '-colorspace', 'Gray', 'psd:-'], 'gray', 8],
    ['cmyk', [...opaque, '-colorspace', 'CMYK', 'psd:-'], 'cmyk', 8],
    ['PSB', [...opaque, '-compress', 'RLE', 'psb:-'], 'rgb', 8],
  ] as const)('%s', async (_, args, space, depth) => {
    const bytes = write(...args);
    const { image } = await decoded(psd, bytes);
    expect([image.bits, image.space, image.alpha]).toEqual([depth, space, false]);
    const expected = reference(bytes, 'psd', space, depth);
    expect(largestDifference(image.samples, depth === 16 ? words(expected) : expected)).toBe(0);
  });

  test('rgb with alpha, which ImageMagick does not blend with white', async () => {
    const { image } = await decoded(psd, write('-compress', 'RLE', 'psd:-'));
    const expected = samples.map((sample, at) => {
      const alpha = samples[at - (at % 4) + 3] as number;
      return at % 4 === 3 || alpha === 0 ? sample : Math.max(0, Math.round(255 + ((sample - 255) * 255) / alpha));
    });
    expect(largestDifference(image.samples, expected)).toBe(0);
  });
});
