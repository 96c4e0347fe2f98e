import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { type ByteLimit, fitBytes } from '../../../src/engine/render/fitBytes';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { animation, write } from '../fixtures/images';
import { filesIn, runOn, temporaryFolder } from '../fixtures/runs';
import { noise, tiffTags } from '../fixtures/samples';

/** Files with a limit of bytes. */

type Output = NonNullable<Profile['outputs']>[number];

async function limited(state: Sharp | Buffer, name: string, output: Output) {
  const folder = temporaryFolder();
  const source = await write(join(folder, name), state);
  // Some ten encodings for each file: with the usual effort those of AVIF take longer than all others together.
  const effort = output.format === 'avif' ? { effort: 1 } : {};
  return { ...(await runOn(source, { outputs: [{ folder: 'out', ...effort, ...output }] })), folder, source };
}

const photo = () => noise(200, 150).png();

describe.each([
  ['jpeg', 6000],
  ['webp', 3000],
  ['avif', 3000],
  ['tiff', 9000],
] as const)('%s of %i bytes', (format, maxBytes) => {
  const quality = 90;

  test('the quality is as high as the limit of bytes allows', async () => {
    const { status, outputs, target } = await limited(photo(), 'a.png', { format, quality, maxBytes, minScale: 100, minQuality: 1 });
    expect({ status, outputs }).toMatchObject({ status: 'done', outputs: [{ width: 200, height: 150 }] });
    const { length } = readFileSync(target);
    expect(length).toBeLessThanOrEqual(maxBytes);
    expect(length).toBeGreaterThan(maxBytes * 0.6);
  });

  test('the image shrinks when lowering the quality is not enough', async () => {
    const { status, outputs, target } = await limited(photo(), 'a.png', { format, quality, maxBytes: maxBytes / 4, minQuality: 60 });
    expect(status).toBe('done');
    expect(readFileSync(target).length).toBeLessThanOrEqual(maxBytes / 4);
    const { width = 0, height = 0 } = outputs[0] ?? {};
    expect(width).toBeLessThan(200);
    expect(width).toBeGreaterThanOrEqual(50);
    expect(height / width).toBeCloseTo(0.75, 1);
  });

  test('a limit of bytes that is out of reach fails with the smallest possible size', async () => {
    const { status, code, message, folder } = await limited(photo(), 'a.png', {
      format,
      quality,
      maxBytes: 200,
      minQuality: 80,
      minScale: 50,
    });
    expect({ status, code }).toEqual({ status: 'failed', code: 'too-many-bytes' });
    expect(message).toMatch(
      /^The file cannot be made as small as 200 B: the smallest that the recipe allows is [\d.]+ K?B\. Allow a lower quality or a smaller size\.$/,
    );
    expect(filesIn(folder)).toEqual(['a.png']);
  });
});

test('an image in a format without a quality shrinks to meet the limit', async () => {
  for (const format of ['png', 'gif'] as const) {
    const { status, outputs, target } = await limited(photo(), 'a.png', { format, maxBytes: 20_000 });
    expect(status, format).toBe('done');
    expect(readFileSync(target).length).toBeLessThanOrEqual(20_000);
    expect(outputs[0]?.width).toBeLessThan(200);
  }
});

test('a TIFF without a quality remains lossless', async () => {
  for (const maxBytes of [1_000_000, 30_000]) {
    const { target, status } = await limited(photo(), 'a.png', { format: 'tiff', maxBytes });
    expect(status).toBe('done');
    expect(tiffTags(readFileSync(target)).get(259)).toBe(8);
  }
});

test('a palette loses colors before the image shrinks', async () => {
  const { outputs, status } = await limited(photo(), 'a.png', { format: 'png', palette: true, maxBytes: 14_000, minQuality: 1 });
  expect({ status, outputs }).toMatchObject({ status: 'done', outputs: [{ width: 200 }] });
});

