import type { PixelSize } from '../../../shared/values/pixelSize';
import type { Bytes } from './inStrips';
import { kernelsWith } from './kernels';

/** Bytes of a histogram: 256 bins of 16 bits. */
const histogramBytes = 512;

/** No limit of a bin. */
const unlimited = 65_535;

/** Largest window in pixels that fits the bins. */
export const maxWindow = 32_767;

/** Where a position beyond the ends of a side is found inside: the image is mirrored there. */
function mirrored(at: number, side: number): number {
  const inside = ((at % (2 * side)) + 2 * side) % (2 * side);
  return inside < side ? inside : 2 * side - 1 - inside;
}

/** The samples of a row under the windows of all its pixels: those beyond its ends are mirrored. */
function samplesUnder({ width, bands }: Bytes, window: number): Int32Array {
  const left = Math.floor(window / 2);
  return Int32Array.from(
    { length: (width + window - 1) * bands },
    (_, index) => mirrored(Math.floor(index / bands) - left, width) * bands + (index % bands),
  );
}

/**
 * Equalizes the histogram of the window around each sample, with each kind of samples by itself.
 * @param window at most `maxWindow` pixels, and no larger than the image
 * @param maxSlope limit of each bin in pixels; 0 for none
 */
export function equalizeWindows(pixels: Bytes, window: PixelSize, maxSlope: number): void {
  const { data, width, height, bands } = pixels;
  const samples = width * bands;
  const under = samplesUnder(pixels, window.width);
  const [windowAt, histogramsAt] = [0, bands * histogramBytes];
  const rowAt = histogramsAt + under.length * histogramBytes;
  const [fromAt, toAt] = [rowAt + under.length, rowAt + under.length + samples];
  const { kernels, memory } = kernelsWith(toAt + samples);
  memory.fill(0, histogramsAt, rowAt);
  const count = (y: number, added: 1 | -1) => {
    const from = mirrored(y, height) * samples;
    for (let index = 0; index < under.length; index += 1) memory[rowAt + index] = data[from + (under[index] as number)] as number;
    kernels.countColumns(rowAt, under.length, histogramsAt, added);
  };
  const top = -Math.floor(window.height / 2);
  for (let row = 0; row < window.height; row += 1) count(top + row, 1);
  const made = new Uint8Array(data.length);
  const area = window.width * window.height;
  for (let y = 0; y < height; y += 1) {
    memory.set(data.subarray(y * samples, (y + 1) * samples), fromAt);
    kernels.equalize(fromAt, toAt, samples, bands, histogramsAt, window.width, windowAt, area, maxSlope || unlimited);
    made.set(memory.subarray(toAt, toAt + samples), y * samples);
    count(top + y, -1);
    count(top + y + window.height, 1);
  }
  data.set(made);
}
