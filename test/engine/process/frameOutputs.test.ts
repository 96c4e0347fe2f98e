import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeImage } from '../../../src/engine/sources/decodeImage';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { animation, gradient, solid, tiff, write } from '../fixtures/images';
import { filesIn, runOn, temporaryFolder } from '../fixtures/runs';
import { expectNear, middleOf } from '../fixtures/samples';

/** Frames of an animation as separate files and as a sprite sheet, and the pages of a TIFF. */

type Output = NonNullable<Profile['outputs']>[number];

const colors = ['#ff0000', '#00ff00', '#0000ff', '#ffff00', '#00ffff'];
const rgb = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
  [0, 255, 255],
] as const;

async function made(image: Buffer, name: string, output: Output, rest: Profile = {}) {
  const source = await write(join(temporaryFolder(), name), image);
  const outcome = await runOn(source, { outputs: [output], ...rest });
  return { ...outcome, folder: dirname(source), source };
}

async function done(...options: Parameters<typeof made>) {
  const outcome = await made(...options);
  expect({ status: outcome.status, message: outcome.message }).toEqual({ status: 'done' });
  return outcome;
}

describe.each(['gif', 'webp'] as const)('frames of a %s', (format) => {
  const source = () => animation(colors, { format, width: 24, height: 18 });
  const name = `a.${format}`;

  test.each([
    ['first', 0],
    [0, 0],
    [3, 3],
    [4, 4],
  ] as const)('frame %s becomes a still image in every format', async (frames, index) => {
    for (const target of ['png', 'jpeg', 'webp', 'gif', 'avif', 'tiff'] as const) {
      const outcome = await done(await source(), name, { format: target, frames, quality: 95 });
      const { pages = 1, width, height, hasAlpha } = await sharp(outcome.target).metadata();
      expect({ pages, width, height }, target).toEqual({ pages: 1, width: 24, height: 18 });
      // libvips writes GIF with transparency, whether anything is transparent or not.
      if (format === 'webp' && target !== 'gif') expect(hasAlpha, target).toBe(false);
      expectNear((await middleOf(outcome.target)).slice(0, 3), rgb[index] as readonly number[], 12);
      if (format === 'webp' || (target !== 'jpeg' && target !== 'tiff')) expect(outcome.notes).toBeUndefined();
    }
  });

  test('a frame that does not exist is refused', async () => {
    const image = await write(join(temporaryFolder(), name), await source());
    await expect(runOn(image, { outputs: [{ format: 'png', frames: 5 }] })).rejects.toThrow(`${name} has no frame 5: its last frame is 4.`);
  });

  test('every frame becomes a file', async () => {
    const { folder, outputs } = await done(
      await source(),
      name,
      { format: 'png', frames: 'all' },
      { steps: [{ operation: 'resize', width: 12 }] },
    );
    expect(filesIn(folder)).toEqual(['a-0.png', 'a-1.png', 'a-2.png', 'a-3.png', 'a-4.png', name]);
    for (const [index, { target, width, height }] of outputs.entries()) {
      expect([width, height]).toEqual([12, 9]);
      const { data } = await sharp(target).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      // A pure color: nothing is mixed in from a neighbor.
      for (let at = 0; at < data.length; at += 3) expectNear([...data.subarray(at, at + 3)], rgb[index] as readonly number[], 0);
    }
  });

  test('every frame becomes files in several sizes and formats, with separate names', async () => {
    const { outputs } = await done(await source(), name, {
      format: ['webp', 'png'],
      widths: [12, 6],
      frames: 'all',
      name: '{name}_{frame:3}_{width}',
    });
    expect(outputs).toHaveLength(20);
    expect(outputs.map(({ target }) => basename(target)).slice(0, 2)).toEqual(['a_000_12.webp', 'a_001_12.webp']);
    for (const { target } of outputs) {
      const [, frame, width] = basename(target).split(/[_.]/).map(Number);
      expect((await sharp(target).metadata()).width).toBe(width);
      expectNear((await middleOf(target)).slice(0, 3), rgb[frame as number] as readonly number[], 4);
    }
  });

  test.each([
    [undefined, 5, 1, 3],
    [3, 3, 2, 4],
    [5, 5, 1, 3],
    [9, 5, 1, 3],
  ] as const)('a sprite sheet of %s columns contains every frame', async (columns, across, down, channels) => {
    const { target } = await done(await source(), name, { format: 'png', frames: 'sprite', ...(columns && { columns }) });
    const { data, info } = await sharp(target).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 24 * across, height: 18 * down, channels: format === 'gif' ? 4 : channels });
    rgb.forEach((color, index) => {
      const [left, top] = [(index % across) * 24, Math.floor(index / across) * 18];
      for (const [x, y] of [
        [0, 0],
        [23, 0],
        [0, 17],
        [23, 17],
      ] as const) {
        const at = ((top + y) * info.width + left + x) * info.channels;
        expectNear([...data.subarray(at, at + 3)], color, 0);
      }
    });
    // The last cell is empty.
    if (channels === 4) expect(data[data.length - 1]).toBe(0);
  });

  test('the empty cells of a sprite sheet are white or have the background in formats without transparency', async () => {
    for (const [background, wanted] of [
      [undefined, [255, 255, 255]],
      ['#336699', [0x33, 0x66, 0x99]],
    ] as const) {
      const { target } = await done(await source(), name, {
        format: 'jpeg',
        frames: 'sprite',
        columns: 3,
        quality: 100,
        ...(background && { background }),
      });
      const { data, info } = await sharp(target).raw().toBuffer({ resolveWithObject: true });
      const at = ((info.height - 9) * info.width + info.width - 12) * 3;
      expectNear([...data.subarray(at, at + 3)], wanted, 3);
    }
  });

  test('a sprite sheet in several sizes contains the frames after the steps', async () => {
    const steps: Profile['steps'] = [{ operation: 'pad', margin: 3 }];
    const { outputs } = await done(await source(), name, { format: 'webp', frames: 'sprite', densities: [1, 2], columns: 2 }, { steps });
    expect(outputs.map(({ width, height }) => [width, height])).toEqual([
      [30, 36],
      [60, 72],
    ]);
  });
});