test('an animation with a limit of bytes keeps its frames', async () => {
  const frames = await Promise.all([1, 2, 3].map((seed) => noise(80, 60, 3, seed).png().toBuffer()));
  const gif = await sharp(frames, { join: { animated: true } })
    .gif({ delay: [50, 60, 70] })
    .toBuffer();
  for (const format of ['gif', 'webp'] as const) {
    const { target, status, outputs } = await limited(gif, 'a.gif', { format, maxBytes: 4000, minQuality: 70 });
    expect(status, format).toBe('done');
    expect(readFileSync(target).length).toBeLessThanOrEqual(4000);
    expect(await sharp(target, { animated: true }).metadata()).toMatchObject({ pages: 3, delay: [50, 60, 70], width: outputs[0]?.width });
  }
});

test('a source within the limit of bytes is copied', async () => {
  for (const [state, name] of [
    [noise(60, 40).jpeg({ quality: 100 }), 'a.jpg'],
    [await animation(['red', 'lime']), 'a.gif'],
  ] as const) {
    const { status, target, source, notes } = await limited(state, name, { maxBytes: 50_000 });
    expect({ status, notes }).toEqual({ status: 'done', notes: ['Already fits: copied unchanged.'] });
    expect(readFileSync(target)).toEqual(readFileSync(source));
  }
});

describe('the number of encodings', () => {
  /** Makes bytes in proportion to quality and area, like a real encoder. */
  function counted(bytesOf: (quality: number, scale: number) => number) {
    const calls: string[] = [];
    const make = async (quality: number | undefined, scale: number) => {
      calls.push(`${quality ?? '-'} ${scale.toFixed(3)}`);
      return { bytes: Buffer.alloc(Math.round(bytesOf(quality ?? 100, scale))), quality, scale };
    };
    return { calls, make };
  }
  const usual = (quality: number, scale: number) => 100 + 1000 * quality * scale * scale;
  const limit = (rest: Partial<ByteLimit>): ByteLimit => ({ maxBytes: 50_100, quality: { start: 90, least: 10 }, minScale: 0.25, ...rest });

  test('one encoding is enough when the first fits', async () => {
    const { calls, make } = counted(usual);
    await fitBytes(make, limit({ maxBytes: 100_000 }));
    expect(calls).toEqual(['90 1.000']);
  });

  test.each<[string, number, (quality: number) => number]>([
    ['grow like those of a JPEG', 5, (quality) => 20_000 * Math.exp(0.025 * quality) - 10_000],
    ['double every ten qualities', 6, (quality) => 1000 * 2 ** (quality / 10)],
    ['grow steadily', 8, (quality) => 100 + 1000 * quality],
    ['jump', 12, (quality) => quality + (quality > 20 ? 10_000 : 0) + (quality > 70 ? 1_000_000 : 0)],
  ])('few encodings find the best quality where bytes %s: at most %i', async (_, most, bytesOf) => {
    for (let best = 10; best < 90; best += 1) {
      const { calls, make } = counted(bytesOf);
      expect(await fitBytes(make, limit({ maxBytes: Math.round(bytesOf(best)) }))).toMatchObject({ quality: best, scale: 1 });
      expect(calls.length, `to find ${best}: ${calls}`).toBeLessThanOrEqual(most);
    }
  });

  test('a few sizes are tried, and none twice', async () => {
    for (const maxBytes of [8000, 3000, 1500, 800]) {
      const { calls, make } = counted(usual);
      const { scale } = await fitBytes(make, limit({ maxBytes }));
      expect(scale).toBeLessThan(1);
      expect(calls.length).toBeLessThanOrEqual(48);
      expect(new Set(calls).size).toBe(calls.length);
    }
  });

  test('the number of encodings is bounded when nothing helps', async () => {
    for (const quality of [undefined, { start: 100, least: 1 }]) {
      const { calls, make } = counted(() => 5000);
      await expect(fitBytes(make, limit({ maxBytes: 4000, quality, minScale: 0.01 }))).rejects.toMatchObject({ code: 'too-many-bytes' });
      expect(calls.length).toBeLessThanOrEqual(48);
      expect(calls.at(-1)).toContain(' 0.010');
    }
  });

  test('the size does not change when minScale forbids it', async () => {
    const { calls, make } = counted(usual);
    await expect(fitBytes(make, limit({ maxBytes: 500, minScale: 1 }))).rejects.toThrow('the smallest that the recipe allows is 10.1 KB');
    expect(calls.every((call) => call.endsWith(' 1.000'))).toBe(true);
  });
});
