import { describe, expect, test } from 'vitest';
import type { Pixels } from '../../../src/engine/operations/core/operation';
import type { Step } from '../../../src/shared/recipe/recipe';
import { gradient } from '../fixtures/images';
import { at, type Color, drawn, everyStep, pixelsAfter, stepOf } from './steps';

/** The meaning of each filter, in numbers. */

type Given = { operation: Step['operation'] } & Record<string, unknown>;

const filtered = (state: Buffer, ...given: Given[]) => pixelsAfter(state, given.map(stepOf));

/** The center of an image of one color after a step. */
async function becomes(color: Color, given: Given): Promise<number[]> {
  return at(await filtered(await drawn(9, 9, () => color), given), 4, 4);
}

describe('on an image of one color', () => {
  const orange: Color = [200, 100, 50];
  test.each<readonly [Given, Color, Color]>([
    [{ operation: 'negate' }, [0, 100, 255], [255, 155, 0]],
    [{ operation: 'negate' }, [0, 100, 255, 77], [255, 155, 0, 77]],
    [{ operation: 'sepia' }, [255, 255, 255], [255, 255, 239]],
    [{ operation: 'sepia' }, [100, 100, 100], [135, 120, 94]],
    [{ operation: 'sepia' }, [100], [135, 120, 94]],
    [{ operation: 'posterize', levels: 2 }, [127, 128, 255], [0, 255, 255]],
    [{ operation: 'posterize', levels: 4 }, [10, 100, 180], [0, 85, 170]],
    [{ operation: 'threshold', value: 128, grayscale: false }, [127, 128, 255], [0, 255, 255]],
    [{ operation: 'threshold', value: 101, grayscale: false }, [...orange, 100], [255, 0, 0, 100]],
    [{ operation: 'threshold', value: 128 }, [127], [0]],
    [{ operation: 'threshold', value: 128 }, [128], [255]],
    [{ operation: 'threshold', value: 0 }, [0], [255]],
    [{ operation: 'threshold', value: 128 }, [255, 255, 0], [255]],
    [{ operation: 'contrast', amount: 2 }, [64, 128, 255], [1, 129, 255]],
    [{ operation: 'contrast', amount: 1, offset: -20 }, [64, 10, 255], [44, 0, 235]],
    [{ operation: 'gamma', gamma: 2 }, [0, 64, 255], [0, 128, 255]],
    [{ operation: 'gamma', gamma: 0.5 }, [0, 128, 255], [0, 64, 255]],
    [{ operation: 'gamma', gamma: 2 }, [64, 64, 64, 64], [128, 128, 128, 64]],
    [{ operation: 'modulate', saturation: 0 }, [120, 120, 120], [120, 120, 120]],
    [{ operation: 'modulate', brightness: 0 }, [90, 90, 90], [0, 0, 0]],
    [{ operation: 'modulate', lightness: 100 }, orange, [255, 255, 255]],
    [{ operation: 'grayscale' }, [90, 90, 90], [90]],
    [{ operation: 'flatten', background: '#00f' }, [255, 0, 0, 128], [128, 0, 127]],
    [{ operation: 'flatten', background: '#00f' }, orange, orange],
    [{ operation: 'alpha', mode: 'remove' }, [...orange, 60], orange],
    [{ operation: 'alpha', mode: 'ensure' }, orange, [...orange, 255]],
    [{ operation: 'alpha', mode: 'ensure', opacity: 20 }, orange, [...orange, 51]],
    [{ operation: 'alpha', mode: 'ensure', opacity: 20 }, [...orange, 60], [...orange, 60]],
    [{ operation: 'edge' }, [...orange, 200], [0, 0, 0, 200]],
    [{ operation: 'emboss' }, orange, orange],
    [{ operation: 'convolve', width: 3, height: 3, kernel: Array(9).fill(1) }, [...orange, 90], [...orange, 90]],
    [{ operation: 'convolve', width: 3, height: 3, kernel: Array(9).fill(1), scale: 18, offset: 30 }, orange, [130, 80, 55]],
    [{ operation: 'convolve', width: 3, height: 3, kernel: [0, 0, 0, 0, 1, 0, 0, 0, 0], scale: 0.8 }, orange, [250, 125, 63]],
    [{ operation: 'convolve', width: 3, height: 3, kernel: [0, 0, 0, 0, 0.5, 0, 0, 0, 0] }, orange, orange],
    [{ operation: 'convolve', width: 3, height: 3, kernel: [0, 0, 0, 0, 1, 0, 0, 0, 0], scale: -1, offset: 255.4 }, orange, [55, 155, 205]],
    [{ operation: 'blur', sigma: 2 }, orange, orange],
    [{ operation: 'median', size: 3 }, orange, orange],
  ])('%j turns %j into %j', async (given, before, after) => {
    const made = await becomes(before, given);
    expect(made).toHaveLength(after.length);
    made.forEach((value, band) => {
      expect(Math.abs(value - (after[band] as number)), `${made}`).toBeLessThanOrEqual(1);
    });
  });

  test('modulate rotates the hue and removes the saturation', async () => {
    const [red = 0, green = 0] = await becomes([200, 40, 40], { operation: 'modulate', hue: 120 });
    expect(green).toBeGreaterThan(red + 50);
    const gray = await becomes([200, 40, 40], { operation: 'modulate', saturation: 0 });
    expect(Math.max(...gray) - Math.min(...gray)).toBeLessThan(6);
  });

  test('tint roughly keeps the luminance', async () => {
    const gray = async (color: Color) => (await becomes(color, { operation: 'grayscale' }))[0] as number;
    for (const tone of [30, 128, 220]) {
      const tinted = await becomes([tone, tone, tone], { operation: 'tint', color: '#c80' });
      expect(Math.abs((await gray(tinted)) - tone)).toBeLessThan(25);
    }
    expect(await becomes([128], { operation: 'tint', color: 'red' })).toHaveLength(3);
  });
});

