import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packIco } from '../../../src/engine/formats/ico';
import { compareImages } from '../../../src/engine/inspect/compareImages';
import { structuralSimilarity } from '../../../src/engine/similarity/structuralSimilarity';
import { fromRaw, gradient, solid } from '../fixtures/images';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetmill-compare-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string) => join(folder, name);

async function write(name: string, image: Sharp | Buffer | string): Promise<string> {
  writeFileSync(place(name), typeof image === 'object' && 'toBuffer' in image ? await image.toBuffer() : image);
  return place(name);
}

const compare = (before: string, after?: string) => compareImages({ before, after, directory: place('shown') });

/** A picture with edges and a gradient. */
function picture(width = 200, height = 120): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const light = (x >> 3) % 2 === (y >> 3) % 2 ? 220 : 40;
    data.set([light, Math.floor((255 * x) / width), Math.floor((255 * y) / height)], at * 3);
  }
  return fromRaw({ data, width, height, channels: 3 });
}

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle cx="10" cy="10" r="8" fill="#c00"/><path d="M20 1h18M20 2h18M20 3h18" stroke="#000" stroke-width=".3"/></svg>';

/** The distinct colors of an image. */
async function colorsOf(path = ''): Promise<Set<number>> {
  const data = await sharp(path).removeAlpha().raw().toBuffer();
  return new Set(Array.from({ length: data.length / 3 }, (_, index) => data.readUIntBE(index * 3, 3)));
}

describe('The similarity', () => {
  const luma = (sample: (x: number, y: number) => number, width = 8, height = 8) => ({
    samples: Uint8ClampedArray.from({ length: width * height }, (_, at) => sample(at % width, Math.floor(at / width))),
    width,
    height,
  });
  const halves = (left: number, right: number) => luma((x) => (x < 4 ? left : right));

  it('of two flat windows compares their means', () => {
    // (2 * 100 * 110 + 6.5025) / (100² + 110² + 6.5025), and (0 + C2) / (0 + C2)
    expect(structuralSimilarity(halves(100, 100), halves(110, 110))).toBeCloseTo(22_006.5025 / 22_106.5025, 10);
  });

  it('of two windows of the same mean compares their contrast', () => {
    // Variances 100² and 50², covariance 100 * 50, C2 = 58.5225
    expect(structuralSimilarity(halves(0, 200), halves(50, 150))).toBeCloseTo((10_000 + 58.5225) / (12_500 + 58.5225), 10);
  });

  it('of a window and its negative is below 0', () => {
    expect(structuralSimilarity(halves(0, 200), halves(200, 0))).toBeCloseTo((58.5225 - 20_000) / (58.5225 + 20_000), 10);
  });

  it('covers the end of sides that are no multiple of a window, and images smaller than one', () => {
    const corner = (x: number, y: number) => (x === 12 && y === 10 ? 255 : 0);
    expect(
      structuralSimilarity(
        luma(corner, 13, 11),
        luma(() => 0, 13, 11),
      ),
    ).toBeLessThan(1);
    const tiny = luma((x) => x * 100, 3, 1);
    expect(structuralSimilarity(tiny, tiny)).toBe(1);
    expect(
      structuralSimilarity(
        tiny,
        luma(() => 0, 3, 1),
      ),
    ).toBeLessThan(0.1);
  });
});

