import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { changes, operationOf, sizeAfter } from '../../../src/engine/operations';
import type { Pixels } from '../../../src/engine/operations/core/operation';
import { isGray } from '../../../src/engine/operations/core/workingSpace';
import type { Step } from '../../../src/shared/recipe/recipe';
import { operationSchemas } from '../../../src/shared/recipe/schema/steps';
import { fromRaw, gradient, grayProfile, p3Profile, type Raw, solid, tiff, withProfile } from '../fixtures/images';
import { place, temporaryFolder } from '../fixtures/runs';
import { everyStep, moreSteps, pipelineOf, pixelsAfter, stepOf } from './steps';

/** Runs every operation on images that are not plain RGB. */

function deep(width: number, height: number, channels: Raw['channels']): Promise<Buffer> {
  const data = Uint16Array.from({ length: width * height * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    return 400 + 31 * pixel + 9001 * (at % channels);
  });
  const space = channels < 3 ? 'grey16' : 'rgb16';
  return sharp(data, { raw: { width, height, channels } }).toColorspace(space).png().toBuffer();
}

const gray = (channels: 1 | 2) => gradient(48, 36, channels).toColorspace('b-w').png().toBuffer();
const cmyk = () => gradient(48, 36).toColorspace('cmyk').jpeg({ quality: 95 }).withIccProfile('cmyk').toBuffer();

function floating(): Buffer {
  const samples = Float32Array.from({ length: 48 * 36 * 3 }, (_, at) => (at % 1000) / 900);
  const data = Buffer.from(samples.buffer);
  return tiff({ width: 48, height: 36, samples: 3, photometric: 2, bits: 32, sampleFormat: 3, data });
}

const images: Readonly<Record<string, () => Promise<Buffer> | Buffer>> = {
  RGB: () => gradient(48, 36).png().toBuffer(),
  RGBA: () => gradient(48, 36, 4).png().toBuffer(),
  gray: () => gray(1),
  'gray with transparency': () => gray(2),
  'gray with a profile': async () => withProfile(await gray(1), grayProfile(1.8)),
  'CMYK with a profile': cmyk,
  '16-bit RGB': () => deep(48, 36, 3),
  '16-bit RGBA': () => deep(48, 36, 4),
  '16-bit gray': () => deep(48, 36, 1),
  '16-bit gray with transparency': () => deep(48, 36, 2),
  'with a palette': () => gradient(48, 36, 4).png({ palette: true, colors: 16 }).toBuffer(),
  'Display P3': async () => withProfile(await gradient(48, 36).png().toBuffer(), await p3Profile()),
  'floating point': floating,
  '1 x 1': () => solid(1, 1, 'teal').png().toBuffer(),
  '2 x 2 with transparency': () => gradient(2, 2, 4).png().toBuffer(),
  '1 x 300': () => gradient(1, 300).png().toBuffer(),
  '300 x 1, 16-bit gray': () => deep(300, 1, 1),
};

const steps: readonly Step[] = [
  ...everyStep,
  ...moreSteps,
  stepOf({ operation: 'trim', background: '#fff', margin: 2 }),
  stepOf({ operation: 'pad', margin: 3 }),
  stepOf({ operation: 'rotate', angle: 33.3, background: 'white' }),
  stepOf({ operation: 'threshold', grayscale: false }),
  stepOf({ operation: 'sepia', intensity: 50 }),
  stepOf({ operation: 'threshold', intensity: 50 }),
  stepOf({ operation: 'clahe', intensity: 50 }),
];
const name = (step: Step) => JSON.stringify(step);
const colorsOf: Readonly<Record<string, number>> = { 'b-w': 1, grey16: 1, cmyk: 4 };
const isDeep = (space: string) => space === 'rgb16' || space === 'grey16';

/** The operations whose description says that the result has 8 bits. */
const shallow: ReadonlySet<string> = new Set(
  operationSchemas.filter(({ description }) => description.includes('8 bits')).map(({ name }) => name),
);
const staysDeep: ReadonlySet<string> = new Set(['16-bit RGB', '16-bit RGBA', '16-bit gray', '16-bit gray with transparency']);