describe('on an image with edges', () => {
  const edgeImage = (low: number, high: number) => drawn(40, 20, (x) => (x < 20 ? [low, low, low] : [high, high, high]));
  const row = (pixels: Pixels) => Array.from({ length: pixels.width }, (_, x) => at(pixels, x, 10)[0] as number);

  test('vignette darkens the corners and leaves the center unchanged', async () => {
    const pixels = await filtered(await drawn(80, 60, () => [200, 200, 200, 99]), { operation: 'vignette' });
    expect(at(pixels, 0, 0)[0]).toBeLessThan(5);
    expect(at(pixels, 79, 59)[0]).toBeLessThan(5);
    expect(at(pixels, 40, 30)).toEqual([200, 200, 200, 99]);
  });

  test('pixelate gives each block the mean color of its visible pixels', async () => {
    const pixels = await filtered(await gradient(50, 50).png().toBuffer(), { operation: 'pixelate', size: 16 });
    for (const [x, y] of [
      [0, 0],
      [16, 0],
      [48, 48],
    ] as const)
      expect(at(pixels, x, y)).toEqual(at(pixels, Math.min(49, x + 15), Math.min(49, y + 15)));
    const half = await drawn(4, 4, (x) => (x < 2 ? [250, 10, 10, 255] : [0, 0, 0, 0]));
    expect(at(await filtered(half, { operation: 'pixelate', size: 4 }), 0, 0)).toEqual([250, 10, 10, 128]);
  });

  test('unsharp amplifies an edge only above its threshold', async () => {
    const raised = row(await filtered(await edgeImage(100, 150), { operation: 'unsharp', radius: 1, amount: 1 }));
    expect([raised[2], raised[37]]).toEqual([100, 150]);
    expect(Math.min(...raised)).toBeLessThan(90);
    expect(Math.max(...raised)).toBeGreaterThan(160);
    const left = row(await filtered(await edgeImage(100, 110), { operation: 'unsharp', radius: 1, threshold: 10 }));
    expect(new Set(left)).toEqual(new Set([100, 110]));
  });

  test('sharpen amplifies an edge and leaves flat areas unchanged', async () => {
    const sharpened = row(await filtered(await edgeImage(100, 150), { operation: 'sharpen', sigma: 1 }));
    expect([sharpened[2], sharpened[37]]).toEqual([100, 150]);
    expect(Math.min(...sharpened)).toBeLessThan(95);
    expect(Math.max(...sharpened)).toBeGreaterThan(155);
  });

  test('denoise removes noise and keeps edges', async () => {
    const noisy = await drawn(80, 40, (x, y) => Array(3).fill((x < 40 ? 60 : 200) + (((x * 7919 + y * 104729 + x * y * 31) % 13) - 6)));
    const variance = (pixels: Pixels) => {
      const values = Array.from({ length: 20 * 30 }, (_, index) => at(pixels, 5 + (index % 20), 5 + Math.floor(index / 20))[0] as number);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    };
    const before = await pixelsAfter(noisy, []);
    const after = await filtered(noisy, { operation: 'denoise' });
    expect(variance(after)).toBeLessThan(variance(before) / 2);
    expect((at(after, 40, 20)[0] as number) - (at(after, 39, 20)[0] as number)).toBeGreaterThan(110);
  });

  test('emboss, edge and convolve apply their kernels', async () => {
    const state = await edgeImage(50, 200);
    const edges = row(await filtered(state, { operation: 'edge' }));
    expect([edges[5], edges[20], edges[35]]).toEqual([0, 255, 0]);
    const relief = row(await filtered(state, { operation: 'emboss' }));
    expect([relief[5], relief[35]]).toEqual([50, 200]);
    expect(relief[19]).toBe(255);
    const moved = row(await filtered(state, { operation: 'convolve', width: 3, height: 1 + 2, kernel: [0, 0, 0, 0, 0, 1, 0, 0, 0] }));
    expect([moved[18], moved[19]]).toEqual([50, 200]);
  });

  test('normalize stretches a narrow range', async () => {
    const tones = row(await filtered(await drawn(40, 20, (x) => Array(3).fill(100 + x)), { operation: 'normalize' }));
    expect(tones[0]).toBeLessThan(20);
    expect(tones[39]).toBeGreaterThan(235);
  });
});

