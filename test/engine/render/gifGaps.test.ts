import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { gif } from '../fixtures/gifs';
import { place, runOn, temporaryFolder } from '../fixtures/runs';

/** Areas of a GIF that no frame covers are transparent, as in browsers. */

const screen = { width: 4, height: 4 };
const small = { box: [1, 1, 2, 2], pixels: [1, 2, 3, 1] } as const;
const whole = { box: [0, 0, 4, 4], pixels: 1 } as const;

/** Which pixels are opaque, frame after frame, row after row. */
async function opacity(path: string): Promise<string[]> {
  const { data, info } = await sharp(path, { animated: true }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const rows = Array.from({ length: info.height }, (_, y) =>
    Array.from({ length: info.width }, (__, x) => (data[(y * info.width + x) * 4 + 3] === 0 ? '.' : '#')).join(''),
  );
  return Array.from({ length: info.height / 4 }, (_, index) => rows.slice(index * 4, index * 4 + 4).join(' '));
}

const inside = '.... .##. .##. ....';
const corner = '##.. ##.. .... ....';
const all = '#### #### #### ####';
/** 256 colors, all used but one. */
const manyColors = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0').repeat(3));
const manyPixels = Array.from({ length: 255 }, (_, index) => index);

test.each([
  ['a still image with one small frame', [small], [inside]],
  ['a frame without a graphic control', [{ ...small, isPlain: true as const }], [inside]],
  ['a transparent index', [{ ...small, transparent: 0 }], [inside]],
  [
    'frames that are cleared',
    [
      { ...small, disposal: 2 },
      { ...small, box: [0, 0, 2, 2] as const, pixels: 2 },
    ],
    [inside, corner],
  ],
  [
    'a whole frame that is cleared',
    [
      { ...whole, disposal: 2 },
      { ...small, box: [0, 0, 2, 2] as const, pixels: 2 },
    ],
    [all, corner],
  ],
  [
    'a transparent index in one frame only',
    [
      { ...whole, disposal: 2 },
      { ...small, transparent: 0 },
    ],
    [all, inside],
  ],
  ['a frame that is restored', [small, { ...whole, disposal: 3 }, { ...small, pixels: 2 }], [inside, all, inside]],
  ['no gap', [whole, small], [all, all]],
] as const)('%s', async (_, frames, wanted) => {
  for (const background of [0, 1]) {
    const folder = temporaryFolder();
    const path = place(join(folder, 'a.gif'), gif({ ...screen, background }, ...frames));
    const flipped = { steps: [{ operation: 'flip' as const }, { operation: 'flop' as const }] };
    for (const format of frames.length > 1 ? (['source', 'webp'] as const) : (['source', 'webp', 'png'] as const)) {
      const { target, status, message } = await runOn(path, {
        ...flipped,
        outputs: [{ format, name: `{name}-${format}`, ...(format === 'webp' && { lossless: true }) }],
      });
      expect({ status, message }).toEqual({ status: 'done', message: undefined });
      expect(await opacity(target), `${format} ${background}`).toEqual(wanted.map((each) => [...each].reverse().join('')));
    }
  }
});

describe('a frame with 256 colors', () => {
  test('gets an index that it does not use', async () => {
    const bytes = gif({ width: 17, height: 16, colors: manyColors }, { box: [0, 0, 17, 15], pixels: manyPixels });
    const path = place(join(temporaryFolder(), 'a.gif'), bytes);
    const { target } = await runOn(path, { outputs: [{ format: 'png' }] });
    const { data } = await sharp(target).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(data[3]).toBe(255);
    expect(data.at(-1)).toBe(0);
  });
});

test('a gap that becomes a JPEG is reported', async () => {
  const path = place(join(temporaryFolder(), 'a.gif'), gif(screen, small));
  const { notes } = await runOn(path, { outputs: [{ format: 'jpeg' }] });
  expect(notes?.join(' ')).toMatch(/Transparent areas became white/);
});
