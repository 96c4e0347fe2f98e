import type { DecodedImage } from '../decoders/decoder';

/** Windows bitmaps. Source: "Bitmap Header Types" and "Bitmap Storage" (Microsoft). */

const fileHeadBytes = 14;
/** BITMAPINFOHEADER, and BITMAPV4HEADER with masks, which alpha requires. */
const infoHeadBytes = 40;
const v4HeadBytes = 108;
const paletteBytes = 256 * 4;
const bitFields = 3;
/** LCS_sRGB, as a number. */
const srgb = 0x73524742;
const masks = [0xff0000, 0xff00, 0xff, 0xff000000] as const;
/** Sizes of files and rows have 32 bits. */
const maxBytes = 2 ** 32 - 1;

/** What a bitmap holds beside its samples. */
export interface BmpOptions {
  /** In pixels per inch. */
  readonly density?: number;
}

interface Layout {
  readonly bits: 8 | 24 | 32;
  readonly headBytes: number;
  readonly rowBytes: number;
}

function layoutOf({ width, space, alpha }: DecodedImage): Layout {
  const bits = alpha ? 32 : space === 'gray' ? 8 : 24;
  return { bits, headBytes: bits === 32 ? v4HeadBytes : infoHeadBytes, rowBytes: Math.ceil((width * bits) / 32) * 4 };
}

function writeHead(file: Buffer, { width, height }: DecodedImage, { bits, headBytes, rowBytes }: Layout, density: number): void {
  const pixelsPerMeter = Math.round(density / 0.0254);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(file.length - rowBytes * height, 10);
  file.writeUInt32LE(headBytes, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(bits === 32 ? bitFields : 0, 30);
  file.writeUInt32LE(rowBytes * height, 34);
  file.writeInt32LE(pixelsPerMeter, 38);
  file.writeInt32LE(pixelsPerMeter, 42);
  if (bits === 8) file.writeUInt32LE(256, 46);
  if (bits !== 32) return;
  masks.forEach((mask, index) => {
    file.writeUInt32LE(mask, fileHeadBytes + infoHeadBytes + index * 4);
  });
  file.writeUInt32LE(srgb, fileHeadBytes + 56);
}

function writeGrayPalette(file: Buffer): void {
  for (let gray = 0; gray < 256; gray += 1)
    file.fill(gray, fileHeadBytes + infoHeadBytes + gray * 4, fileHeadBytes + infoHeadBytes + gray * 4 + 3);
}

/** Rows from the bottom, with pixels as blue, green, red and alpha. */
function writePixels(file: Buffer, { width, height, space, alpha, samples }: DecodedImage, rowBytes: number): void {
  const isGray = space === 'gray';
  const sampleStep = (isGray ? 1 : 3) + (alpha ? 1 : 0);
  const [greenAt, blueAt] = isGray ? [0, 0] : [1, 2];
  const pixelBytes = alpha ? 4 : 3;
  let from = 0;
  for (let y = 0; y < height; y += 1) {
    let to = file.length - rowBytes * (y + 1);
    for (let x = 0; x < width; x += 1) {
      file[to] = samples[from + blueAt] as number;
      file[to + 1] = samples[from + greenAt] as number;
      file[to + 2] = samples[from] as number;
      if (alpha) file[to + 3] = samples[from + sampleStep - 1] as number;
      to += pixelBytes;
      from += sampleStep;
    }
  }
}

function writeGrays(file: Buffer, { width, height, samples }: DecodedImage, rowBytes: number): void {
  for (let y = 0; y < height; y += 1) file.set(samples.subarray(y * width, (y + 1) * width), file.length - rowBytes * (y + 1));
}

/**
 * Encodes an uncompressed BMP: with a palette of grays for grayscale, with 24 bits for color, and with 32 bits and a V4 header if
 * there is alpha.
 * @throws RangeError for samples of 16 bits, for CMYK, and for more than 4 GB
 */
export function encodeBmp(image: DecodedImage, { density = 0 }: BmpOptions = {}): Buffer {
  if (image.bits !== 8 || image.space === 'cmyk') throw new RangeError('a BMP has 8 bits per sample, and is grayscale or RGB');
  const layout = layoutOf(image);
  const bytes = fileHeadBytes + layout.headBytes + (layout.bits === 8 ? paletteBytes : 0) + layout.rowBytes * image.height;
  if (bytes > maxBytes) throw new RangeError('a BMP has at most 4 GB');
  const file = Buffer.alloc(bytes);
  writeHead(file, image, layout, density);
  if (layout.bits === 8) {
    writeGrayPalette(file);
    writeGrays(file, image, layout.rowBytes);
  } else writePixels(file, image, layout.rowBytes);
  return file;
}
