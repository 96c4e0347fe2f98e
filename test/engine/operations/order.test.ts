import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { operationOf } from '../../../src/engine/operations';
import type { Pixels } from '../../../src/engine/operations/core/operation';
import type { Step } from '../../../src/shared/recipe/recipe';
import { fromRaw } from '../fixtures/images';
import { everyStep, exampleOf, moreSteps, pipelineOf, pixelsAfter } from './steps';

/** An image on which the order of any two steps matters: colors, a border, something round, and transparency. */
function motley(width: number, height: number, channels: 3 | 4): Promise<Buffer> {
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const border = Math.min(x, y, width - 1 - x, height - 1 - y) < 4;
      const inside = (x - 15) ** 2 + (y - 12) ** 2 < 60;
      const color = border ? [90, 90, 90] : inside ? [230, 60, 20] : [x * 5, 60 + y * 4, 250 - x * 3];
      data.set(channels === 4 ? [...color, border ? 255 : 255 - y * 4] : color, (y * width + x) * channels);
    }
  }
  return fromRaw({ data, width, height, channels }).png().toBuffer();
}

/** The image after a step, encoded. */
async function written(state: Buffer, step: Step): Promise<Buffer> {
  const { image, state: after } = await pipelineOf(state, [step]);
  return image.toColorspace(after.space).png({ compressionLevel: 1 }).toBuffer();
}

/** The mean difference of two images. Colors are weighted by their opacity. */
function difference(a: Pixels, b: Pixels): { mean: number; shape: boolean } {
  const shape = a.width === b.width && a.height === b.height && a.bands === b.bands && a.colors === b.colors;
  if (!shape) return { mean: Number.NaN, shape };
  let sum = 0;
  for (let at = 0; at < a.data.length; at += a.bands) {
    const [first, second] = [a, b].map(({ data, bands, colors, white }) =>
      bands > colors ? (data[at + colors] as number) / white : 1,
    ) as [number, number];
    for (let band = 0; band < a.bands; band += 1) {
      const color = band < a.colors;
      sum += Math.abs((a.data[at + band] as number) * (color ? first : 1) - (b.data[at + band] as number) * (color ? second : 1));
    }
  }
  return { mean: sum / a.data.length, shape };
}

const steps = [...everyStep, ...moreSteps];
const canShare = (step: Step) => 'apply' in operationOf(step);
/** Those that can share a pipeline. An operation on samples always ends one. */
const sharing = steps.filter(canShare);
const name = (step: Step) => JSON.stringify(step);

/** Steps that leave a pipeline in different states: another size, an unknown one, other colors, other transparency, edited samples. */
const partners: ReadonlySet<Step> = new Set(
  (['resize', 'trim', 'rotate', 'grayscale', 'tint', 'alpha', 'negate', 'median', 'watermark'] as const).map(exampleOf),
);

/**
 * Whether to test two steps together. All that can share a pipeline meet each other. A step on samples ends the pipeline before it
 * and starts the next one, whatever the other step is; it meets only the partners, in both orders.
 */
function meet(first: Step, second: Step): boolean {
  return (canShare(first) && canShare(second)) || partners.has(first) || partners.has(second);
}

/** Mean difference per sample, on a scale of 255, that rounding between two steps can cause. */
const rounding = 1.5;

describe.each([
  ['an opaque', 3, sharing],
  ['a transparent', 4, steps],
] as const)('on %s image', (_, channels, list) => {
  test.each(list.map((step) => [step.operation, name(step), step] as const))(
    '%s takes effect before the step that follows it: %s',
    { timeout: 60_000 },
    async (_operation, _name, first) => {
      const state = await motley(48, 36, channels);
      const between = await written(state, first);
      const wrong: unknown[] = [];
      for (const second of list.filter((each) => meet(first, each))) {
        const together = await pixelsAfter(state, [first, second]);
        const apart = await pixelsAfter(between, [second]);
        const { mean, shape } = difference(together, apart);
        if (!shape || mean > rounding)
          wrong.push({ second: name(second), mean, together: { ...together, data: 0 }, apart: { ...apart, data: 0 } });
      }
      expect(wrong).toEqual([]);
    },
  );
});

test('the example of every operation changes the image', async () => {
  const state = await motley(48, 36, 4);
  const before = await sharp(state).raw().toBuffer();
  for (const step of everyStep) {
    const { data } = await pixelsAfter(state, [step]);
    expect(Buffer.from(data).equals(before), name(step)).toBe(false);
  }
});

test('three steps take effect in order even though sharp would run the last one first', async () => {
  const [resize, crop, trim] = [exampleOf('resize'), exampleOf('crop'), exampleOf('trim')];
  const state = await motley(48, 36, 3);
  const apart = await written(await written(await written(state, resize), crop), trim);
  const together = await pixelsAfter(state, [resize, crop, trim]);
  expect(difference(together, await pixelsAfter(apart, [])).mean).toBeLessThan(rounding);
});
