import { describe, expect, test } from 'vitest';
import { pnm } from '../../../src/engine/decoders/pnm';
import { hasImageMagick, imageMagick, reference } from '../fixtures/imageMagick';
import { decoded, largestDifference, raster, words } from '../fixtures/rasters';

function file(head: string, ...bytes: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(bytes)]);
}

async function samplesOf(bytes: Buffer): Promise<number[]> {
  return [...(await decoded(pnm, bytes)).image.samples];
}

test.each([
  ['P1', file('P1\n# a comment\n3 2\n10 1\n0#1\n 01'), [0, 255, 0, 255, 255, 0]],
  ['P2', file('P2 2 1 # sizes\n#\r\n4\n0 3'), [0, 191]],
  ['P2 of 16 bits', file('P2 3 1 1000 0 500 1000\n'), [0, 32768, 65535]],
  ['P3', file('P3\t1\t2\r\n255\r\n1 2 3\n4 5 6'), [1, 2, 3, 4, 5, 6]],
  ['P4', file('P4 10 2\n', 0x80, 0x40, 0x7f, 0x80), [0, ...Array(8).fill(255), 0, 255, ...Array(7).fill(0), 0, 255]],
  ['P5', file('P5#\n3#2\n 1 15\n', 0, 7, 15), [0, 119, 255]],
  ['P5, whose first sample looks like white space', file('P5 2 1 255\n', 10, 32), [10, 32]],
  ['P5 of 16 bits', file('P5 2 1 65535\n', 1, 2, 3, 4), [0x102, 0x304]],
  ['P6', file('P6 1 1 255\n', 1, 2, 3), [1, 2, 3]],
  ['two images', Buffer.concat([file('P6 1 1 255\n', 1, 2, 3), file('P6 1 1 255\n', 4, 5, 6)]), [1, 2, 3]],
  [
    'PF, big-endian, from the bottom',
    file('PF\n1 2\n1.0\n', 0x3f, 0x80, 0, 0, 0x3f, 0, 0, 0, 0x40, 0, 0, 0, 0x7f, 0xc0, 0, 0, 0xbf, 0x80, 0, 0, 0, 0, 0, 0),
    [0, 0, 0, 65535, 32768, 65535],
  ],
  ['Pf, little-endian', file('Pf\n2 1\n-1.0\n', 0, 0, 0x80, 0x3e, 0, 0, 0x80, 0x7f), [16384, 65535]],
])('%s', async (_, bytes, expected) => {
  expect(await samplesOf(bytes)).toEqual(expected);
});

test.each([
  ['BLACKANDWHITE', 1, 1, [0, 1], 2, [0, 255], ['gray', false]],
  ['GRAYSCALE_ALPHA', 2, 255, [9, 8], 1, [9, 8], ['gray', true]],
  ['RGB', 3, 255, [1, 2, 3], 1, [1, 2, 3], ['rgb', false]],
  ['RGB_ALPHA', 4, 65535, [0, 1, 0, 2, 0, 3, 0, 4], 1, [1, 2, 3, 4], ['rgb', true]],
  ['of another kind', 2, 255, [9, 8], 1, [9, 8], ['gray', true]],
] as const)('PAM: %s', async (type, depth, maxval, bytes, width, expected, form) => {
  const head = `P7\n# first\nWIDTH ${width}\nHEIGHT 1\n\nDEPTH ${depth}\nMAXVAL ${maxval}\nTUPLTYPE ${type}\nENDHDR\n`;
  const { image } = await decoded(pnm, file(head, ...bytes));
  expect([...image.samples]).toEqual(expected);
  expect([image.space, image.alpha]).toEqual(form);
});

test.each([
  ['a long comment', file(`P5 #${' '.repeat(100_000)}\n1 1 255\n`, 0), 'damaged'],
  ['an unfinished header', file('P5 1 1 255'), 'truncated'],
  ['an unfinished PAM', file('P7\nWIDTH 1\n'), 'truncated'],
  ['no size', file('P5 x y 255\n', 0), 'damaged'],
  ['zero height', file('P5 1 0 255\n', 0), 'damaged'],
  ['maxval 0', file('P5 1 1 0\n', 0), 'damaged'],
  ['a huge maxval', file('P5 1 1 65536\n', 0, 0, 0), 'damaged'],
  ['a sample above maxval', file('P5 1 1 4\n', 5), 'damaged'],
  ['a number above maxval', file('P2 1 1 4\n5'), 'damaged'],
  ['letters', file('P2 1 1 4\nx1'), 'damaged'],
  ['missing samples', file('P6 1 1 255\n', 1, 2), 'truncated'],
  ['missing digits', file('P3 1 1 255\n1 2    \n'), 'truncated'],
  ['a huge size', file('P1 2147483647 2147483647\n1 0 1'), 'truncated'],
  ['a type for another depth', file('P7\nWIDTH 1\nHEIGHT 1\nDEPTH 1\nMAXVAL 1\nTUPLTYPE RGB\nENDHDR\n', 1), 'damaged'],
  ['CMYK', file('P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 1\nTUPLTYPE CMYK\nENDHDR\n', 1), 'PAM with CMYK colors'],
  ['five channels', file('P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 1\nENDHDR\n', 1), 'PAM with 5 channels'],
])('%s: refused', (_, bytes, message) => {
  expect(() => pnm.decode(bytes)).toThrow(message);
});

describe.skipIf(!hasImageMagick)('files of ImageMagick', () => {
  const { samples } = raster(61, 43, 4);
  const write = (...args: readonly string[]) => imageMagick(['-size', '61x43', '-depth', '8', 'rgba:-', ...args], Buffer.from(samples));

  test.each([
    ['pbm', ['-alpha', 'off', '-monochrome', 'pbm:-'], 'gray', 8],
    ['plain pbm', ['-alpha', 'off', '-monochrome', '-compress', 'None', 'pbm:-'], 'gray', 8],
    ['pgm', ['-alpha', 'off', '-colorspace', 'Gray', 'pgm:-'], 'gray', 8],
    ['pgm of 16 bits', ['-alpha', 'off', '-colorspace', 'Gray', '-depth', '16', '-evaluate', 'multiply', '0.7', 'pgm:-'], 'gray', 16],
    ['ppm', ['-alpha', 'off', 'ppm:-'], 'rgb', 8],
    ['plain ppm', ['-alpha', 'off', '-compress', 'None', 'ppm:-'], 'rgb', 8],
    ['pam', ['pam:-'], 'rgba', 8],
    ['pam of 16 bits', ['-depth', '16', '-channel', 'RGB', '-evaluate', 'multiply', '0.7', 'pam:-'], 'rgba', 16],
    ['pfm', ['-alpha', 'off', 'pfm:-'], 'rgb', 16],
    ['pfm, big-endian', ['-alpha', 'off', '-endian', 'MSB', 'pfm:-'], 'rgb', 16],
    ['gray pfm', ['-alpha', 'off', '-colorspace', 'Gray', 'pfm:-'], 'gray', 16],
  ] as const)('%s', async (_, args, channels, depth) => {
    const bytes = write(...args);
    const { image } = await decoded(pnm, bytes);
    expect([image.bits, image.space, image.alpha]).toEqual([depth, channels === 'rgba' ? 'rgb' : channels, channels === 'rgba']);
    const expected = reference(bytes, args.at(-1)?.slice(0, 3) as string, channels, depth);
    expect(largestDifference(image.samples, depth === 16 ? words(expected) : expected)).toBeLessThanOrEqual(1);
  });
});
