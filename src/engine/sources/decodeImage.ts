import { readFileSync, statSync } from 'node:fs';
import sharp, { type SharpOptions } from 'sharp';
import { decodedFormats } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';
import { decodeFile } from '../decoders/registry';
import { refuseTruncatedGif } from '../formats/gif';
import { checkIco } from '../formats/ico';
import { readJpegHead } from '../formats/jpegHead';
import { decodePng } from '../formats/png';
import { checkSprite } from '../svg/readSprite';

/** What an image must be once it is decoded. */
export interface ExpectedImage {
  /** sharp's name of the format; AVIF is `heif`. */
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
}

/** Most pixels of a PNG that is decoded without libvips. Above, libvips' streaming needs less memory than one buffer. */
const maxPixelsInMemory = 1_000_000;

/** Most bytes of a file that is read as a whole: libvips is faster with a buffer than with a path. */
const maxBytesInMemory = 4_000_000;

async function readSize(input: string | Buffer, options: SharpOptions): Promise<ExpectedImage> {
  const { format, width, height, pageHeight = height, pages = 1 } = await sharp(input, options).metadata();
  return { format, width, height: pageHeight, pages };
}

async function decodeWithSharp(path: string, expected: ExpectedImage): Promise<ExpectedImage> {
  const options = { animated: expected.pages > 1, limitInputPixels: false } as const;
  const input = statSync(path).size <= maxBytesInMemory ? readFileSync(path) : path;
  const head = expected.format === 'jpeg' ? readJpegHead(path) : undefined;
  const found = head ? { format: 'jpeg', ...head.coded, pages: 1 } : await readSize(input, options);
  if (options.animated) await sharp(input, options).raw().toBuffer();
  else await decodeRows(input, found);
  return found;
}

/** To get the last row, libvips decodes every row before it, without holding all of them. */
async function decodeRows(input: string | Buffer, { width, height }: PixelSize, page = 0): Promise<void> {
  const image = sharp(input, { limitInputPixels: false, ...(page > 0 && { page }) });
  await image
    .extract({ left: 0, top: height - 1, width, height: 1 })
    .raw()
    .toBuffer();
}

/** The pages of a TIFF may differ in size, as in a pyramid. */
async function decodePages(path: string, { pages }: ExpectedImage): Promise<ExpectedImage> {
  const found = await readSize(path, { limitInputPixels: false });
  for (let page = 0; page < Math.min(pages, found.pages); page += 1) {
    await decodeRows(path, await sharp(path, { page, limitInputPixels: false }).metadata(), page);
  }
  return found;
}

/**
 * Decodes an image completely.
 * @returns its actual format and size
 * @throws a plain Error when it is broken
 */
export async function decodeImage(path: string, expected: ExpectedImage): Promise<ExpectedImage> {
  if (expected.format === 'gif') refuseTruncatedGif(path);
  if (expected.format === 'svg' && expected.width === 0) {
    await checkSprite(path);
    return { format: 'svg', width: 0, height: 0, pages: 1 };
  }
  const own = decodedFormats.find((format) => format === expected.format && format !== 'ico');
  if (own) {
    const { header } = await decodeFile(path, own);
    return { format: own, width: header.width, height: header.height, pages: header.pages };
  }
  if (expected.format === 'ico') {
    const sizes = await checkIco(readFileSync(path));
    const [largest] = [...sizes].sort((a, b) => b.width - a.width);
    return { format: 'ico', width: largest?.width ?? 0, height: largest?.height ?? 0, pages: 1 };
  }
  if (expected.format === 'png' && expected.width * expected.height <= maxPixelsInMemory) {
    const size = decodePng(readFileSync(path));
    if (size) return { format: 'png', ...size, pages: 1 };
  }
  return expected.format === 'tiff' && expected.pages > 1 ? decodePages(path, expected) : decodeWithSharp(path, expected);
}
