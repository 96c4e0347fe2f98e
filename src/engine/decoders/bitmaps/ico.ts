import * as l10n from '@vscode/l10n';
import type { PixelSize } from '../../../shared/values/pixelSize';
import { loadSharp } from '../../formats/loadSharp';
import { BrokenPngError, decodePng, isPng } from '../../formats/png';
import type { DecodedHeader, DecodedImage, Decoder, ReadableBytes } from '../decoder';
import { DecodingError } from '../decodingErrors';
import { bytesFor, readableBuffer, readExactly, requireAllowedPixels, requirePositiveSize } from '../readBytes';
import { type Dib, readDib } from './dib';
import { decodeDib, dibRowBytes } from './dibPixels';

/**
 * Windows icons and cursors. Sources: "Icons" (J. Hornick, Microsoft, 1995), "The evolution of the ICO file format" (R. Chen,
 * Microsoft, 2010).
 */

/** ICONDIR: a reserved word, the type, the number of entries. */
const directoryHeadBytes = 6;
/** ICONDIRENTRY: what the images say themselves, at 8 the length and at 12 the offset of the image. */
const entryBytes = 16;
const [iconType, cursorType] = [1, 2];
/** The signature and the chunk IHDR. */
const pngHeadBytes = 33;
const samplesByColorType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** A deflate stream is 1032 times as long when it is inflated, at most. */
const mostInflation = 1032;

/** An image of an icon as its own header describes it. */
interface IconImage extends PixelSize {
  readonly start: number;
  readonly length: number;
  readonly bitsPerPixel: number;
  /** Undefined for a PNG. The height is that of the icon. */
  readonly dib?: Dib;
}

function readPng(head: Buffer, start: number, length: number): IconImage {
  const [width, height] = [head.readUInt32BE(16), head.readUInt32BE(20)];
  requirePositiveSize(width, height);
  const bitsPerPixel = head.readUInt8(24) * (samplesByColorType[head.readUInt8(25)] ?? 0);
  if (bitsPerPixel === 0) throw new DecodingError('damaged', 'a PNG without a color type');
  if ((width * height * bitsPerPixel) / 8 > length * mostInflation)
    throw new DecodingError('damaged', 'a PNG that is too small for its size');
  return { width, height, start, length, bitsPerPixel };
}

/** The header of a bitmap in an icon. Its height is that of the pixels and of the mask together. */
function readIconDib(file: ReadableBytes, start: number, length: number): IconImage {
  const read = readDib(file, start);
  const height = Math.floor(read.height / 2);
  requirePositiveSize(read.width, height);
  // In icons, the fourth byte of 32 bits is alpha even without bit fields.
  const [red, green, blue, alpha] = read.masks;
  const isPlain = read.bitsPerPixel === 32 && alpha === 0;
  const dib: Dib = { ...read, height, masks: [red, green, blue, isPlain ? 0xff000000 : alpha], isGray: false };
  return { width: read.width, height, start, length, bitsPerPixel: read.bitsPerPixel, dib };
}

function readImage(file: ReadableBytes, entry: Buffer): IconImage {
  const [length, start] = [entry.readUInt32LE(8), entry.readUInt32LE(12)];
  if (start + length > file.size) throw new DecodingError('truncated', 'an image ends after the file');
  const head = file.read(start, Math.min(length, pngHeadBytes));
  if (isPng(head)) return readPng(readExactly(file, start, pngHeadBytes), start, length);
  return readIconDib(file, start, length);
}

/** Each byte of a file belongs to one image, or a small file could be decoded to gigabytes. */
function refuseOverlaps(images: readonly IconImage[], directoryEnd: number): void {
  let end = directoryEnd;
  for (const { start, length } of images.toSorted((one, other) => one.start - other.start)) {
    if (start < end) throw new DecodingError('damaged', 'images that overlap');
    end = start + length;
  }
}

/** All images, the largest first, and of the same size the one with the most colors. */
function readImages(file: ReadableBytes): readonly IconImage[] {
  const head = readExactly(file, 0, directoryHeadBytes);
  const [reserved, type, count] = [head.readUInt16LE(0), head.readUInt16LE(2), head.readUInt16LE(4)];
  if (reserved !== 0 || (type !== iconType && type !== cursorType)) throw new DecodingError('damaged', 'neither an icon nor a cursor');
  if (count === 0) throw new DecodingError('damaged', 'no image');
  const directory = readExactly(file, directoryHeadBytes, count * entryBytes);
  const images = Array.from({ length: count }, (_, index) => readImage(file, directory.subarray(index * entryBytes)));
  refuseOverlaps(images, directoryHeadBytes + directory.length);
  const area = ({ width, height }: PixelSize) => width * height;
  requireAllowedPixels(images.reduce((sum, image) => sum + area(image), 0));
  return images.sort((one, other) => area(other) - area(one) || other.bitsPerPixel - one.bitsPerPixel);
}

