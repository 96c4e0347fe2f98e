import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { taskOf } from '../fixtures/bothLanes';
import { gradient, pngChunk, withPngChunks } from '../fixtures/images';
import { withDamagedPixels } from '../fixtures/pngs';
import { carryOut, only, place, run, temporaryFolder } from '../fixtures/runs';

/** What takes the light lane, by the header alone, and what becomes of a file that turns out to be something else. */

const small: Profile = { steps: [{ operation: 'resize', width: 16 }], outputs: [{ folder: 'out' }] };

async function isLight(image: Sharp | Buffer, profile: Profile = small): Promise<boolean> {
  const png = Buffer.isBuffer(image) ? image : await image.toBuffer();
  return (await taskOf(png, profile)).task.light ?? false;
}

const bare = () => gradient(32, 32, 4).png();

describe('sources', () => {
  test.each<[string, () => Sharp]>([
    ['RGB', () => gradient(32, 32).png()],
    ['RGBA', bare],
  ])('%s', async (_, image) => {
    expect(await isLight(image())).toBe(true);
  });

  test.each<[string, () => Sharp]>([
    ['a palette', () => gradient(32, 32).png({ palette: true })],
    ['gray', () => gradient(32, 32).toColorspace('b-w').png()],
    ['16 bits', () => gradient(32, 32).toColorspace('rgb16').png()],
    ['interlaced', () => gradient(32, 32).png({ progressive: true })],
    ['a profile', () => gradient(32, 32).withIccProfile('p3').png()],
    [
      'EXIF',
      () =>
        gradient(32, 32)
          .withExif({ IFD0: { Copyright: 'me' } })
          .png(),
    ],
    ['many pixels', () => gradient(1200, 1000).png()],
    ['JPEG', () => gradient(32, 32).jpeg()],
    ['WebP', () => gradient(32, 32).webp({ lossless: true })],
  ])('not %s', async (_, image) => {
    expect(await isLight(image())).toBe(false);
  });

  test.each<[string, Buffer]>([
    ['gAMA', Buffer.from([0, 0, 0xb1, 0x8f])],
    ['cHRM', Buffer.alloc(32, 1)],
    ['tRNS', Buffer.alloc(6)],
    ['tEXt', Buffer.from('Comment\0text')],
    ['bKGD', Buffer.alloc(6)],
    ['sBIT', Buffer.from([8, 8, 8])],
    ['cICP', Buffer.from([9, 16, 0, 1])],
    ['pHYs', Buffer.from([0, 0, 0, 1, 0, 0, 0, 2, 0])],
  ])('not with a chunk %s', async (type, data) => {
    const png = await gradient(32, 32).png().toBuffer();
    const plain = Buffer.concat([png.subarray(0, 33), png.subarray(33 + 21)]);
    expect(await isLight(plain)).toBe(true);
    expect(await isLight(withPngChunks(plain, pngChunk(type, data)))).toBe(false);
  });
});

describe('recipes', () => {
  const output = (each: NonNullable<Profile['outputs']>[number], rest: Profile = {}): Profile => ({
    ...small,
    ...rest,
    outputs: [{ folder: 'out', ...each }],
  });
  test.each<[string, Profile]>([
    ['the nearest pixel', output({}, { steps: [{ operation: 'resize', width: 16, kernel: 'nearest' }] })],
    ['enlarging', output({}, { steps: [{ operation: 'resize', width: 64, enlarge: true }] })],
    ['the interesting part', output({}, { steps: [{ operation: 'resize', width: 16, height: 9, fit: 'cover', position: 'entropy' }] })],
    ['a blurred border', output({}, { steps: [{ operation: 'pad', margin: 4, background: 'blur' }] })],
    ['a huge canvas', output({}, { steps: [{ operation: 'pad', width: 3000, height: 3000 }] })],
    ['a filter', output({}, { steps: [...(small.steps ?? []), { operation: 'blur', sigma: 1 }] })],
    ['a rotation', output({}, { steps: [{ operation: 'rotate', angle: 90 }] })],
    ['trim', output({}, { steps: [{ operation: 'trim' }] })],
    ['another format', output({ format: 'webp' })],
    ['one of two formats', output({ format: ['png', 'webp'] })],
    ['a palette', output({ palette: true })],
    ['interlaced', output({ progressive: true })],
    ['optimized', output({ optimize: true })],
    ['a limit of bytes', output({ maxBytes: 2000 })],
    ['another profile', output({}, { colorProfile: 'srgb' })],
    ['only metadata', output({}, { steps: [], metadata: 'strip' })],
  ])('not with %s', async (_, profile) => {
    expect(await isLight(bare(), profile)).toBe(false);
  });
});

describe('a file that is not what its header says', () => {
  test('is judged by libvips', async () => {
    const root = temporaryFolder();
    place(join(root, 'a.png'), withDamagedPixels(await bare().toBuffer()));
    const { tasks, outcomes } = await run(root, small);
    expect(only(tasks).light).toBe(true);
    expect(only(outcomes)).toMatchObject({ status: 'failed', code: 'corrupt' });
  });

  test('is still processed if libvips can', async () => {
    const png = await bare().toBuffer();
    const root = temporaryFolder();
    // A chunk after the pixels that the plan does not look at.
    place(join(root, 'a.png'), Buffer.concat([png.subarray(0, -12), pngChunk('abCd', Buffer.from('data')), png.subarray(-12)]));
    const { tasks, outcomes } = await run(root, small);
    expect(only(tasks).light).toBe(true);
    expect(only(outcomes).status).toBe('done');
  });

  test('is not logged if it is still processed', async () => {
    const png = await bare().toBuffer();
    const { recipe, task } = await taskOf(png, small);
    place(task.source, Buffer.concat([png.subarray(0, -12), pngChunk('abCd', Buffer.from('data')), png.subarray(-12)]));
    const { size: bytes, mtimeMs } = statSync(task.source);
    const log: unknown[] = [];
    expect(only(await carryOut(recipe, [{ ...task, bytes, mtimeMs }], undefined, log)).status).toBe('done');
    expect(log).toEqual([]);
  });
});

test('an error of the lane itself is logged, and libvips makes the output', async () => {
  // Nothing that the plan would send there.
  const { recipe, task } = await taskOf(await bare().toBuffer(), { ...small, steps: [{ operation: 'rotate', angle: 90 }] });
  const log: unknown[] = [];
  expect(only(await carryOut(recipe, [{ ...task, light: true }], undefined, log)).status).toBe('done');
  expect(log).toEqual([expect.any(TypeError)]);
});

test('images between two steps are small, too', async () => {
  const padded = (margin: number): Profile => ({
    ...small,
    steps: [
      { operation: 'pad', margin },
      { operation: 'resize', width: 16 },
    ],
  });
  expect(await isLight(bare(), padded(20))).toBe(true);
  expect(await isLight(bare(), padded(2000))).toBe(false);
});
