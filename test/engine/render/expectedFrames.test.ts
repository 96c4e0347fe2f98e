import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readStrip } from '../../../src/engine/render/animation';
import { expectedFrames } from '../../../src/engine/render/expectedFrames';
import { asStored } from '../../../src/engine/sources/readableSource';
import { readHeader } from '../../../src/engine/sources/readHeader';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { animation, solid, write } from '../fixtures/images';
import { place, runOn, temporaryFolder } from '../fixtures/runs';
import { expectNear } from '../fixtures/samples';

const colors = ['#ff0000', '#ff0000', '#00ff00', '#0000ff'];
const source = { delay: [100, 100, 100, 100] };

/** How many frames a file must have that was written from a GIF of four frames, two of them equal. */
async function expected(written: Buffer, format: 'gif' | 'webp' = 'webp'): Promise<number> {
  const path = place(join(temporaryFolder(), 'a.gif'), await animation(colors, source));
  const { pages } = await readHeader(path);
  return expectedFrames(path, await readStrip(asStored(path), pages, false, 10), format, written);
}

test('a WebP may merge equal frames if it plays as long as its source', async () => {
  const merged = (delay: number[]) => animation(['#ff0000', '#00ff00', '#0000ff'], { format: 'webp', delay });
  expect(await expected(await merged([200, 100, 100]))).toBe(3);
  expect(await expected(await merged([100, 100, 100]))).toBe(4);
});

test('a WebP that lost all frames but one is never accepted', async () => {
  expect(
    await expected(
      await sharp(await animation(colors, source))
        .webp()
        .toBuffer(),
    ),
  ).toBe(4);
});

test('a GIF must have as many frames as its source', async () => {
  expect(await expected(await animation(['#ff0000', '#00ff00']), 'gif')).toBe(4);
});

describe.each([
  ['gif', 'gif'],
  ['webp', 'webp'],
  ['gif', 'webp'],
  ['webp', 'gif'],
] as const)('an animation from %s to %s', (from, to) => {
  const pure = ['#ff0000', '#00ff00', '#0000ff', '#ffff00'];
  const rgb = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 0],
  ] as const;
  const timing = { delay: [50, 120, 300, 1000], loop: 3 };

  async function made(state: Buffer, profile: Profile) {
    const path = await write(join(temporaryFolder(), `a.${from}`), state);
    const output = to === 'webp' ? { format: to, lossless: true } : { format: to };
    const { target, status, message } = await runOn(path, { outputs: [output], ...profile });
    expect({ status, message }).toEqual({ status: 'done' });
    const { pages = 1, delay, loop, width, pageHeight: height = 0 } = await sharp(target, { animated: true }).metadata();
    const data = await sharp(target, { animated: true }).ensureAlpha().raw().toBuffer();
    const pixel = (page: number, x: number, y: number) => [...data.subarray(((page * height + y) * width + x) * 4).subarray(0, 4)];
    return { pages, delay, loop, width, height, pixel };
  }

  test.each([
    ['resize', { operation: 'resize', width: 21 }, 21, 16],
    ['enlarge', { operation: 'resize', width: 90, enlarge: true }, 90, 68],
    ['crop', { operation: 'crop', width: 20, height: 10, left: 4, top: 3 }, 20, 10],
    ['cover', { operation: 'resize', width: 20, height: 20, fit: 'cover' }, 20, 20],
    ['quarter turn', { operation: 'rotate', angle: 90 }, 30, 40],
    ['blur', { operation: 'blur', sigma: 4 }, 40, 30],
    ['sharpen', { operation: 'sharpen', sigma: 2 }, 40, 30],
    ['median', { operation: 'median', size: 5 }, 40, 30],
    ['pad by blur', { operation: 'pad', margin: 5, background: 'blur' }, 50, 40],
  ] as const)('%s does not mix neighboring frames and keeps the timing', async (_, step, width, height) => {
    const { pixel, ...played } = await made(await animation(pure, { format: from, ...timing }), { steps: [step] });
    expect(played).toEqual({ pages: 4, ...timing, width, height });
    rgb.forEach((color, page) => {
      for (let x = 0; x < width; x += 1)
        for (const y of [0, 1, height >> 1, height - 2, height - 1]) expectNear(pixel(page, x, y), [...color, 255], to === 'gif' ? 6 : 2);
    });
  });

  test('pad and free rotation leave transparent corners in every frame', async () => {
    const turned = await made(await animation(pure, { format: from, ...timing }), { steps: [{ operation: 'rotate', angle: 33 }] });
    expect([turned.width, turned.height]).toEqual([50, 47]);
    const padded = await made(await animation(pure, { format: from, ...timing }), { steps: [{ operation: 'pad', width: 60, height: 50 }] });
    expect([padded.width, padded.height]).toEqual([60, 50]);
    for (const { pixel, pages, delay, loop, width, height } of [turned, padded]) {
      expect({ pages, delay, loop }).toEqual({ pages: 4, ...timing });
      rgb.forEach((color, page) => {
        expectNear(pixel(page, width >> 1, height >> 1), [...color, 255], 3);
        for (const [x, y] of [
          [0, 0],
          [width - 1, 0],
          [0, height - 1],
          [width - 1, height - 1],
        ] as const)
          expect(pixel(page, x, y)[3]).toBe(0);
      });
    }
  });

  test('trim cuts all frames alike and ignores blank frames', async () => {
    const square = (left: number, top: number) =>
      solid(40, 30, '#ffffff')
        .composite([{ input: { create: { width: 6, height: 5, channels: 3, background: '#ff0000' } }, left, top }])
        .png()
        .toBuffer();
    const blank = await solid(40, 30, '#ffffff').png().toBuffer();
    const joined = sharp([await square(8, 10), blank, await square(20, 4), await square(9, 10)], { join: { animated: true } });
    const state = await (from === 'gif'
      ? joined.gif({ delay: timing.delay })
      : joined.webp({ delay: timing.delay, lossless: true })
    ).toBuffer();
    const { width, height, pages, pixel } = await made(state, { steps: [{ operation: 'trim' }] });
    // From 8 to 26 and from 4 to 15.
    expect({ width, height, pages }).toEqual({ width: 18, height: 11, pages: 4 });
    expectNear(pixel(0, 0, 6), [255, 0, 0, 255], 3);
    expectNear(pixel(2, 17, 0), [255, 0, 0, 255], 3);
    expectNear(pixel(1, 9, 5), [255, 255, 255, 255], 3);
  });

  test('trim does not change an animation of blank frames', async () => {
    const { width, height, pages } = await made(await animation(pure, { format: from }), { steps: [{ operation: 'trim' }] });
    expect({ width, height, pages }).toEqual({ width: 40, height: 30, pages: 4 });
  });

  test('several steps, sizes and another loop apply to an animation', async () => {
    const steps: Profile['steps'] = [
      { operation: 'crop', aspectRatio: '1:1' },
      { operation: 'modulate', brightness: 1 },
      { operation: 'flop' },
      { operation: 'pad', margin: 1, background: '#000' },
    ];
    const { pages, loop, width, height } = await made(await animation(pure, { format: from, ...timing }), {
      steps,
      outputs: [{ format: to, loop: 9, widths: [16] }],
    });
    expect({ pages, loop, width, height }).toEqual({ pages: 4, loop: 9, width: 16, height: 16 });
  });
});
