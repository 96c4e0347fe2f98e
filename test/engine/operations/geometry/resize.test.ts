import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Step, StepOf } from '../../../../src/shared/recipe/recipe';
import { fits } from '../../../../src/shared/recipe/schema/profileChoices';
import { gradient, solid } from '../../fixtures/images';
import { applied, sizeAfter, stepOf } from '../steps';

type ResizeStep = StepOf<'resize'>;

const sizes = [
  [1, 1],
  [1, 5000],
  [5000, 1],
  [640, 480],
  [481, 641],
] as const;

const asked: readonly Partial<ResizeStep>[] = [
  { width: 100 },
  { height: 77 },
  { width: 640 },
  { width: 100, height: 77 },
  { width: 77, height: 100 },
  { width: 1, height: 1 },
  { width: 700, height: 3 },
  { width: 800, height: 800 },
  { longEdge: 100 },
  { longEdge: 640 },
  { longEdge: 5001 },
  { percent: 0.01 },
  { percent: 33.3 },
  { percent: 100 },
  { percent: 150 },
];

/** Every step of the table above with every fit, with and without enlarging. */
const steps = [false, true].flatMap((enlarge) =>
  fits.flatMap((fit) => asked.map((size) => stepOf({ operation: 'resize', fit, enlarge, ...size }))),
);

/** The result of sharp. */
async function realSize(state: Buffer, step: Step, transparent = true): Promise<readonly [number, number]> {
  const { info } = await applied(state, [step], transparent);
  return [info.width, info.height];
}

describe.each(sizes)('an image of %d x %d pixels', (width, height) => {
  const before = { width, height };

  test('gets the planned size', async () => {
    const state = await gradient(width, height).png().toBuffer();
    const wrong: unknown[] = [];
    // Each result only once, and only small ones.
    const apart = new Map(steps.map((step) => [JSON.stringify([sizeAfter([step], before), step.fit]), step]));
    for (const step of apart.values()) {
      const planned = sizeAfter([step], before);
      if (planned.width * planned.height > 2_000_000) continue;
      const real = await realSize(state, step);
      if (planned.width !== real[0] || planned.height !== real[1]) wrong.push({ step, planned, real });
    }
    expect(wrong).toEqual([]);
  });

  test('is never enlarged unless requested, except for the canvas of contain', () => {
    const larger = steps.filter((step) => {
      const after = sizeAfter([step], before);
      return !step.enlarge && step.fit !== 'contain' && (after.width > width || after.height > height);
    });
    expect(larger).toEqual([]);
  });

  test('gets whole sides of at least one pixel', () => {
    for (const step of steps) {
      const after = sizeAfter([step], before);
      for (const side of [after.width, after.height]) expect(Number.isInteger(side) && side >= 1, JSON.stringify(step)).toBe(true);
    }
  });

  test('follows each fit', () => {
    for (const step of steps) {
      const after = sizeAfter([step], before);
      const { width: boxWidth, height: boxHeight } = step;
      if (boxWidth === undefined || boxHeight === undefined) continue;
      const name = JSON.stringify({ step, after });
      if (step.fit === 'inside') expect(after.width <= boxWidth && after.height <= boxHeight, name).toBe(true);
      if (step.fit === 'contain') expect([after.width, after.height], name).toEqual([boxWidth, boxHeight]);
      if (step.enlarge && (step.fit === 'cover' || step.fit === 'fill'))
        expect([after.width, after.height], name).toEqual([boxWidth, boxHeight]);
      if (step.enlarge && step.fit === 'outside') expect(after.width >= boxWidth && after.height >= boxHeight, name).toBe(true);
      if (!step.enlarge && (step.fit === 'cover' || step.fit === 'fill'))
        expect([after.width, after.height], name).toEqual([Math.min(boxWidth, width), Math.min(boxHeight, height)]);
    }
  });
});

describe('a long edge', () => {
  test.each([
    [640, 480, 320, 320, 240],
    [480, 640, 320, 240, 320],
    [1000, 1, 10, 10, 1],
    [3, 2, 2, 2, 1],
  ])('of an image of %d x %d resized to %d gives %d x %d', (width, height, longEdge, wide, high) => {
    const step = stepOf({ operation: 'resize', longEdge, fit: 'inside', enlarge: false });
    expect(sizeAfter([step], { width, height })).toEqual({ width: wide, height: high });
  });

  test('is met exactly, whatever the image', () => {
    for (let width = 1; width < 3000; width += 7) {
      for (const height of [1, 2, 999, 1000, 1001, 2999]) {
        const step = stepOf({ operation: 'resize', longEdge: 641, fit: 'inside', enlarge: true });
        const after = sizeAfter([step], { width, height });
        expect(Math.max(after.width, after.height)).toBe(641);
      }
    }
  });
});

describe('pixels', () => {
  const contain = stepOf({ operation: 'resize', width: 40, height: 40, fit: 'contain', enlarge: false });

  async function firstPixel(state: Buffer, transparent: boolean): Promise<number[]> {
    const { data, info } = await applied(state, [contain], transparent);
    return [...data.subarray(0, info.channels)];
  }

  test('contain pads with transparency if the format supports it, otherwise with white', async () => {
    const state = await solid(40, 20, 'red').png().toBuffer();
    expect(await firstPixel(state, true)).toEqual([0, 0, 0, 0]);
    expect(await firstPixel(state, false)).toEqual([255, 255, 255]);
  });

  test('contain pads a gray image with white as well', async () => {
    const gray = await gradient(40, 20, 1).toColorspace('b-w').png().toBuffer();
    expect(await firstPixel(gray, false)).toEqual([255, 255, 255]);
  });

  test('cover keeps the middle', async () => {
    const state = await sharp({ create: { width: 90, height: 30, channels: 3, background: 'blue' } })
      .composite([{ input: await solid(30, 30, 'red').png().toBuffer(), left: 30, top: 0 }])
      .png()
      .toBuffer();
    const step = stepOf({ operation: 'resize', width: 30, height: 30, fit: 'cover', enlarge: false });
    const { data } = await applied(await sharp(state).removeAlpha().png().toBuffer(), [step], false);
    const red = Buffer.from([255, 0, 0]);
    expect(data).toEqual(Buffer.concat(Array.from({ length: 900 }, () => red)));
  });
});
