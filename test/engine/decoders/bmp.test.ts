import { describe, expect, test } from 'vitest';
import { bmp } from '../../../src/engine/decoders/bitmaps/bmp';
import { hasImageMagick, imageMagick, reference } from '../fixtures/imageMagick';
import { decoded, largestDifference, raster } from '../fixtures/rasters';

interface Parts {
  /** The bitmap header without its length. */
  readonly head: readonly (readonly [bytes: 1 | 2 | 4, value: number])[];
  readonly length?: number;
  readonly palette?: readonly number[];
  readonly pixels: readonly number[];
}

function little(bytes: number, value: number): number[] {
  return Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) & 255);
}

function file({ head, length = 40, palette = [], pixels }: Parts): Buffer {
  const fields = head.flatMap(([bytes, value]) => little(bytes, value));
  const body = [...little(4, length), ...fields, ...Array<number>(Math.max(0, length - 4 - fields.length)).fill(0)];
  const at = 14 + body.length + palette.length;
  return Buffer.from([0x42, 0x4d, ...little(4, at + pixels.length), 0, 0, 0, 0, ...little(4, at), ...body, ...palette, ...pixels]);
}

/** BITMAPINFOHEADER and what extends it. */
function info(size: readonly [number, number], bits: number, compression: number, ...rest: readonly number[]): Parts['head'] {
  const [width, height] = size;
  const fields = [width, height < 0 ? height + 2 ** 32 : height] as const;
  return [
    ...fields.map((value) => [4, value] as const),
    ...[[2, 1] as const, [2, bits] as const, [4, compression] as const],
    ...rest.map((value) => [4, value] as const),
  ];
}

const fourColors = [0, 0, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0];
const [black, red, green, blue] = [
  [0, 0, 0],
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
] as const;

async function pixelsOf(bytes: Buffer): Promise<number[]> {
  return [...(await decoded(bmp, bytes)).image.samples];
}

describe('headers', () => {
  test('OS/2 1.x has sizes of 16 bits and colors of three bytes', async () => {
    const head = [[2, 2] as const, [2, 2] as const, [2, 1] as const, [2, 1] as const];
    const bytes = file({ head, length: 12, palette: [0, 0, 255, 0, 255, 0], pixels: [0x40, 0, 0, 0, 0x80, 0, 0, 0] });
    expect(await pixelsOf(bytes)).toEqual([...green, ...red, ...red, ...green]);
  });

  test('OS/2 1.x with 16 bits, which it does not define, is read like that of Windows', async () => {
    const head = [[2, 1] as const, [2, 1] as const, [2, 1] as const, [2, 16] as const];
    expect(await pixelsOf(file({ head, length: 12, pixels: [0, 0x7c] }))).toEqual([...red]);
  });

  test.each([16, 24, 64])('OS/2 2.x with %i bytes is read', async (length) => {
    const head = info([2, 1], 4, 0).slice(0, length === 16 ? 4 : undefined);
    const bytes = file({ head, length, palette: fourColors, pixels: [0x13, 0, 0, 0] });
    expect(await pixelsOf(bytes)).toEqual([...red, ...blue]);
  });

  test('rows are from the top if the height is negative', async () => {
    const bytes = file({ head: info([1, -2], 24, 0), pixels: [0, 0, 255, 0, 0, 255, 0, 0] });
    expect(await pixelsOf(bytes)).toEqual([...red, ...green]);
  });

  test('the density is converted from meters', async () => {
    const { header } = await decoded(bmp, file({ head: info([1, 1], 24, 0, 0, 11811, 11811), pixels: [1, 2, 3, 0] }));
    expect(header.density).toBeCloseTo(300, 2);
  });

  test('an embedded profile is read', async () => {
    const head = [...info([1, 1], 24, 0, ...Array<number>(9).fill(0)), [4, 0x4d424544] as const];
    const fields = [...head, ...Array.from({ length: 13 }, () => [4, 0] as const), [4, 128] as const, [4, 3] as const];
    const bytes = file({ head: fields, length: 124, pixels: [1, 2, 3, 0, 7, 8, 9] });
    expect((await decoded(bmp, bytes)).header.metadata.icc).toEqual(Buffer.of(7, 8, 9));
    expect(() => bmp.decode(bytes.subarray(0, -1))).toThrow('truncated');
  });

  test('a gray palette makes a gray image, and indices beyond the palette are black', async () => {
    const bytes = file({ head: info([4, 1], 8, 0, 0, 0, 0, 2), palette: [9, 9, 9, 0, 200, 200, 200, 0], pixels: [0, 1, 2, 255] });
    const { image } = await decoded(bmp, bytes);
    expect([image.space, ...image.samples]).toEqual(['gray', 9, 200, 0, 0]);
  });
});

