import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { kernels } from '../../../src/shared/recipe/schema/geometryOperations';
import { gravities } from '../../../src/shared/recipe/schema/values';
import { differenceOfLanes } from '../fixtures/bothLanes';
import { fromRaw, gradient, pngChunk, withPngChunks } from '../fixtures/images';
import { noise } from '../fixtures/samples';

/** The light lane makes the samples that libvips makes. */

type Steps = NonNullable<Profile['steps']>;

const into = (steps: Steps, outputs: Profile['outputs'] = [{ folder: 'out' }]): Profile => ({ steps, outputs });
const lightKernels = kernels.filter((kernel) => kernel !== 'nearest');

/** Opaque and transparent squares with noisy colors: the hardest edges for colors that are multiplied by their alpha. */
function alphaEdges(width: number, height: number) {
  const data = Buffer.alloc(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const alpha = [0, 255, 1, 254, 128][((x >> 2) + (y >> 2)) % 5] as number;
    data.set([(x * 97) % 256, (y * 61) % 256, (x * y) % 256, alpha], at * 4);
  }
  return fromRaw({ data, width, height, channels: 4 });
}

/** Random samples, or only the darkest and the brightest. */
function randomSamples(count: number, seed: number, extreme: boolean): Buffer {
  const data = Buffer.alloc(count);
  let state = seed;
  for (let at = 0; at < count; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const value = (state >>> 16) & 255;
    data[at] = extreme ? (value < 100 ? 0 : 255) : value;
  }
  return data;
}

describe.each(lightKernels)('%s', (kernel) => {
  test.each([
    ['half', 96, 96, 48, 48],
    ['odd ratios', 97, 61, 40, 37],
    ['nearly the same size', 64, 64, 63, 64],
    ['one axis', 50, 80, 50, 33],
    ['averaged before', 300, 170, 21, 17],
    ['averaged only', 128, 64, 32, 16],
    ['to one pixel', 33, 45, 1, 1],
    ['one row', 90, 1, 31, 1],
    ['one column', 1, 90, 1, 31],
  ] as const)('%s: %i x %i to %i x %i', async (_, fromWidth, fromHeight, width, height) => {
    const steps: Steps = [{ operation: 'resize', width, height, fit: 'fill', kernel }];
    for (const image of [noise(fromWidth, fromHeight), alphaEdges(fromWidth, fromHeight)])
      expect(await differenceOfLanes(await image.png().toBuffer(), into(steps))).toBeLessThanOrEqual(1);
  });
});

describe('steps', () => {
  test.each<[string, Steps]>([
    ['inside', [{ operation: 'resize', width: 30, height: 30 }]],
    ['outside', [{ operation: 'resize', width: 30, height: 30, fit: 'outside' }]],
    ['cover', [{ operation: 'resize', width: 31, height: 20, fit: 'cover' }]],
    ['cover, tall', [{ operation: 'resize', width: 12, height: 40, fit: 'cover', position: 'southeast' }]],
    ['cover, north', [{ operation: 'resize', width: 25, height: 11, fit: 'cover', position: 'north' }]],
    ['contain', [{ operation: 'resize', width: 40, height: 40, fit: 'contain' }]],
    [
      'contain, in a color',
      [{ operation: 'resize', width: 41, height: 40, fit: 'contain', background: 'rgba(250, 120, 3, 0.4)', position: 'east' }],
    ],
    ['contain, larger than the image', [{ operation: 'resize', width: 90, height: 95, fit: 'contain', background: '#1238' }]],
    ['percent', [{ operation: 'resize', percent: 33 }]],
    ['a multiple', [{ operation: 'resize', width: 50, multipleOf: 8 }]],
    ['crop', [{ operation: 'crop', width: 31, height: 17, left: 5, top: 9 }]],
    ['crop to a ratio', [{ operation: 'crop', aspectRatio: '16:9', gravity: 'southwest' }]],
    [
      'crop, resize',
      [
        { operation: 'crop', aspectRatio: '1:1' },
        { operation: 'resize', width: 16 },
      ],
    ],
    [
      'resize, crop',
      [
        { operation: 'resize', width: 40 },
        { operation: 'crop', width: 20, height: 20 },
      ],
    ],
    ['flip', [{ operation: 'flip' }]],
    ['flop, resize', [{ operation: 'flop' }, { operation: 'resize', width: 33 }]],
    ['resize, flip, flop', [{ operation: 'resize', width: 33 }, { operation: 'flip' }, { operation: 'flop' }]],
    ['pad', [{ operation: 'pad', width: 100, height: 90 }]],
    ['pad in an opaque color', [{ operation: 'pad', margin: 3, background: 'hsl(200, 33%, 41%)' }]],
    ['pad in half a color', [{ operation: 'pad', aspectRatio: '2:1', background: 'rgba(200, 90, 33, 0.31)', gravity: 'northwest' }]],
    [
      'resize, pad',
      [
        { operation: 'resize', width: 30 },
        { operation: 'pad', margin: 5, background: 'rgba(200, 90, 33, 0.31)' },
      ],
    ],
    [
      'pad, resize',
      [
        { operation: 'pad', margin: 9 },
        { operation: 'resize', width: 30 },
      ],
    ],
    [
      'resize twice',
      [
        { operation: 'resize', width: 40 },
        { operation: 'resize', height: 11, kernel: 'mitchell' },
      ],
    ],
  ])('%s', async (_, steps) => {
    for (const image of [noise(67, 53), gradient(67, 53, 4), alphaEdges(67, 53)])
      expect(await differenceOfLanes(await image.png().toBuffer(), into(steps))).toBeLessThanOrEqual(1);
  });
});

