import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { operationOf } from '../../../src/engine/operations';
import type { Step } from '../../../src/shared/recipe/recipe';
import { kernels, positions } from '../../../src/shared/recipe/schema/geometryOperations';
import { gravities } from '../../../src/shared/recipe/schema/values';
import { gradient, oriented } from '../fixtures/images';
import { everyStep, pipelineOf, sizeAfter, stepOf } from './steps';

const sizes = [
  [1, 1],
  [1, 5000],
  [5000, 1],
  [640, 480],
  [481, 641],
] as const;

/** Results with more pixels are planned, but not made. */
const maxPixels = 2_000_000;

type Given = Record<string, unknown>;
const all = (operation: Step['operation'], given: readonly Given[]): Step[] => given.map((each) => stepOf({ operation, ...each }));

const resizes = all('resize', [
  ...[{ shortEdge: 1 }, { shortEdge: 100 }, { shortEdge: 333 }, { shortEdge: 700, enlarge: true }],
  ...[{ megapixels: 0.0001 }, { megapixels: 0.02 }, { megapixels: 0.3 }, { megapixels: 1, enlarge: true }],
  ...[{ multipleOf: 1 }, { multipleOf: 7 }, { multipleOf: 64 }, { longEdge: 300, multipleOf: 16 }],
  ...(['nearest', 'up', 'down'] as const).flatMap((powerOfTwo) => [{ powerOfTwo }, { percent: 30, powerOfTwo }]),
  ...(['cover', 'contain', 'fill', 'outside', 'inside'] as const).flatMap((fit) => [
    { width: 101, height: 77, fit, multipleOf: 8 },
    { width: 101, height: 77, fit, powerOfTwo: 'up' },
    { width: 300, height: 20, fit, powerOfTwo: 'down', enlarge: true },
  ]),
  ...positions.map((position) => ({ width: 99, height: 55, fit: 'cover', position })),
  ...gravities.map((position) => ({ width: 99, height: 55, fit: 'contain', position, background: '#123456' })),
  ...kernels.flatMap((kernel) => [
    { longEdge: 123, kernel },
    { longEdge: 777, kernel, enlarge: true },
  ]),
]);

const crops = all('crop', [
  ...[{ width: 100 }, { height: 100 }, { width: 1, height: 1 }, { width: 5000, height: 5000 }, { width: 33, height: 77, left: 0, top: 0 }],
  ...['1:1', '16:9', '9:16', '3.5:1', '1000:1', '1:1000'].map((aspectRatio) => ({ aspectRatio })),
  ...gravities.flatMap((gravity) => [
    { width: 51, height: 33, gravity },
    { aspectRatio: '4:5', gravity },
  ]),
]);

const pads = all('pad', [
  ...[{ width: 700 }, { height: 700 }, { width: 700, height: 701 }, { width: 1, height: 1 }, { margin: 1 }, { margin: 33 }],
  ...['1:1', '16:9', '9:16', '3:2'].flatMap((aspectRatio) => [{ aspectRatio }, { aspectRatio, background: 'blur' }]),
  ...gravities.map((gravity) => ({ width: 651, height: 655, gravity, background: '#fed' })),
  ...[
    { margin: 9, background: 'blur' },
    { width: 650, height: 644, background: 'blur' },
  ],
]);

const angles = [0, 90, -90, 180, 270, -270, 360, -360, 0.001, 0.5, 1, -1, 30, 33.3, -33.3, 45, -45, 89.99, 90.01, 123.456, -200, 359.9];
const turns = all(
  'rotate',
  angles.map((angle) => ({ angle })),
);

const probe = { width: 640, height: 480 };
/** The examples of the schema, but for those whose size depends on the pixels. */
const examples = everyStep.filter((step) => operationOf(step).size === undefined || operationOf(step).size?.(step, probe) !== undefined);

const steps: readonly Step[] = [...resizes, ...crops, ...pads, ...turns, ...examples];

async function realSize(state: Buffer, step: Step): Promise<{ width: number; height: number }> {
  const { image } = await pipelineOf(state, [step]);
  const { info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height };
}

describe('the planned size is the real one', () => {
  test.each(sizes)('for an image of %d x %d pixels', { timeout: 60_000 }, async (width, height) => {
    const state = await gradient(width, height).png().toBuffer();
    const wrong: unknown[] = [];
    for (const step of steps) {
      const planned = sizeAfter([step], { width, height });
      if (planned.width * planned.height > maxPixels) continue;
      const real = await realSize(state, step);
      if (real.width !== planned.width || real.height !== planned.height) wrong.push({ step, planned, real });
    }
    expect(wrong).toEqual([]);
  });

  test('for a box that is partly outside the image', async () => {
    const state = await gradient(640, 480).png().toBuffer();
    const step = stepOf({ operation: 'crop', width: 100, height: 100, left: 600, top: 470 });
    expect(sizeAfter([step], { width: 640, height: 480 })).toEqual({ width: 40, height: 10 });
    expect(await realSize(state, step)).toEqual({ width: 40, height: 10 });
  });

  test('planning a box outside the image throws the code outside-image', () => {
    const step = stepOf({ operation: 'crop', width: 10, height: 10, left: 640, top: 0 });
    expect(() => sizeAfter([step], { width: 640, height: 480 })).toThrow(expect.objectContaining({ code: 'outside-image' }));
  });

  test.each([3, 5, 6, 8])('for a photo with EXIF orientation %d', { timeout: 30_000 }, async (orientation) => {
    const state = await oriented(orientation, 64, 40);
    const small = steps.filter((step) => {
      const { width, height } = sizeAfter([step], { width: 64, height: 40 });
      return width * height < 100_000;
    });
    const wrong: unknown[] = [];
    for (const step of small) {
      const planned = sizeAfter([step], { width: 64, height: 40 });
      const real = await realSize(state, step);
      if (real.width !== planned.width || real.height !== planned.height) wrong.push({ step, planned, real });
    }
    expect(wrong).toEqual([]);
  });
});

describe('resizing 640 x 480 pixels', () => {
  const after = (given: Given, before = { width: 640, height: 480 }) => sizeAfter(all('resize', [given]), before);

  test.each<readonly [Given, number, number]>([
    [{ shortEdge: 240 }, 320, 240],
    [{ megapixels: 0.0768 }, 320, 240],
    [{ shortEdge: 960 }, 640, 480],
    [{ multipleOf: 50 }, 600, 450],
    [{ powerOfTwo: 'down' }, 512, 256],
    [{ powerOfTwo: 'up' }, 1024, 512],
    [{ powerOfTwo: 'nearest' }, 512, 512],
  ])('by %j gives %d x %d', (given, width, height) => {
    expect(after(given)).toEqual({ width, height });
  });

  test('with fit contain keeps the aspect ratio when the canvas is rounded', async () => {
    const state = await sharp({ create: { width: 200, height: 100, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const step = stepOf({ operation: 'resize', width: 100, height: 100, fit: 'contain', powerOfTwo: 'down', background: '#000' });
    const { image } = await pipelineOf(state, [step]);
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    const red = Array.from({ length: info.height }, (_, y) => data[(y * info.width + 32) * info.channels] as number);
    expect([info.width, info.height]).toEqual([64, 64]);
    expect(red.filter((value) => value > 128)).toHaveLength(32);
  });
});