describe('pages of a TIFF', () => {
  const page = (width: number, height: number, value: number) => ({
    width,
    height,
    samples: 3,
    photometric: 2,
    data: Buffer.alloc(width * height * 3, value),
  });
  const pages = () => tiff(page(60, 40, 10), page(60, 40, 200), page(60, 40, 100));

  test.each([
    ['first', [10]],
    [1, [200]],
    ['all', [10, 200, 100]],
  ] as const)('pages of a TIFF become files: %s', async (frames, values) => {
    for (const format of ['png', 'jpeg', 'tiff'] as const) {
      const { outputs } = await done(pages(), 'a.tif', { format, frames }, { steps: [{ operation: 'resize', width: 30 }] });
      expect(outputs.map(({ width, height }) => [width, height])).toEqual(values.map(() => [30, 20]));
      for (const [index, { target }] of outputs.entries()) expectNear((await middleOf(target)).slice(0, 1), [values[index] as number], 3);
    }
  });

  test('the pages of a TIFF become an animation, including equal neighbors', async () => {
    const { target } = await done(tiff(page(60, 40, 10), page(60, 40, 10), page(60, 40, 200)), 'a.tif', { format: 'webp' });
    expect(await sharp(target, { animated: true }).metadata()).toMatchObject({ pages: 2, delay: [200, 100] });
  });

  test('keeping one page of a TIFF silently is refused', async () => {
    const source = await write(join(temporaryFolder(), 'a.tif'), pages());
    await expect(runOn(source, { outputs: [{ format: 'png' }] })).rejects.toThrow('a.tif has 3 pages, but PNG can store only one.');
  });

  test('TIFF pages of different sizes are decoded one by one when the file is checked', async () => {
    const all = tiff(page(60, 40, 10), page(30, 20, 200), page(50, 50, 100));
    const whole = await write(join(temporaryFolder(), 'a.tif'), all);
    const expected = { format: 'tiff', width: 60, height: 40, pages: 3 };
    expect(await decodeImage(whole, expected)).toEqual(expected);
    const cut = await write(join(temporaryFolder(), 'b.tif'), all.subarray(0, -5000));
    await expect(decodeImage(cut, expected)).rejects.toThrow();
  });
});

test('a step that depends on the pixels works on a single frame', async () => {
  const image = await sharp(await gradient(30, 20, 4).png().toBuffer())
    .gif()
    .toBuffer();
  const frames = await sharp([image, await solid(30, 20, 'red').png().toBuffer()], { join: { animated: true } })
    .gif()
    .toBuffer();
  const { outputs } = await done(frames, 'a.gif', { format: 'png', frames: 'all' }, { steps: [{ operation: 'posterize', levels: 4 }] });
  expect(outputs).toHaveLength(2);
});
