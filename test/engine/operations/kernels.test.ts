import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { convolveColors } from '../../../src/engine/operations/core/convolveColors';
import { copyOf } from '../../../src/engine/operations/core/copyOf';
import { equalizeWindows } from '../../../src/engine/operations/core/equalizeWindows';
import type { Bytes } from '../../../src/engine/operations/core/inStrips';
import { kernelSource } from '../../../src/engine/operations/core/kernelCode';
import { mapColors } from '../../../src/engine/operations/core/mapColors';
import { mergeColors } from '../../../src/engine/operations/core/mergeColors';
import { mixIntensity } from '../../../src/engine/operations/core/mixIntensity';
import type { PixelOperation, Pixels } from '../../../src/engine/operations/core/operation';
import { spreadGray } from '../../../src/engine/operations/core/spreadGray';
import { median } from '../../../src/engine/operations/filters/median';
import { pixelate } from '../../../src/engine/operations/filters/pixelate';
import { sepia } from '../../../src/engine/operations/filters/sepia';
import { vignette } from '../../../src/engine/operations/filters/vignette';
import type { Step } from '../../../src/shared/recipe/recipe';
import { exampleOf } from './steps';

/** Compares the loops in WebAssembly with plain ones, on images of every layout. */

/** Samples that differ everywhere, with every value. */
function noise(width: number, height: number, bands: number, seed = 1): Bytes {
  let state = seed;
  const data = Uint8Array.from({ length: width * height * bands }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return { data, width, height, bands, colors: bands < 3 ? 1 : 3, white: 255 };
}

/** Sizes below a vector, odd ones, and one of two strips. */
const layouts = [
  ...[1, 2, 3, 4].flatMap((bands) => [[1, 1, bands] as const, [2, 3, bands] as const, [7, 5, bands] as const, [33, 17, bands] as const]),
  [311, 290, 3] as const,
].map(([width, height, bands]) => [`${width} x ${height} x ${bands}`, noise(width, height, bands)] as const);

/** The image whose color samples are those of a function. */
function expected(pixels: Pixels, sampleAt: (x: number, y: number, band: number) => number): number[] {
  const { data, width, bands, colors, white } = pixels;
  return Array.from(data, (sample, at) => {
    const band = at % bands;
    const pixel = Math.floor(at / bands);
    return band < colors ? Math.min(white, Math.max(0, sampleAt(pixel % width, Math.floor(pixel / width), band))) : sample;
  });
}

/** The sample at a place; beyond the sides, that of the closest pixel. */
function sampleOf({ data, width, height, bands }: Pixels, x: number, y: number, band: number): number {
  const [column, row] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
  return data[(row * width + column) * bands + band] as number;
}

/** The largest difference of samples, without building a message for each. */
function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = Math.abs(a.length - b.length);
  for (let at = 0; at < a.length; at += 1) most = Math.max(most, Math.abs((a[at] as number) - (b[at] as number)));
  return most;
}

async function edited<Kind extends Step>(operation: unknown, pixels: Pixels, step: Kind): Promise<Pixels> {
  const copy = copyOf(pixels);
  await (operation as PixelOperation<Kind>).edit(copy, step, { root: '' });
  return copy;
}

test('the compiled kernels are those of the source: npm run kernels', () => {
  const source = readFileSync('kernels/pixels.ts', 'utf8').replaceAll('\r\n', '\n');
  expect(createHash('sha256').update(source).digest('hex')).toBe(kernelSource);
});

test.each([1, 15, 16, 17, 1000, 65_536, 65_537, 200_000])('%i samples of gray become colors', (samples) => {
  const gray = noise(samples, 1, 1).data;
  const colors = new Uint8Array(3 * samples + 1);
  spreadGray(gray, colors);
  expect(
    furthest(
      colors,
      Array.from(colors, (_, at) => gray[Math.floor(at / 3)] ?? 0),
    ),
  ).toBe(0);
});