describe('intensity', () => {
  const filters = everyStep.filter((step) => 'intensity' in step);
  const furthest = (a: ArrayLike<number>, b: (at: number) => number) =>
    Array.from(a).reduce((most, value, index) => Math.max(most, Math.abs(value - b(index))), 0);

  test.each(filters.map((step) => [step.operation, step] as const))(
    'of 0, 50 and 100 changes nothing, half and all with %s',
    async (_, step) => {
      const state = await drawn(48, 36, (x, y) => [x * 5, y * 7, (x * y * 31) % 251]);
      const [before, none, half, whole] = (await Promise.all(
        [[], [{ ...step, intensity: 0 }], [{ ...step, intensity: 50 }], [step]].map((steps) => pixelsAfter(state, steps as Step[])),
      )) as [Pixels, Pixels, Pixels, Pixels];
      expect(none.data).toEqual(before.data);
      // A result in gray has one sample for every three.
      const wholeAt = (index: number) => whole.data[Math.floor((index * whole.bands) / 3)] as number;
      expect(furthest(half.data, (index) => ((before.data[index] as number) + wholeAt(index)) / 2)).toBeLessThanOrEqual(1);
      expect(whole.data).not.toEqual(before.data);
    },
  );

  /** The filters that spread transparency to neighbors, as they spread colors. */
  const spreading = new Set(['blur', 'median', 'pixelate']);
  test.each(filters.map((step) => [step.operation, step] as const))('keeps the transparency with %s', async (operation, step) => {
    const opacity = (x: number) => (x < 20 ? 0 : x < 40 ? 255 : 130);
    const state = await drawn(60, 30, (x, y) => [x * 4, 200 - y * 5, 60, opacity(x)]);
    for (const intensity of [100, 50]) {
      const pixels = await filtered(state, { ...step, intensity });
      for (const x of spreading.has(operation) ? [5, 30, 55] : [0, 5, 19, 20, 30, 39, 40, 59])
        expect(at(pixels, x, 15).at(-1), `${intensity} at ${x}`).toBe(opacity(x));
    }
  });

  test('of 50 does not reveal hidden colors with blur', async () => {
    const state = await drawn(40, 20, (x) => (x < 20 ? [250, 20, 20, 255] : [0, 0, 0, 0]));
    const pixels = await filtered(state, { operation: 'blur', sigma: 3, intensity: 50 });
    for (const x of [19, 20, 21]) expect(at(pixels, x, 10)[0]).toBeGreaterThan(240);
  });
});
