import { describe, expect, test } from 'vitest';
import { compressLosslessly } from '../../../src/engine/compress/compressLosslessly';
import { recompressGif } from '../../../src/engine/compress/recompressGif';
import { sampleDigest } from '../../../src/engine/compress/sampleDigest';
import { readGif } from '../../../src/engine/gif/gifFrames';
import { decodeLzw, encodeLzw } from '../../../src/engine/gif/lzw';
import { type GifFrameInput, gif } from '../fixtures/gifs';
import { noise } from '../fixtures/samples';

const screen = { width: 12, height: 10, loop: 3 };
const whole = (pixels: GifFrameInput['pixels'], rest: Partial<GifFrameInput> = {}): GifFrameInput => ({
  box: [0, 0, 12, 10],
  pixels,
  ...rest,
});
const spot = (left: number, rest: Partial<GifFrameInput> = {}): GifFrameInput => ({ box: [left, 3, 3, 3], pixels: 2, ...rest });
const pattern = Array.from({ length: 120 }, (_, at) => (at * 7) % 4);
const own = ['aabbcc', '010203', '040506', '070809'];

test.each<[string, readonly GifFrameInput[]]>([
  ['frames that differ in one spot', [whole(pattern), whole(pattern.with(40, 0)), whole(pattern.with(41, 1))]],
  ['frames that are equal', [whole(pattern), whole(pattern, { delay: 7 }), whole(pattern)]],
  ['cleared frames', [whole(1, { disposal: 2 }), spot(0, { disposal: 2 }), spot(4, { disposal: 2 }), spot(8)]],
  ['restored frames', [whole(pattern), spot(0, { disposal: 3 }), spot(4, { disposal: 3 }), spot(8)]],
  [
    'transparent frames',
    [whole(pattern, { transparent: 3 }), whole(pattern, { transparent: 1, disposal: 2 }), spot(2, { transparent: 0 })],
  ],
  ['gaps', [spot(0, { disposal: 2 }), spot(4, { disposal: 0 }), spot(8)]],
  ['own palettes', [whole(pattern, { colors: own }), spot(1, { colors: ['ffffff', '000000', '123456'] }), spot(4)]],
  ['interlaced frames', [whole(pattern, { isInterlaced: true }), whole(pattern.toReversed(), { isInterlaced: true })]],
  ['a still image', [whole(pattern)]],
  ['a still image without a graphic control', [whole(pattern, { isPlain: true })]],
])('%s stay the same in fewer bytes', async (_, frames) => {
  const bytes = gif(screen, ...frames);
  const smaller = recompressGif(bytes) as Buffer;
  expect(smaller.length).toBeLessThan(bytes.length);
  expect(await sampleDigest(smaller)).toBe(await sampleDigest(bytes));
  expect(readGif(smaller).frames.map(({ delay }) => delay)).toEqual(readGif(bytes).frames.map(({ delay }) => delay));
  expect(readGif(smaller).frames.map(({ isInterlaced }) => isInterlaced)).toEqual(
    readGif(bytes).frames.map(({ isInterlaced }) => isInterlaced),
  );
  expect(await compressLosslessly(bytes, 'gif')).toEqual(smaller);
});

test('comments and other extensions stay', () => {
  const bytes = gif(screen, whole(pattern), whole(pattern.toReversed()));
  const comment = Buffer.from('\x21\xfe\x05hello\0', 'latin1');
  const smaller = recompressGif(Buffer.concat([bytes.subarray(0, -1), comment, bytes.subarray(-1)])) as Buffer;
  expect(smaller.includes(comment)).toBe(true);
  expect(smaller.includes('NETSCAPE2.0')).toBe(true);
});

test('an animation of sharp with many colors stays the same', async () => {
  const frames = await Promise.all([1, 2, 3].map((seed) => noise(60, 50, 3, seed).png().toBuffer()));
  const { default: sharp } = await import('sharp');
  const bytes = await sharp(frames, { join: { animated: true } })
    .gif({ delay: [40, 50, 60] })
    .toBuffer();
  const smaller = recompressGif(bytes) ?? bytes;
  expect(await sampleDigest(smaller)).toBe(await sampleDigest(bytes));
});

describe('LZW', () => {
  test('indices of every size survive, whenever codes start anew', () => {
    for (const codeBits of [2, 3, 5, 8]) {
      for (const count of [1, 2, 3, 500, 70_000]) {
        const random = Uint8Array.from({ length: count }, (_, at) => (Math.imul(at, 2_654_435_761) >>> 13) & ((1 << codeBits) - 1));
        for (const indices of [random, new Uint8Array(count)]) {
          for (const policy of ['full', 'worse'] as const) {
            const decoded = decodeLzw(encodeLzw(indices, codeBits, policy), codeBits, count);
            expect(decoded && Buffer.from(decoded).equals(indices), `${codeBits} ${count} ${policy}`).toBe(true);
          }
        }
      }
    }
  });

  test('truncated and damaged data are refused', () => {
    const data = encodeLzw(
      Uint8Array.from({ length: 300 }, (_, at) => at % 5),
      3,
      'full',
    );
    expect(decodeLzw(data.subarray(0, -3), 3, 300)).toBeUndefined();
    expect(decodeLzw(data, 3, 299)).toBeUndefined();
    expect(decodeLzw(data, 3, 301)).toBeUndefined();
  });
});