describe('pixels', () => {
  test('two bits', async () => {
    expect(await pixelsOf(file({ head: info([4, 1], 2, 0), palette: fourColors, pixels: [0x1b, 0, 0, 0] }))).toEqual([
      ...[...black, ...red, ...green, ...blue],
    ]);
  });

  test('16 bits are 5-5-5 without bit fields', async () => {
    const bytes = file({ head: info([2, 1], 16, 0), pixels: [...little(2, 31 << 10), ...little(2, (16 << 5) | 31 | 0x8000)] });
    expect(await pixelsOf(bytes)).toEqual([255, 0, 0, 0, 132, 255]);
  });

  test('bit fields of any length', async () => {
    const masks = [0x3ff00000, 0xffc00, 0x3ff, 0xc0000000] as const;
    const pixel = ((2 << 30) | (512 << 20) | (1023 << 10) | 1) >>> 0;
    const v3 = file({ head: info([1, 1], 32, 3, 0, 0, 0, 0, 0, ...masks), length: 56, pixels: little(4, pixel) });
    expect(await pixelsOf(v3)).toEqual([128, 255, 0, 170]);
    const after = file({
      head: info([1, 1], 32, 3, 0, 0, 0, 0, 0),
      palette: masks.slice(0, 3).flatMap((mask) => little(4, mask)),
      pixels: little(4, pixel),
    });
    expect(await pixelsOf(after)).toEqual([128, 255, 0]);
    const withAlpha = file({
      head: info([1, 1], 32, 6, 0, 0, 0, 0, 0),
      palette: masks.flatMap((mask) => little(4, mask)),
      pixels: little(4, pixel),
    });
    expect(await pixelsOf(withAlpha)).toEqual([128, 255, 0, 170]);
  });

  test('a mask over all bits, one of one bit, one with gaps', async () => {
    const fields = (red: number, green: number) => info([1, 1], 32, 3, 0, 0, 0, 0, 0, red, green, 0, 0);
    expect(await pixelsOf(file({ head: fields(0xffffffff, 0x80000000), length: 56, pixels: little(4, 0x80000000) }))).toEqual([
      128, 255, 0,
    ]);
    expect(() => bmp.decode(file({ head: fields(0xf0f, 0), length: 56, pixels: little(4, 0) }))).toThrow('gaps');
  });

  test('the fourth byte counts only with a mask, and if it is not 0 everywhere', async () => {
    expect(await pixelsOf(file({ head: info([1, 1], 32, 0), pixels: [1, 2, 3, 4] }))).toEqual([3, 2, 1]);
    const head = info([2, 1], 32, 3, 0, 0, 0, 0, 0, 0xff0000, 0xff00, 0xff, 0xff000000);
    expect(await pixelsOf(file({ head, length: 108, pixels: [1, 2, 3, 0, 4, 5, 6, 7] }))).toEqual([3, 2, 1, 0, 6, 5, 4, 7]);
    expect(await pixelsOf(file({ head, length: 108, pixels: [1, 2, 3, 0, 4, 5, 6, 0] }))).toEqual([3, 2, 1, 255, 6, 5, 4, 255]);
  });

  test('runs, single pixels and offsets of 8 bits; what is skipped has the first color', async () => {
    const pixels = [3, 1, 0, 0, 0, 2, 1, 1, 0, 3, 1, 2, 3, 0, 0, 1];
    const bytes = file({ head: info([4, 3], 8, 1), palette: [...fourColors, ...Array<number>(252 * 4).fill(0)], pixels });
    const rows = [
      [black, red, green, blue],
      [black, black, black, black],
      [red, red, red, black],
    ];
    expect(await pixelsOf(bytes)).toEqual(rows.flat(2));
  });

  test('runs of 4 bits alternate, and are cut off at the end of a row', async () => {
    const pixels = [6, 0x12, 0, 0, 0, 5, 0x31, 0x23, 0x10, 0, 0, 1];
    const bytes = file({ head: info([5, 2], 4, 2), palette: [...fourColors, ...Array<number>(12 * 4).fill(0)], pixels });
    expect(await pixelsOf(bytes)).toEqual([blue, red, green, blue, red, red, green, red, green, red].flat());
  });
});

