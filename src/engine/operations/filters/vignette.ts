import type { StepOf } from '../../../shared/recipe/recipe';
import { type Bytes, eachRows, isEightBit } from '../core/inStrips';
import type { PixelOperation, Pixels } from '../core/operation';

/** Number of steps from the center to a corner. */
const steps = 4096;

/** The square of a pixel's distance from the middle of a side; 1 is the distance of the ends. */
function squared(at: number, side: number): number {
  return (((at + 0.5) / side) * 2 - 1) ** 2;
}

/** The light at each step from the center to a corner, from 0 to 1. */
function lights(start: number): Float32Array {
  const begin = start / 100;
  return Float32Array.from({ length: steps + 1 }, (_, index) => {
    const beyond = Math.max(0, (Math.sqrt(index / steps) - begin) / (1 - begin));
    return (1 - beyond * beyond) ** 2;
  });
}

function editBytes(pixels: Bytes, light: Float32Array): void {
  const { width, height, bands, colors } = pixels;
  const across = Float64Array.from({ length: width }, (_, x) => (squared(x, width) * steps) / 2);
  const factors = Int32Array.from(light, (each) => Math.round(each * 2 ** 22));
  const tables = Buffer.concat([across, factors].map(({ buffer }) => Buffer.from(buffer)));
  eachRows(pixels, { rows: 1, table: tables }, (kernels, at, _, y) =>
    kernels.shade(at, width, bands, colors, 0, (squared(y, height) * steps) / 2, across.byteLength),
  );
}

function editSamples({ data, width, height, bands, colors }: Pixels, light: Float32Array): void {
  for (let y = 0; y < height; y += 1) {
    const down = squared(y, height);
    for (let x = 0; x < width; x += 1) {
      const factor = light[Math.round(((squared(x, width) + down) / 2) * steps)] as number;
      const at = (y * width + x) * bands;
      for (let band = 0; band < colors; band += 1) data[at + band] = Math.round((data[at + band] as number) * factor);
    }
  }
}

/** Darkens from `start` toward the corners, which become black. Distances follow the aspect ratio of the image. */
export const vignette: PixelOperation<StepOf<'vignette'>> = {
  needs: () => ({ rgb: true }),
  edit(pixels, { start }) {
    if (isEightBit(pixels)) editBytes(pixels, lights(start));
    else editSamples(pixels, lights(start));
  },
};