/** The number of samples that were not stretched from 8 bits: those would have no more than 256 values. */
const fineSamples = (data: Pixels['data']) => data.filter((value) => value % 257 !== 0 && value % 256 !== 0).length;

describe.each(Object.entries(images))('on an image of the kind %s', (kind, make) => {
  test('every step works, keeps 16 bits unless it says otherwise, and the pipeline knows the state after it', {
    timeout: 60_000,
  }, async () => {
    const source = await make();
    const wrong: unknown[] = [];
    for (const step of steps) {
      const pipeline = await pipelineOf(source, []);
      const before = pipeline.state;
      let planned: { width: number; height: number } | undefined;
      try {
        planned = changes(step, before) ? sizeAfter([step], before) : before;
        await pipeline.add(step);
        const intermediate = await pipeline.render();
        const { state } = pipeline;
        const real = await intermediate.open().metadata();
        const pixels = intermediate.pixels();
        const decoded = intermediate.open();
        // Converting CMYK to RGB, which sharp would do first, takes four times as long as all else.
        if (state.space === 'cmyk') decoded.pipelineColorspace('cmyk').toColorspace('cmyk');
        await decoded.raw().toBuffer();
        const { width, height } = planned ?? real;
        const expected = [width, height, state.space, state.alpha, colorsOf[state.space] ?? 3, isDeep(state.space) ? 65_535 : 255];
        const found = [real.width, real.height, real.space, real.hasAlpha, pixels.colors, pixels.white];
        if (`${expected}` !== `${found}` || (real.channels ?? 0) !== pixels.colors + Number(state.alpha))
          wrong.push({ step: name(step), expected: `${expected}`, found: `${found}`, channels: real.channels });
        if (!staysDeep.has(kind) || shallow.has(step.operation)) continue;
        const fine = step.operation === 'posterize' || fineSamples(pixels.data) > 40;
        if (!isDeep(state.space) || !fine) wrong.push({ step: name(step), space: state.space, fine });
      } catch (error) {
        const { code, message } = error as Error & { code?: string };
        if (code !== 'outside-image') wrong.push({ step: name(step), message });
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('depth', () => {
  test('clahe, threshold and tint say that they make 8 bits', () => {
    expect([...shallow]).toEqual(expect.arrayContaining(['clahe', 'threshold', 'tint']));
  });

  test.each([...shallow])('%s makes 8 bits of 16, as it says', async (operation) => {
    const step = everyStep.find((each) => each.operation === operation) as Step;
    const pipeline = await pipelineOf(await deep(48, 36, 3), [step]);
    expect(isDeep(pipeline.state.space)).toBe(false);
  });
});

test('a CMYK image stays CMYK unless the step needs other colors', async () => {
  const source = await cmyk();
  const { state: before } = await pipelineOf(source, []);
  const kept = new Set<string>();
  for (const step of everyStep) {
    const { state } = await pipelineOf(source, [step]);
    const { rgb, colors, gray } = operationOf(step).needs?.(step, before) ?? {};
    const stays = !changes(step, before) || !(rgb || colors || gray);
    expect(state.space, step.operation).toBe(stays ? 'cmyk' : isGray(state.space) ? 'b-w' : 'srgb');
    if (stays) kept.add(step.operation);
  }
  const known = ['resize', 'crop', 'trim', 'pad', 'rotate', 'flip', 'flop', 'blur', 'unsharp', 'median', 'denoise', 'pixelate'];
  expect([...kept]).toEqual(expect.arrayContaining(known));
});

describe('a color profile', () => {
  test('is kept, and the samples are not converted', async () => {
    const profile = await p3Profile();
    const source = await withProfile(await gradient(48, 36).png().toBuffer(), profile);
    const before = (await pixelsAfter(source, [])).data;
    for (const step of [
      stepOf({ operation: 'crop', width: 48, height: 36 }),
      stepOf({ operation: 'contrast', amount: 1.0001 }),
      stepOf({ operation: 'blur', sigma: 0.3, intensity: 1 }),
      stepOf({ operation: 'watermark', text: 'x', opacity: 0.1 }),
      stepOf({ operation: 'alpha', mode: 'ensure' }),
    ]) {
      const intermediate = await (await pipelineOf(source, [step, stepOf({ operation: 'alpha', mode: 'remove' })])).renderWithMetadata();
      const furthest = Buffer.from(intermediate.pixels().data).reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (before[at] as number))),
        0,
      );
      expect(furthest, step.operation).toBeLessThanOrEqual(1);
      expect((await intermediate.open().metadata()).icc, step.operation).toEqual(profile);
    }
  });

  test('also applies to a blurred border', async () => {
    const source = await withProfile(await solid(40, 20, '#c02040').png().toBuffer(), await p3Profile());
    const { data } = await pixelsAfter(source, [stepOf({ operation: 'pad', aspectRatio: '1:1', background: 'blur' })]);
    const red = [...data].filter((_, at) => at % 3 === 0);
    expect(Math.max(...red) - Math.min(...red)).toBeLessThanOrEqual(1);
  });
});

describe('trim', () => {
  const trim = (given: Record<string, unknown> = {}) => stepOf({ operation: 'trim', ...given });
  const bordered = (border: string, inside: string) =>
    solid(60, 40, border)
      .composite([{ input: { create: { width: 20, height: 10, channels: 3, background: inside } }, left: 15, top: 12 }])
      .removeAlpha()
      .png()
      .toBuffer();
  const sizeOf = async (state: Buffer, step: Step) => {
    const { width, height } = await pixelsAfter(state, [step]);
    return [width, height];
  };

  test.each([
    ['the border of an image', trim(), 20, 10],
    ['all but a margin of the border', trim({ margin: 3 }), 26, 16],
    ['nothing if the margin is wider than the border', trim({ margin: 100 }), 60, 40],
    ['the border if its color is given', trim({ background: 'white' }), 20, 10],
    ['nothing if another color is given', trim({ background: 'green' }), 60, 40],
  ])('removes %s', async (_, step, width, height) => {
    expect(await sizeOf(await bordered('white', 'navy'), step)).toEqual([width, height]);
    const gray = await sharp(await bordered('white', '#333'))
      .toColorspace('b-w')
      .png()
      .toBuffer();
    expect(await sizeOf(gray, step)).toEqual([width, height]);
  });

  test('uses a threshold on a scale of 255 for 16-bit images as well', async () => {
    const state = sharp(await bordered('#808080', '#848484')).toColorspace('rgb16');
    const source = await state.png().toBuffer();
    expect(await sizeOf(source, trim({ threshold: 10 }))).toEqual([60, 40]);
    expect(await sizeOf(source, trim({ threshold: 1 }))).toEqual([20, 10]);
  });

  test('treats a single dot as dust in a photo, and as part of line art', async () => {
    const dot = { input: { create: { width: 1, height: 1, channels: 3 as const, background: 'black' } }, left: 5, top: 5 };
    const source = await sharp(await bordered('white', 'navy'))
      .composite([dot])
      .removeAlpha()
      .png()
      .toBuffer();
    expect(await sizeOf(source, trim())).toEqual([20, 10]);
    expect(await sizeOf(source, trim({ lineArt: true }))).toEqual([30, 17]);
  });

  test('leaves an image of one color unchanged', async () => {
    expect(await sizeOf(await solid(30, 20, 'red').png().toBuffer(), trim())).toEqual([30, 20]);
    expect(
      await sizeOf(
        await fromRaw({ data: Buffer.alloc(2400), width: 30, height: 20, channels: 4 })
          .png()
          .toBuffer(),
        trim(),
      ),
    ).toEqual([30, 20]);
  });

  test('trims an image one pixel wide', async () => {
    const data = Buffer.alloc(90, 255);
    data.fill(0, 30, 60);
    const path = place(`${temporaryFolder()}/line.png`, await fromRaw({ data, width: 1, height: 30, channels: 3 }).png().toBuffer());
    expect(await sizeOf(await sharp(path).toBuffer(), trim())).toEqual([1, 10]);
  });
});