describe('compareImages', () => {
  it('equal images have a similarity of 1 and a black heat map', async () => {
    const [before, after] = [await write('a.png', picture().png()), await write('b.png', picture().png())];
    const { similarity, difference } = await compare(before, after);
    expect(similarity).toBe(1);
    expect(await colorsOf(difference)).toEqual(new Set([0]));
  });

  it('a blurred image is less similar than one without loss, and the heat map is bright at the edges', async () => {
    const before = await write('a.png', picture().png());
    const webp = await compare(before, await write('b.webp', picture().webp({ lossless: true })));
    const blurred = await compare(before, await write('c.png', picture().blur(2).png()));
    expect(webp.similarity).toBe(1);
    expect(blurred.similarity).toBeLessThan(0.8);
    const { channels } = await sharp(blurred.difference).stats();
    expect(channels[0]?.max).toBeGreaterThan(200);
  });

  it('an original is compared in the size and orientation of the result', async () => {
    const before = await write('a.jpg', picture(400, 240).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }));
    const upright = sharp(before).autoOrient().resize(100, 60);
    const { similarity, difference, before: original, after } = await compare(before, await write('b.png', upright.png()));
    expect([original.width, original.height, after?.width, after?.height]).toEqual([400, 240, 100, 60]);
    expect(similarity).toBeGreaterThan(0.97);
    expect(await sharp(difference).metadata()).toMatchObject({ format: 'png', width: 100, height: 60 });
  });

  it('tells the facts of both files', async () => {
    const before = await write(
      'a.jpg',
      picture()
        .withExif({ IFD0: { Artist: 'Somebody' } })
        .jpeg(),
    );
    const { before: original, after } = await compare(before, await write('b.png', gradient(200, 120, 4).png()));
    expect(original).toMatchObject({ format: 'jpeg', width: 200, height: 120, pages: 1, alpha: false, metadata: ['exif'], reduced: false });
    expect(original.bytes).toBeGreaterThan(500);
    expect(after).toMatchObject({ format: 'png', alpha: true, metadata: [] });
  });

  it('a difference that only a white or only a black background hides is found', async () => {
    const transparent = { create: { width: 32, height: 32, channels: 4, background: '#0000' } } as const;
    const square = (color: string) => solid(16, 16, color).png().toBuffer();
    const empty = await write('empty.png', sharp(transparent).png());
    for (const color of ['#fff', '#000']) {
      const shown = await write(
        'b.png',
        sharp(transparent)
          .composite([{ input: await square(color) }])
          .png(),
      );
      const { similarity, difference } = await compare(empty, shown);
      expect(similarity).toBeLessThan(0.9);
      expect((await colorsOf(difference)).size).toBeGreaterThan(1);
    }
  });

  it('images of other proportions are shown, but not compared; a pixel of rounding does not count', async () => {
    const before = await write('a.png', picture(200, 120).png());
    const cropped = await compare(before, await write('b.png', picture(200, 100).png()));
    expect([cropped.similarity, cropped.difference]).toEqual([null, undefined]);
    expect(existsSync(cropped.after?.path ?? '')).toBe(true);
    for (const [from, to] of [
      [
        [200, 120],
        [33, 20],
      ],
      [
        [1000, 15],
        [100, 2],
      ],
      [
        [15, 1000],
        [2, 100],
      ],
    ] as const) {
      const whole = await write('whole.png', picture(...from).png());
      const rounded = await write(
        'rounded.png',
        picture(...from)
          .resize(to[0], to[1], { fit: 'fill' })
          .png(),
      );
      expect((await compare(whole, rounded)).similarity).not.toBeNull();
    }
  });

  it('a TIFF is shown as a PNG, and other images as they are', async () => {
    const before = await write('a.tif', picture().tiff());
    const { similarity, before: original, after } = await compare(before, await write('b.jpg', picture().jpeg({ quality: 90 })));
    expect([basename(original.path), basename(after?.path ?? '')]).toEqual(['before.png', 'after.jpg']);
    expect(original.format).toBe('tiff');
    expect(similarity).toBeGreaterThan(0.8);
    expect(await sharp(original.path).metadata()).toMatchObject({ format: 'png', width: 200, height: 120 });
  });

  it('an image that is too wide for a browser is shown smaller', async () => {
    const { before } = await compare(await write('a.png', solid(20_000, 10, '#c00').png()));
    expect([before.width, before.reduced]).toEqual([20_000, true]);
    expect((await sharp(before.path).metadata()).width).toBe(4096);
  });

  it('an SVG is rendered in the size of the result, and shown as the SVG that it is, decompressed', async () => {
    const large = await write('b.png', sharp(Buffer.from(svg), { density: 72 * 8 }).png());
    const { similarity, before } = await compare(await write('a.svgz', gzipSync(svg)), large);
    expect(similarity).toBeGreaterThan(0.999);
    expect(extname(before.path)).toBe('.svg');
    expect(readFileSync(before.path, 'utf8')).toBe(svg);
  });

  it('of an animation the first frame is compared, and all of them are shown', async () => {
    const frames = await Promise.all(['#f00', '#00f'].map((color) => solid(20, 10, color).png().toBuffer()));
    const before = await write('a.gif', sharp(frames, { join: { animated: true } }).gif());
    const { similarity, before: original } = await compare(before, await write('b.png', solid(20, 10, '#f00').png()));
    expect([similarity, original.pages]).toEqual([1, 2]);
    expect((await sharp(original.path, { animated: true }).metadata()).pages).toBe(2);
  });

  it('a PNG of 16 bits is compared with one of 8 bits', async () => {
    const before = await write('a.png', picture().toColorspace('rgb16').png());
    expect((await sharp(before).metadata()).depth).toBe('ushort');
    expect((await compare(before, await write('b.png', picture().png()))).similarity).toBe(1);
  });

  it('of an icon the largest image is compared', async () => {
    const icons = await Promise.all(
      [16, 32].map(async (side) => ({ width: side, height: side, png: await picture(side, side).ensureAlpha().png().toBuffer() })),
    );
    const { similarity, after } = await compare(await write('a.png', picture(32, 32).png()), await write('b.ico', packIco(icons)));
    expect([similarity, after?.format, after?.pages, after?.width]).toEqual([1, 'ico', 2, 32]);
  });

  it('one image is shown alone', async () => {
    const { before, after, similarity } = await compare(await write('a.png', picture().png()));
    expect([basename(before.path), after, similarity]).toEqual(['before.png', undefined, null]);
    expect(readdirSync(place('shown'))).toEqual(['before.png']);
  });

  it('an error says which of the two files cannot be shown, and why', async () => {
    const whole = await write('a.png', picture().png());
    const broken = await write('b.png', (await picture().png().toBuffer()).subarray(0, 300));
    await expect(compare(broken, whole)).rejects.toThrow(/^The original cannot be shown\. The file is truncated/);
    await expect(compare(whole, broken)).rejects.toThrow(/^The result cannot be shown\. The file is truncated/);
    await expect(compare(whole, await write('c.png', 'no image'))).rejects.toThrow(/^The result cannot be shown\. .*text, not an image/);
    await expect(compare(whole, place('missing.png'))).rejects.toThrow(/^The result cannot be shown\. .+\.$/);
  });
});