describe.each(layouts)('on %s samples', (_, pixels) => {
  const { width, height, bands, colors } = pixels;

  test('colors are mapped, and the opacity stays', () => {
    const copy = copyOf(pixels);
    mapColors(copy, (value) => 1 - value * value);
    expect(
      furthest(
        copy.data,
        expected(pixels, (x, y, band) => Math.round(255 - sampleOf(pixels, x, y, band) ** 2 / 255)),
      ),
    ).toBe(0);
  });

  test('differences are added, and the opacity is that before', () => {
    const after = noise(width, height, bands, 2);
    const merged = copyOf(after);
    mergeColors(pixels, merged, (difference) => 0.7 * difference);
    const sum = (x: number, y: number, band: number) => {
      const sample = sampleOf(pixels, x, y, band);
      return sample + Math.round(0.7 * (sample - sampleOf(after, x, y, band)));
    };
    expect(furthest(merged.data, expected(pixels, sum))).toBe(0);
  });

  test.each([0.01, 0.15, 0.5, 0.6, 0.99])('images are mixed with a share of %f', (share) => {
    const after = noise(width, height, bands, 3);
    const mixed = copyOf(after);
    mixIntensity(pixels, mixed, share);
    const opacities = (image: Pixels, at: number) => (bands > colors ? (image.data[at - (at % bands) + colors] as number) : 1);
    const wanted = Array.from(pixels.data, (before, at) => {
      const [first, second] = [opacities(pixels, at), opacities(after, at)];
      const opacity = first + (second - first) * share;
      const weight = at % bands < colors && opacity > 0 ? (second * share) / opacity : share;
      return Math.round(before + ((after.data[at] as number) - before) * weight);
    });
    expect(furthest(mixed.data, wanted)).toBeLessThanOrEqual(bands > colors ? 0 : 1);
    if (bands === colors && share !== 0.6) expect(furthest(mixed.data, wanted)).toBe(0);
  });

  test.each([
    ['whole', 3, 3, [-1, -2, 0, 4, 3, 2, -1, 0, 1], 0],
    ['fractional', 3, 5, [1, 2, 1, 0, 0.5, 0, -1, 2, 1, 0, 0, 0, 2, 1, -3], 7],
    ['large', 3, 3, [100, -90, 1, 80, -70, 60, 50, -140, 10], 3],
  ] as const)('a %s kernel is applied, and the opacity stays', async (__, columns, rows, kernel, offset) => {
    const scale = offset === 7 ? 6.5 : 1;
    const copy = copyOf(pixels);
    await convolveColors(copy, { width: columns, height: rows, kernel, scale, offset });
    const sum = (x: number, y: number, band: number) =>
      kernel.reduce((all: number, factor, at) => {
        const [dx, dy] = [(at % columns) - Math.floor(columns / 2), Math.floor(at / columns) - Math.floor(rows / 2)];
        return all + (factor / scale) * sampleOf(pixels, x + dx, y + dy, band);
      }, offset);
    expect(
      furthest(
        copy.data,
        expected(pixels, (x, y, band) => Math.round(sum(x, y, band))),
      ),
    ).toBeLessThanOrEqual(scale === 1 ? 0 : 1);
  });

  test('vignette darkens by the distance from the middle', async () => {
    const made = await edited(vignette, pixels, { ...exampleOf('vignette'), start: 55 });
    const light = (x: number, y: number) => {
      const [across, down] = [((x + 0.5) / width) * 2 - 1, ((y + 0.5) / height) * 2 - 1];
      const beyond = Math.max(0, (Math.hypot(across, down) / Math.SQRT2 - 0.55) / 0.45);
      return (1 - beyond ** 2) ** 2;
    };
    const shaded = (x: number, y: number, band: number) => Math.round(sampleOf(pixels, x, y, band) * light(x, y));
    expect(furthest(made.data, expected(pixels, shaded))).toBeLessThanOrEqual(1);
  });

  test.each([3, 4, 5])('median takes the middle of %i x %i samples, of the opacity as well', async (size) => {
    const side = Math.min(size, width, height);
    // A larger image would take the plain loop seconds.
    if (side < 2 || width * bands > 200) return;
    const made = await edited(median, pixels, { ...exampleOf('median'), size });
    const middle = (x: number, y: number, band: number) => {
      const around = Array.from({ length: side * side }, (__, at) =>
        sampleOf(pixels, x + (at % side) - Math.floor(side / 2), y + Math.floor(at / side) - Math.floor(side / 2), band),
      );
      return around.sort((a, b) => a - b)[Math.floor((side * side) / 2)] as number;
    };
    expect(furthest(made.data, expected({ ...pixels, colors: bands }, middle))).toBe(0);
  });

  test('sepia applies its matrix', async () => {
    if (colors < 3) return;
    const made = await edited(sepia, pixels, exampleOf('sepia'));
    const matrix = [
      [0.393, 0.769, 0.189],
      [0.349, 0.686, 0.168],
      [0.272, 0.534, 0.131],
    ];
    const sum = (x: number, y: number, band: number) =>
      (matrix[band] as number[]).reduce((all, factor, from) => all + factor * sampleOf(pixels, x, y, from), 0);
    // A sum may lie exactly between two samples.
    expect(
      furthest(
        made.data,
        expected(pixels, (x, y, band) => Math.round(sum(x, y, band))),
      ),
    ).toBeLessThanOrEqual(1);
  });

  test('pixelate replaces the samples of opaque blocks by their mean', async () => {
    if (bands > colors) return;
    const size = 5;
    const made = await edited(pixelate, pixels, { ...exampleOf('pixelate'), size });
    const mean = (x: number, y: number, band: number) => {
      const [left, top] = [x - (x % size), y - (y % size)];
      let [sum, count] = [0, 0];
      for (let row = top; row < Math.min(height, top + size); row += 1)
        for (let column = left; column < Math.min(width, left + size); column += 1) {
          sum += sampleOf(pixels, column, row, band);
          count += 1;
        }
      return Math.round(sum / count);
    };
    expect(furthest(made.data, expected(pixels, mean))).toBe(0);
  });
});

describe('windows are equalized as by libvips', () => {
  test.each([
    [1, 1, 1, 1, 0],
    [7, 5, 3, 4, 0],
    [7, 5, 7, 5, 3],
    [60, 40, 12, 9, 3],
    [60, 40, 60, 40, 100],
    [61, 33, 5, 20, 1],
  ] as const)('%i x %i pixels by windows of %i x %i with a limit of %i', async (width, height, columns, rows, maxSlope) => {
    for (const bands of [1, 3] as const) {
      const pixels = noise(width, height, bands);
      // Few values, so that bins reach their limit.
      const few = { ...pixels, data: pixels.data.map((value) => 60 + (value % 23)) };
      const window = { width: columns, height: rows };
      const image = sharp(few.data, { raw: { width, height, channels: bands } }).clahe({ ...window, maxSlope });
      const wanted = await image
        .toColorspace(bands === 1 ? 'b-w' : 'srgb')
        .raw()
        .toBuffer();
      equalizeWindows(few, window, maxSlope);
      expect(furthest(few.data, wanted)).toBe(0);
    }
  });
});
