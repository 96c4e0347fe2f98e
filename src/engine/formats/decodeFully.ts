import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { SourceHeader } from '../../shared/run/run';
import { lacksGifTrailer } from './gif';
import { readJpegHead } from './jpegHead';
import { loadSharp } from './loadSharp';
import { BrokenPngError, decodePng, fileChunks } from './png';
import { countTiffDirectories } from './tiffDirectories';

/**
 * Decodes all of an image to see whether it is whole, in memory that does not depend on its size: nothing is kept.
 *
 * Making an image very small has libvips read every row, tile and frame, in half the time of what `stats` takes and with
 * none of the memory that the pixels take. JPEG apart: that is decoded at an eighth of its size then, and damage is passed over
 * which shows at its full size. Its last row comes after all others.
 */

/** Pixels up to which a PNG is decoded without libvips, whose pipeline costs more than a small icon. */
const smallPixels = 1_000_000;
const blockBytes = 1 << 20;

/** Size as it is stored: a row of it is asked for before the image is turned. */
async function codedSize(path: string): Promise<{ readonly width: number; readonly height: number }> {
  const sharp = await loadSharp();
  return readJpegHead(path)?.coded ?? (await sharp(path).metadata());
}

async function decodeJpeg(path: string): Promise<void> {
  const sharp = await loadSharp();
  const { width, height } = await codedSize(path);
  await sharp(path, { ignoreIcc: true })
    .extract({ left: 0, top: height - 1, width, height: 1 })
    .raw()
    .toBuffer();
}

/** Makes pages very small. @param page one of them; when left out, all together, as frames are made of those before */
async function shrink(path: string, page?: number): Promise<void> {
  const sharp = await loadSharp();
  await sharp(path, { ignoreIcc: true, ...(page === undefined ? { animated: true } : { page }) })
    .resize(8, 8, { fit: 'fill' })
    .raw()
    .toBuffer();
}

/** In words by which `diagnose` knows it. */
function truncatedPng(): Error {
  return new Error('truncated PNG');
}

/** The checksum of a part of a file, read in blocks. */
function checksum(file: number, start: number, length: number): number {
  const block = Buffer.allocUnsafe(Math.min(blockBytes, length));
  let sum = 0;
  for (let at = 0; at < length; ) {
    const read = readSync(file, block, 0, Math.min(block.length, length - at), start + at);
    if (read === 0) throw truncatedPng();
    sum = crc32(block.subarray(0, read), sum);
    at += read;
  }
  return sum;
}

/** Checks every chunk of a PNG: libvips passes over damage beside the pixels, over a missing end, and over all frames but the first. */
function checkChunks(path: string): void {
  const signatureBytes = 8;
  const file = openSync(path, 'r');
  try {
    const written = Buffer.alloc(4);
    for (const { type, start, length } of fileChunks(file, signatureBytes)) {
      const sum = checksum(file, start - 4, length + 4);
      if (readSync(file, written, 0, 4, start + length) < 4) throw truncatedPng();
      if (sum !== written.readUInt32BE()) throw new BrokenPngError('a checksum is wrong');
      if (type === 'IEND') return;
    }
    throw truncatedPng();
  } finally {
    closeSync(file);
  }
}

async function decodeWholePng(path: string, { width, height }: SourceHeader): Promise<void> {
  checkChunks(path);
  // An interlaced one is not judged without libvips.
  if (width * height > smallPixels || !decodePng(readFileSync(path))) await shrink(path);
}

async function decodeGif(path: string): Promise<void> {
  if (lacksGifTrailer(readFileSync(path))) throw new Error('truncated GIF');
  await shrink(path);
}

/** The pages of a TIFF may differ in size; the levels of a pyramid are pages, too. */
async function decodeTiff(path: string, onPage: () => void): Promise<void> {
  const pages = countTiffDirectories(path);
  for (let page = 0; page < pages; page += 1) {
    await shrink(path, page);
    onPage();
  }
}

/**
 * Decodes every pixel of every frame and page.
 * @param onPage called after each page that is decoded by itself; the frames of an animation are decoded together
 * @throws whatever says that it is broken; `diagnose` makes a sentence of it
 */
export async function decodeWhole(path: string, header: SourceHeader, onPage: () => void): Promise<void> {
  switch (header.format) {
    case 'jpeg':
      return decodeJpeg(path);
    case 'png':
      return decodeWholePng(path, header);
    case 'gif':
      return decodeGif(path);
    case 'tiff':
      return decodeTiff(path, onPage);
    default:
      return shrink(path);
  }
}

/** Checks an animated PNG, of which libvips decodes the first frame alone: the checksums say of the others that they are as they were written. */
export async function checkAnimatedPng(path: string): Promise<void> {
  checkChunks(path);
  await shrink(path);
}
