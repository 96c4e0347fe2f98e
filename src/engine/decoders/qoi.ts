import type { DecodedHeader, DecodedImage, Decoder, ReadableBytes } from './decoder';
import { DecodingError } from './decodingErrors';
import { bytesFor, readableBuffer, readExactly, requirePositiveSize } from './readBytes';

/** The Quite OK Image format. Source: "The Quite OK Image Format Specification", version 1.0 (D. Szablewski, 2022). */

const signature = 'qoif';
/** Signature, width and height, channels and color space. */
const headBytes = 14;
/** Seven zeros and a one. */
const endMark = Buffer.of(0, 0, 0, 0, 0, 0, 0, 1);
/** The shortest chunk of the most pixels is a run: 62 in one byte. */
const maxPixelsPerByte = 62;

/** Chunks that are told by their whole first byte. All others are told by its upper two bits. */
const rgbChunk = 0xfe;
const rgbaChunk = 0xff;

function readHeader(file: ReadableBytes): DecodedHeader {
  const head = readExactly(file, 0, headBytes);
  if (head.toString('latin1', 0, 4) !== signature) throw new DecodingError('damaged', 'not a QOI');
  const [width, height] = [head.readUInt32BE(4), head.readUInt32BE(8)];
  const channels = head.readUInt8(12);
  requirePositiveSize(width, height);
  if (channels !== 3 && channels !== 4) throw new DecodingError('damaged', `${channels} channels`);
  // The color space (sRGB or linear) is informative, by the specification.
  return { width, height, bits: 8, space: 'rgb', alpha: channels === 4, pages: 1, metadata: {} };
}

/** Decodes chunks until the samples are complete. @returns the offset after the last chunk */
function readPixels(file: Buffer, samples: Uint8Array, channels: number): number {
  // The 64 pixels that were seen last, by their hash.
  const seen = new Uint8Array(64 * 4);
  let [red, green, blue, alpha] = [0, 0, 0, 255];
  let at = headBytes;
  let run = 0;
  for (let to = 0; to < samples.length; to += channels) {
    if (run > 0) run -= 1;
    else {
      // Bytes beyond the end are read as undefined, which the check after the loop finds.
      const chunk = file[at] as number;
      at += 1;
      if (chunk === undefined) return at;
      if (chunk >= rgbChunk) {
        red = file[at] as number;
        green = file[at + 1] as number;
        blue = file[at + 2] as number;
        at += 3;
        if (chunk === rgbaChunk) {
          alpha = file[at] as number;
          at += 1;
        }
      } else if (chunk < 0x40) {
        const from = chunk * 4;
        red = seen[from] as number;
        green = seen[from + 1] as number;
        blue = seen[from + 2] as number;
        alpha = seen[from + 3] as number;
      } else if (chunk < 0x80) {
        red = (red + ((chunk >> 4) & 3) - 2) & 255;
        green = (green + ((chunk >> 2) & 3) - 2) & 255;
        blue = (blue + (chunk & 3) - 2) & 255;
      } else if (chunk < 0xc0) {
        const second = file[at] as number;
        at += 1;
        const difference = (chunk & 0x3f) - 32;
        red = (red + difference + (second >> 4) - 8) & 255;
        green = (green + difference) & 255;
        blue = (blue + difference + (second & 15) - 8) & 255;
      } else run = chunk & 0x3f;
      const slot = ((red * 3 + green * 5 + blue * 7 + alpha * 11) & 63) * 4;
      seen[slot] = red;
      seen[slot + 1] = green;
      seen[slot + 2] = blue;
      seen[slot + 3] = alpha;
    }
    samples[to] = red;
    samples[to + 1] = green;
    samples[to + 2] = blue;
    if (channels === 4) samples[to + 3] = alpha;
  }
  return at;
}

function decode(file: Buffer): readonly DecodedImage[] {
  const { pages: _, metadata: _none, ...form } = readHeader(readableBuffer(file));
  const dataBytes = file.length - headBytes - endMark.length;
  if (form.width * form.height > dataBytes * maxPixelsPerByte) throw new DecodingError('truncated', 'missing pixels');
  const samples = bytesFor(form);
  const end = readPixels(file, samples, form.alpha ? 4 : 3);
  if (end + endMark.length > file.length) throw new DecodingError('truncated', 'missing end mark');
  if (!endMark.equals(file.subarray(end, end + endMark.length))) throw new DecodingError('damaged', 'pixels without an end mark');
  return [{ ...form, samples }];
}

/** Decodes QOI. */
export const qoi: Decoder = { readHeader, decode };