describe('outputs', () => {
  const steps: Steps = [{ operation: 'resize', width: 60 }];
  const outputs: Record<string, Profile['outputs']> = {
    'a set of widths': [{ folder: 'out', widths: [48, 32, 16] }],
    'a set of densities': [{ folder: 'out', densities: [1, 2, 3] }],
    'a level': [{ folder: 'out', compressionLevel: 9 }],
    'the format by its name': [{ folder: 'out', format: 'png' }],
  };
  test.each(Object.entries(outputs))('%s', async (_, each) => {
    expect(await differenceOfLanes(await alphaEdges(96, 80).png().toBuffer(), into(steps, each))).toBeLessThanOrEqual(1);
  });

  const perMeter = (value: number) => {
    const data = Buffer.alloc(9, 1);
    data.writeUInt32BE(value, 0);
    data.writeUInt32BE(value, 4);
    return data;
  };
  test.each(['keep', 'strip', 'strip-gps', 'copyright-only'] as const)('metadata: %s', async (metadata) => {
    const profile = { ...into([{ operation: 'resize', width: 20 }]), metadata };
    const png = await gradient(40, 40).png().toBuffer();
    const dense = Buffer.concat([png.subarray(0, 33), png.subarray(33 + 21)]);
    expect(dense.includes('pHYs')).toBe(false);
    for (const each of [
      png,
      dense,
      ...[1, 4, 9, 33, 2835, 11_811, 20_013].map((value) => withPngChunks(dense, pngChunk('pHYs', perMeter(value)))),
      withPngChunks(png, pngChunk('sRGB', Buffer.from([0]))),
    ])
      expect(await differenceOfLanes(each, profile)).toBe(0);
  });

  test('the color profile is stripped from a PNG that has none', async () => {
    const profile: Profile = { ...into([{ operation: 'resize', width: 20 }]), colorProfile: 'strip' };
    expect(await differenceOfLanes(await alphaEdges(40, 40).png().toBuffer(), profile)).toBe(0);
  });
});

test('an image that is mostly of one color is as small in both lanes', async () => {
  const samples = randomSamples(25 * 4, 21_090, false);
  const png = await fromRaw({ data: samples, width: 1, height: 25, channels: 4 }).png().toBuffer();
  const pads = [
    { operation: 'pad', width: 36, height: 1, gravity: 'west', background: '#fff' },
    { operation: 'pad', margin: 3, gravity: 'center' },
  ] as const;
  expect(await differenceOfLanes(png, into([...pads, { operation: 'flip' }]))).toBe(0);
});

describe('random images and steps', () => {
  const side = fc.integer({ min: 1, max: 70 });
  const target = fc.integer({ min: 1, max: 60 });
  const gravity = fc.constantFrom(...gravities);
  const background = fc.option(fc.constantFrom('#fff', '#12345678', 'rgba(3, 200, 100, 0.7)', 'hsl(77, 41%, 33%)', 'transparent'), {
    nil: undefined,
  });
  const resize = fc.record({
    operation: fc.constant('resize' as const),
    width: target,
    height: target,
    fit: fc.constantFrom('inside', 'cover', 'contain', 'fill', 'outside'),
    position: gravity,
    kernel: fc.constantFrom(...lightKernels),
    background,
  });
  const crop = fc.record({ operation: fc.constant('crop' as const), width: target, height: target, gravity });
  const size = fc.oneof(
    fc.record({ width: target, height: target }),
    fc.record({ margin: fc.integer({ min: 1, max: 9 }) }),
    fc.constant({ aspectRatio: '3:2' }),
  );
  const pad = fc.tuple(size, gravity, background).map(([each, to, color]) => ({
    operation: 'pad' as const,
    ...each,
    gravity: to,
    background: color,
  }));
  const mirror = fc.constantFrom({ operation: 'flip' as const }, { operation: 'flop' as const });
  const steps = fc.array(fc.oneof({ weight: 3, arbitrary: resize }, crop, pad, mirror), { minLength: 1, maxLength: 4 });
  const image = fc.tuple(side, side, fc.constantFrom(3 as const, 4 as const), fc.integer({ min: 1, max: 1_000_000 }), fc.boolean());

  test('the samples of both lanes are the same', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(image, steps, async ([width, height, channels, seed, extreme], each) => {
        const samples = randomSamples(width * height * channels, seed, extreme);
        const png = await fromRaw({ data: samples, width, height, channels })
          .png({ adaptiveFiltering: seed % 2 === 0 })
          .toBuffer();
        // A size as it is, without another format, is left as it is.
        const profile = into([...each, { operation: 'flip' }]);
        expect(await differenceOfLanes(png, profile)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 80 },
    );
  });
});