function readHeader(file: ReadableBytes): DecodedHeader {
  const images = readImages(file);
  const { width, height } = images[0] as IconImage;
  const text = l10n.t('The icon has {0} sizes. The largest is {1} x {2} pixels.', images.length, width, height);
  const several = images.length > 1 && { remarks: [text], sizes: images.map(({ width, height }) => ({ width, height })) };
  return { width, height, bits: 8, space: 'rgb', alpha: true, pages: images.length, metadata: {}, ...several };
}

function checkPng(png: Buffer): void {
  try {
    decodePng(png);
  } catch (error) {
    if (error instanceof BrokenPngError) throw new DecodingError('damaged', `a PNG: ${error.message}`);
    throw error;
  }
}

async function decodePngImage(png: Buffer, { width, height }: PixelSize): Promise<DecodedImage> {
  // libvips is more tolerant.
  checkPng(png);
  const sharp = await loadSharp();
  const pipeline = sharp(png, { limitInputPixels: width * height })
    .toColorspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' });
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true }).catch((error: Error) => {
    throw new DecodingError('damaged', `a PNG: ${error.message}`);
  });
  if (info.width !== width || info.height !== height || info.channels !== 4) throw new DecodingError('damaged', 'a PNG of another size');
  return { width, height, bits: 8, space: 'rgb', alpha: true, samples: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

/** Sets alpha by the mask after the pixels: one bit each, set where the icon is transparent. */
function applyMask(samples: Uint8Array, mask: Buffer, { width, height, isTopDown }: Dib): void {
  const rowBytes = dibRowBytes(width, 1);
  let to = 3;
  for (let y = 0; y < height; y += 1) {
    const rowAt = (isTopDown ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x += 1) {
      const isTransparent = ((mask[rowAt + (x >> 3)] as number) >> (7 - (x & 7))) & 1;
      samples[to] = isTransparent ? 0 : 255;
      to += 4;
    }
  }
}

function withAlpha({ width, height, samples }: DecodedImage): Uint8Array {
  const expanded = bytesFor({ width, height, space: 'rgb', alpha: true });
  for (let from = 0, to = 0; from < samples.length; from += 3, to += 4) {
    expanded[to] = samples[from] as number;
    expanded[to + 1] = samples[from + 1] as number;
    expanded[to + 2] = samples[from + 2] as number;
  }
  return expanded;
}

/** The mask counts unless the pixels have alpha of their own, as in Windows. It stands after the uncompressed pixels. */
function decodeDibImage(bytes: Buffer, dib: Dib): DecodedImage {
  if (dib.encoding !== 'raw') throw new DecodingError('damaged', 'an icon with runs');
  const { image, hasVisibleAlpha } = decodeDib(dib, bytes);
  const { width, height } = dib;
  const form = { width, height, bits: 8, space: 'rgb', alpha: true } as const;
  if (hasVisibleAlpha) return { ...form, samples: image.samples };
  const samples = image.alpha ? (image.samples as Uint8Array) : withAlpha(image);
  const maskAt = dib.pixelsAt + dibRowBytes(width, dib.bitsPerPixel) * height;
  const mask = bytes.subarray(maskAt);
  if (mask.length < dibRowBytes(width, 1) * (height - 1) + Math.ceil(width / 8)) throw new DecodingError('truncated', 'missing mask');
  applyMask(samples, mask, dib);
  return { ...form, samples };
}

async function decode(file: Buffer): Promise<readonly DecodedImage[]> {
  const images: DecodedImage[] = [];
  for (const { dib, start, length, ...size } of readImages(readableBuffer(file))) {
    // The rest of the file does not belong to the image; offsets are from the start of the file.
    const end = file.subarray(0, start + length);
    images.push(dib ? decodeDibImage(end, dib) : await decodePngImage(end.subarray(start), size));
  }
  return images;
}

/** Decodes ICO and CUR, with PNGs and bitmaps inside. The directory may be wrong about sizes and colors, and is not asked. */
export const ico: Decoder = { readHeader, decode };
