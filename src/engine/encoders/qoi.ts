import type { DecodedImage } from '../decoders/decoder';

/** The Quite OK Image format. Source: "The Quite OK Image Format Specification", version 1.0 (D. Szablewski, 2022). */

const headBytes = 14;
const endMark = Buffer.of(0, 0, 0, 0, 0, 0, 0, 1);
const maxRun = 62;
/** First bytes of chunks. */
const chunk = { index: 0x00, difference: 0x40, luma: 0x80, run: 0xc0, rgb: 0xfe, rgba: 0xff } as const;

/** A difference of two bytes with wrap-around, from -128 to 127. */
function difference(one: number, other: number): number {
  return ((one - other) << 24) >> 24;
}

/** Writes chunks from an offset on. @returns the offset after the last one */
function writeChunks(file: Buffer, start: number, { space, alpha: hasAlpha, samples }: DecodedImage): number {
  const [greenAt, blueAt] = space === 'gray' ? [0, 0] : [1, 2];
  const step = (space === 'gray' ? 1 : 3) + (hasAlpha ? 1 : 0);
  // The pixels that were seen last, by their hash. A pixel is one number: red, green, blue, alpha.
  const seen = new Int32Array(64);
  let last = 255;
  let [lastRed, lastGreen, lastBlue] = [0, 0, 0];
  let run = 0;
  let at = start;
  for (let from = 0; from < samples.length; from += step) {
    const red = samples[from] as number;
    const green = samples[from + greenAt] as number;
    const blue = samples[from + blueAt] as number;
    const alpha = hasAlpha ? (samples[from + step - 1] as number) : 255;
    const pixel = (red << 24) | (green << 16) | (blue << 8) | alpha;
    if (pixel === last) {
      run += 1;
      if (run === maxRun) {
        file[at++] = chunk.run | (run - 1);
        run = 0;
      }
      continue;
    }
    if (run > 0) {
      file[at++] = chunk.run | (run - 1);
      run = 0;
    }
    const slot = (red * 3 + green * 5 + blue * 7 + alpha * 11) & 63;
    const redBy = difference(red, lastRed);
    const greenBy = difference(green, lastGreen);
    const blueBy = difference(blue, lastBlue);
    if (seen[slot] === pixel) file[at++] = chunk.index | slot;
    else if (alpha !== (last & 255)) {
      file[at++] = chunk.rgba;
      file[at++] = red;
      file[at++] = green;
      file[at++] = blue;
      file[at++] = alpha;
    } else if (redBy >= -2 && redBy <= 1 && greenBy >= -2 && greenBy <= 1 && blueBy >= -2 && blueBy <= 1) {
      file[at++] = chunk.difference | ((redBy + 2) << 4) | ((greenBy + 2) << 2) | (blueBy + 2);
    } else {
      const redByGreen = redBy - greenBy;
      const blueByGreen = blueBy - greenBy;
      if (greenBy >= -32 && greenBy <= 31 && redByGreen >= -8 && redByGreen <= 7 && blueByGreen >= -8 && blueByGreen <= 7) {
        file[at++] = chunk.luma | (greenBy + 32);
        file[at++] = ((redByGreen + 8) << 4) | (blueByGreen + 8);
      } else {
        file[at++] = chunk.rgb;
        file[at++] = red;
        file[at++] = green;
        file[at++] = blue;
      }
    }
    seen[slot] = pixel;
    last = pixel;
    lastRed = red;
    lastGreen = green;
    lastBlue = blue;
  }
  if (run > 0) file[at++] = chunk.run | (run - 1);
  return at;
}

/**
 * Encodes QOI, as RGB, or RGBA if there is alpha; grayscale is expanded.
 * @throws RangeError for samples of 16 bits, and for CMYK
 */
export function encodeQoi(image: DecodedImage): Buffer {
  const { width, height, bits, space, alpha } = image;
  if (bits !== 8 || space === 'cmyk') throw new RangeError('a QOI has 8 bits per sample, and is RGB');
  const mostPixelBytes = alpha ? 5 : 4;
  const file = Buffer.alloc(headBytes + width * height * mostPixelBytes + endMark.length);
  file.write('qoif', 0, 'latin1');
  file.writeUInt32BE(width, 4);
  file.writeUInt32BE(height, 8);
  file.writeUInt8(alpha ? 4 : 3, 12);
  const end = writeChunks(file, headBytes, image);
  endMark.copy(file, end);
  return file.subarray(0, end + endMark.length);
}
