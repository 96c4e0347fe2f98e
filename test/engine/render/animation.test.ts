import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { type AnimationOptions, animation, solid } from '../fixtures/images';
import { longEdge, place, runOn, temporaryFolder } from '../fixtures/runs';

interface Played {
  readonly pages: number;
  readonly delay: readonly number[];
  readonly loop: number;
  readonly width: number;
  readonly height: number;
}

async function played(path: string): Promise<Played> {
  const { pages = 1, delay = [], loop = 0, width, height, pageHeight } = await sharp(path, { animated: true }).metadata();
  return { pages, delay, loop, width, height: pageHeight ?? height };
}

/** The color in the middle of each frame, in hex. */
async function framesOf(path: string): Promise<string[]> {
  const { width, height, pages } = await played(path);
  const { data, info } = await sharp(path, { animated: true }).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return Array.from({ length: pages }, (_, page) => {
    const at = ((page * height + (height >> 1)) * width + (width >> 1)) * info.channels;
    return data.toString('hex', at, at + 3);
  });
}

async function converted(colors: readonly string[], options: AnimationOptions, profile: Profile) {
  const path = place(join(temporaryFolder(), `a.${options.format ?? 'gif'}`), await animation(colors, options));
  const outcome = await runOn(path, profile);
  expect(outcome).toMatchObject({ status: 'done' });
  return outcome;
}

const colors = ['#ff0000', '#00ff00', '#0000ff'];
const plain = ['ff0000', '00ff00', '0000ff'];
const timing = { delay: [70, 300, 1200], loop: 4 };

describe.each(['gif', 'webp'] as const)('from %s', (from) => {
  test.each(['gif', 'webp'] as const)('an animation converted to %s keeps its frames, delays and loop', async (to) => {
    const { target, outputs } = await converted(colors, { format: from, ...timing }, longEdge(20, { outputs: [{ format: to }] }));
    expect(outputs[0]).toMatchObject({ width: 20, height: 15, format: to });
    expect(await played(target)).toEqual({ pages: 3, ...timing, width: 20, height: 15 });
    if (to === 'gif') expect(await framesOf(target)).toEqual(plain);
  });

  test('every fit applies to every frame', async () => {
    for (const fit of ['inside', 'cover', 'contain', 'fill', 'outside'] as const) {
      const steps = [{ operation: 'resize' as const, width: 16, height: 16, fit }];
      const { target, outputs } = await converted(colors, { format: from }, { steps, outputs: [{ format: 'gif' }] });
      const { pages, width, height } = await played(target);
      expect({ pages, width, height }, fit).toEqual({ pages: 3, width: outputs[0]?.width, height: outputs[0]?.height });
      expect(await framesOf(target), fit).toEqual(plain);
    }
  });

  test('an animation that fits is copied, and a small one is enlarged on request', async () => {
    const copy = await converted(colors, { format: from, ...timing }, longEdge(40, { outputs: [{ folder: 'out' }] }));
    expect(await played(copy.target)).toMatchObject({ pages: 3, ...timing });
    const steps = [{ operation: 'resize' as const, longEdge: 80, enlarge: true }];
    const large = await converted(colors, { format: from, ...timing }, { steps });
    expect(await played(large.target)).toEqual({ pages: 3, ...timing, width: 80, height: 60 });
  });

  test('replacing keeps the animation', async () => {
    const { target } = await converted(colors, { format: from, ...timing }, longEdge(20, { replace: true }));
    expect(await played(target)).toMatchObject({ pages: 3, ...timing });
  });
});

describe('equal neighboring frames', () => {
  // Without resizing, which makes neighbors differ slightly along their edges.
  const toGif: Profile = { outputs: [{ format: 'gif', quality: 80 }] };
  const toWebp: Profile = { outputs: [{ format: 'webp' }] };
  const paused = ['#ff0000', '#ff0000', '#00ff00', '#0000ff', '#0000ff'];
  const delay = [50, 100, 150, 200, 250];

  test('a GIF keeps each of several equal frames', async () => {
    const { target } = await converted(paused, { delay }, toGif);
    expect(await played(target)).toMatchObject({ pages: 5, delay });
  });

  test('a WebP shows one of several equal frames for as long as all', async () => {
    const { target } = await converted(paused, { delay }, toWebp);
    expect(await played(target)).toMatchObject({ pages: 3, delay: [150, 150, 450] });
  });

  test('a WebP shows short equal frames for as long as all', async () => {
    const { target } = await converted(paused, { delay: [10, 0, 20, 20, 30] }, toWebp);
    expect(await played(target)).toMatchObject({ pages: 3, delay: [200, 20, 50] });
  });

  test('an animation of only equal frames is written', async () => {
    const still = ['#ff0000', '#ff0000', '#ff0000'];
    expect((await played((await converted(still, {}, toGif)).target)).pages).toBe(3);
    expect((await played((await converted(still, {}, toWebp)).target)).pages).toBe(1);
  });

  test('frames that differ invisibly are written', async () => {
    const { target } = await converted(['#808080', '#818181', '#808080'], {}, toWebp);
    expect((await played(target)).pages).toBe(1);
  });
});

test('delays that are too short for players are written', async () => {
  const { target } = await converted(colors, { delay: [0, 10, 20] }, longEdge(20, { outputs: [{ format: 'webp' }] }));
  // Players, and libvips for WebP, show frames of 10 ms and less for 100 ms.
  expect(await played(target)).toMatchObject({ pages: 3, delay: [100, 100, 20] });
});

test('transparent frames remain transparent', async () => {
  const frame = (left: number) =>
    sharp({ create: { width: 40, height: 30, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .composite([{ input: { create: { width: 10, height: 10, channels: 3, background: 'red' } }, left, top: 10 }])
      .png()
      .toBuffer();
  const gif = await sharp([await frame(0), await frame(20)], { join: { animated: true } })
    .gif()
    .toBuffer();
  const path = place(join(temporaryFolder(), 'a.gif'), gif);
  for (const format of ['gif', 'webp'] as const) {
    const { target } = await runOn(path, longEdge(20, { outputs: [{ format }] }));
    const { data, info } = await sharp(target, { animated: true }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(info.height, format).toBe(30);
    expect(data[3], format).toBe(0); // above the square
    expect(data[(7 * 20 + 2) * 4 + 3], format).toBeGreaterThan(240); // in the square of the first frame
    expect(data[((15 + 7) * 20 + 2) * 4 + 3], format).toBe(0); // where it was, in the second
  }
});

test('a GIF of one frame converts to any format', async () => {
  const path = place(join(temporaryFolder(), 'a.gif'), await solid(40, 30, 'red').gif().toBuffer());
  for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const) {
    expect(await runOn(path, longEdge(20, { outputs: [{ format }] }))).toMatchObject({ status: 'done' });
  }
});