test.each([
  ['no file of another kind', Buffer.from('PNG and not BMP at all'), 'damaged'],
  ['zero width', file({ head: info([0, 1], 24, 0), pixels: [] }), 'damaged'],
  ['missing rows', file({ head: info([1000, 1000], 24, 0), pixels: [0, 0, 0, 0] }), 'truncated'],
  ['a huge size', file({ head: info([2 ** 31 - 1, 2 ** 31 - 1], 32, 0), pixels: [0, 0, 0, 0] }), 'truncated'],
  ['a huge size with runs', file({ head: info([60_000, 60_000], 8, 1), palette: Array(1024).fill(0), pixels: [0, 1] }), 'truncated'],
  ['runs without an end', file({ head: info([4, 2], 8, 1), palette: Array(1024).fill(0), pixels: [4, 1, 0, 0] }), 'truncated'],
  ['an offset to outside', file({ head: info([4, 2], 8, 1), palette: Array(1024).fill(0), pixels: [0, 2, 9, 9, 0, 1] }), 'damaged'],
  ['JPEG', file({ head: info([4, 2], 0, 4), pixels: [] }), 'BMP with JPEG compression'],
  ['PNG', file({ head: info([4, 2], 0, 5), pixels: [] }), 'BMP with PNG compression'],
  ['Huffman', file({ head: info([4, 2], 1, 3), length: 64, pixels: [] }), 'BMP with Huffman compression'],
  ['three bits', file({ head: info([4, 2], 3, 0), pixels: [] }), 'damaged'],
])('%s is refused', (_, bytes, message) => {
  expect(() => bmp.decode(bytes)).toThrow(message);
});

describe.skipIf(!hasImageMagick)('files of ImageMagick', () => {
  const { samples } = raster(61, 43, 4);
  const write = (...args: readonly string[]) => imageMagick(['-size', '61x43', '-depth', '8', 'rgba:-', ...args], Buffer.from(samples));

  // Its short bit fields become darker or brighter than they should; the exact values are tested above.
  test.each([
    ['24 bits', ['-alpha', 'off', 'bmp3:-'], 'rgb', 0],
    ['V4, 24 bits', ['-alpha', 'off', 'bmp:-'], 'rgb', 0],
    ['OS/2', ['-alpha', 'off', 'bmp2:-'], 'rgb', 0],
    ['V4, 32 bits', ['bmp:-'], 'rgba', 0],
    ['8 bits', ['-alpha', 'off', '-colors', '200', '-type', 'Palette', '-compress', 'None', 'bmp3:-'], 'rgb', 0],
    ['8 bits with runs', ['-alpha', 'off', '-colors', '200', '-type', 'Palette', '-compress', 'RLE', 'bmp3:-'], 'rgb', 0],
    ['4 bits', ['-alpha', 'off', '+dither', '-colors', '13', '-type', 'Palette', 'bmp3:-'], 'rgb', 0],
    ['gray', ['-alpha', 'off', '-colorspace', 'Gray', '-colors', '250', '-type', 'Palette', 'bmp3:-'], 'gray', 0],
    ['1 bit', ['-alpha', 'off', '-monochrome', 'bmp3:-'], 'gray', 0],
    ['5-6-5', ['-alpha', 'off', '-define', 'bmp:subtype=RGB565', 'bmp:-'], 'rgb', 8],
    ['5-5-5', ['-alpha', 'off', '-define', 'bmp:subtype=RGB555', 'bmp:-'], 'rgb', 8],
    ['4-4-4-4', ['-define', 'bmp:subtype=ARGB4444', 'bmp:-'], 'rgba', 15],
  ] as const)('%s', async (_, args, channels, tolerance) => {
    const bytes = write(...args);
    const { image } = await decoded(bmp, bytes);
    expect([image.space, image.alpha]).toEqual([channels === 'gray' ? 'gray' : 'rgb', channels === 'rgba']);
    expect(largestDifference(image.samples, reference(bytes, 'bmp', channels))).toBeLessThanOrEqual(tolerance);
  });
});
