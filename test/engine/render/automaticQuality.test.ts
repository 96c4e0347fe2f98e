import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { readSourceEncoding } from '../../../src/engine/compress/sourceEncoding';
import type { DecodedImage } from '../../../src/engine/decoders/decoder';
import { decodeFile } from '../../../src/engine/decoders/registry';
import { tolerance } from '../../../src/engine/render/lowestQuality';
import { comparedImage, visualSimilarity } from '../../../src/engine/similarity/visualSimilarity';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { defaultSimilarity } from '../../../src/shared/values/automaticQuality';
import { write } from '../fixtures/images';
import { runOn, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** Files at an automatic quality. */

type Output = NonNullable<Profile['outputs']>[number];

async function made(state: Sharp | Buffer, name: string, output: Output, rest: Profile = {}) {
  const source = await write(join(temporaryFolder(), name), state);
  const effort = output.format === 'avif' ? { effort: 1 } : {};
  return { ...(await runOn(source, { ...rest, outputs: [{ folder: 'out', quality: 'auto', ...effort, ...output }] })), source };
}

async function decoded(image: Sharp) {
  const { data, info } = await image.toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** How similar two images are, of which the first one may have to be flattened. */
async function likeness(before: Sharp, after: Sharp, isOpaque = true): Promise<number> {
  const [a, b] = [comparedImage(await decoded(before), isOpaque), comparedImage(await decoded(after), isOpaque)];
  return visualSimilarity(a, b);
}

/** The quality that a note tells. */
function toldQuality(notes: readonly string[] = []): number {
  const told = notes.flatMap((note) => /^Quality (\d+) \(automatic\)\.$/.exec(note)?.[1] ?? []);
  expect(told).toHaveLength(1);
  return Number(told[0]);
}

const photo = () => noise(200, 150).png();
/** Shapes that survive strong compression. */
const drawing = () =>
  sharp(
    Buffer.from(
      '<svg width="200" height="150"><rect width="200" height="150" fill="#eee"/><circle cx="90" cy="70" r="50" fill="#456"/></svg>',
    ),
  ).png();

describe.each(['jpeg', 'webp', 'avif'] as const)('an automatic quality of %s', (format) => {
  test('is the lowest at which the image reaches the similarity', async () => {
    for (const similarity of [0.9, 0.97]) {
      const { status, outputs, notes, target, source } = await made(photo(), 'a.png', { format, similarity, minQuality: 1 });
      expect(status).toBe('done');
      const quality = toldQuality(notes);
      const reached = await likeness(sharp(source), sharp(target));
      expect(reached).toBeGreaterThanOrEqual(similarity);
      const effort = format === 'avif' ? { effort: 1 } : {};
      const at = (quality: number) =>
        sharp(source)
          [format]({ quality, ...effort })
          .toBuffer();
      expect(readFileSync(target).equals(await at(quality))).toBe(true);
      const before = await likeness(sharp(source), sharp(await at(quality - 1)));
      expect(before < similarity || reached <= similarity + tolerance).toBe(true);
      expect(outputs[0]?.bytes).toBe(readFileSync(target).length);
    }
  });

  test('differs between images, and is the same every time', async () => {
    const [one, again] = [await made(photo(), 'a.png', { format }), await made(photo(), 'a.png', { format })];
    expect(readFileSync(one.target).equals(readFileSync(again.target))).toBe(true);
    const other = await made(drawing(), 'a.png', { format });
    expect(toldQuality(other.notes)).not.toBe(toldQuality(one.notes));
  });

  test('compares the image after its steps', async () => {
    const { target, source } = await made(photo(), 'a.png', { format }, { steps: [{ operation: 'resize', longEdge: 80 }] });
    const small = sharp(await sharp(source).resize(80).png().toBuffer());
    expect(await likeness(small, sharp(target))).toBeGreaterThanOrEqual(defaultSimilarity);
  });

  test('is at least the minimum quality', async () => {
    const { notes } = await made(drawing(), 'a.png', { format, similarity: 0.5, minQuality: 72 });
    expect(toldQuality(notes)).toBe(72);
  });

  test('compares colors of 16 bits, gray, and ink, and keeps what a fixed quality keeps', async () => {
    const sources = {
      'deep.png': noise(90, 60).toColorspace('rgb16').withIccProfile('p3').png(),
      'gray.png': noise(90, 60).toColorspace('b-w').png(),
      'ink.tif': noise(90, 60)
        .toColorspace('cmyk')
        .withIccProfile('cmyk')
        .withExif({ IFD0: { Artist: 'A' } })
        .tiff(),
      'photo.jpg': noise(90, 60)
        .withIccProfile('p3')
        .withExif({ IFD0: { Artist: 'A' } })
        .jpeg({ quality: 99, chromaSubsampling: '4:4:4' }),
    };
    for (const [name, state] of Object.entries(sources)) {
      for (const colorProfile of ['keep', 'srgb', 'strip'] as const) {
        const { status, notes = [], target, source } = await made(state.clone(), name, { format }, { colorProfile });
        expect(status, `${name} ${colorProfile}`).toBe('done');
        const quality = toldQuality(notes);
        const fixed = await runOn(source, {
          colorProfile,
          outputs: [{ folder: 'fixed', format, quality, ...(format === 'avif' && { effort: 1 }) }],
        });
        expect(readFileSync(fixed.target).equals(readFileSync(target)), `${name} ${colorProfile}`).toBe(true);
        expect(notes.filter((note) => !note.startsWith('Quality'))).toEqual(fixed.notes ?? []);
      }
    }
  });

  test('is the start for a limit of bytes, which lowers it further', async () => {
    const free = await made(photo(), 'a.png', { format });
    const quality = toldQuality(free.notes);
    const bytes = readFileSync(free.target).length;
    const wide = await made(photo(), 'a.png', { format, maxBytes: bytes });
    expect(readFileSync(wide.target).equals(readFileSync(free.target))).toBe(true);
    expect(toldQuality(wide.notes)).toBe(quality);
    const tight = await made(photo(), 'a.png', { format, maxBytes: Math.round(bytes * 0.8), minScale: 100, minQuality: 1 });
    expect(readFileSync(tight.target).length).toBeLessThanOrEqual(bytes * 0.8);
    const [note] = (tight.notes ?? []).filter((each) => each.startsWith('Quality'));
    expect(note).toMatch(new RegExp(`^Quality \\d+, lowered from ${quality} \\(automatic\\) to keep to the maximum size\\.$`));
  });
});

describe('an automatic quality', () => {
  test('notices transparent regions on the background where they look worst', async () => {
    const soft = await sharp(
      Buffer.from('<svg width="120" height="80"><circle cx="60" cy="40" r="30" fill="#fff" fill-opacity="0.7"/></svg>'),
    )
      .png()
      .toBuffer();
    for (const format of ['webp', 'avif'] as const) {
      const { target, source } = await made(soft, 'a.png', { format, similarity: 0.97 });
      expect(await likeness(sharp(source), sharp(target).ensureAlpha(), false)).toBeGreaterThanOrEqual(0.97);
    }
    const { target, source } = await made(soft, 'a.png', { format: 'jpeg', background: '#246', similarity: 0.97 });
    const flat = sharp(await sharp(source).flatten({ background: '#246' }).png().toBuffer());
    expect(await likeness(flat, sharp(target))).toBeGreaterThanOrEqual(0.97);
  });

  test('of a JPEG from a JPEG is not above that of the source', async () => {
    const { notes, target } = await made(noise(200, 150).jpeg({ quality: 55 }), 'a.jpg', { similarity: 1 });
    expect(toldQuality(notes)).toBe(55);
    expect(readSourceEncoding(target, 'jpeg').quality).toBe(55);
  });

  test('does not apply to sources in lossless formats, which stay lossless', async () => {
    for (const [name, state] of [
      ['a.png', noise(40, 30).png()],
      ['a.tif', noise(40, 30).tiff({ compression: 'lzw' })],
    ] as const) {
      const { target, source, notes } = await made(state, name, {}, { steps: [{ operation: 'flip' }] });
      expect(
        (await sharp(target).raw().toBuffer()).equals(
          await sharp(await sharp(source).flip().png().toBuffer())
            .raw()
            .toBuffer(),
        ),
      ).toBe(true);
      expect(notes ?? []).toEqual([]);
    }
  });

  test('never makes an optimized file larger', async () => {
    const { status, code } = await made(noise(200, 150).jpeg({ quality: 30, mozjpeg: true }), 'a.jpg', {
      optimize: true,
      similarity: 1,
      folder: undefined as never,
    });
    expect({ status, code }).toEqual({ status: 'kept', code: 'larger' });
  });

  test('leaves a WebP lossless that is optimized, and takes the smaller one from a lossless source', async () => {
    const kept = await made(drawing().webp({ lossless: true, effort: 0 }), 'a.webp', { optimize: true });
    expect((kept.notes ?? []).filter((note) => note.startsWith('Quality'))).toEqual([]);
    const { target, source } = await made(drawing(), 'a.png', { format: 'webp', optimize: true });
    const lossless = await sharp(source).webp({ lossless: true, effort: 6 }).toBuffer();
    expect(readFileSync(target).length).toBeLessThanOrEqual(lossless.length);
  });

  test('of an animation compares all frames, also those that the encoder merges', async () => {
    const frames = await Promise.all([1, 41, 41, 161].map((seed) => noise(60, 40, 3, seed).png().toBuffer()));
    const joined = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 80, 5, 200], keepDuplicateFrames: true })
      .toBuffer();
    const { target, notes, source, status } = await made(joined, 'a.gif', { format: 'webp' });
    expect(status).toBe('done');
    const quality = toldQuality(notes);
    // The two frames that are equal are one in the file.
    const written = await decoded(sharp(target, { animated: true }));
    const [first, merged, last] = [0, 1, 2].map((at) =>
      written.data.subarray((at * written.data.length) / 3, ((at + 1) * written.data.length) / 3),
    );
    const whole = { ...written, data: Buffer.concat([first, merged, merged, last] as Buffer[]), height: 160 };
    const before = await decoded(sharp(source, { animated: true }).removeAlpha());
    expect((await sharp(target, { animated: true }).metadata()).pages).toBe(3);
    expect(visualSimilarity(comparedImage(before, true), comparedImage(whole, true))).toBeGreaterThanOrEqual(defaultSimilarity);
    expect(quality).toBeGreaterThan(30);
  });
});

test('a JPEG XL has an automatic quality, too', async () => {
  const { target, source, notes } = await made(photo(), 'a.png', { format: 'jxl', similarity: 0.95 });
  expect(toldQuality(notes)).toBeLessThan(95);
  const { images } = await decodeFile(target, 'jxl');
  const { width, height, samples } = images[0] as DecodedImage;
  const after = sharp(samples, { raw: { width, height, channels: 4 } }).removeAlpha();
  expect(await likeness(sharp(source), after)).toBeGreaterThanOrEqual(0.95);
});
