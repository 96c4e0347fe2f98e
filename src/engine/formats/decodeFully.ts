import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { SourceHeader } from '../../shared/run/run';
import { checkSprite } from '../svg/readSprite';
import { countTiffDirectories } from './countTiffDirectories';
import { lacksGifTrailer } from './gif';
import { readJpegHead } from './jpegHead';
import { loadSharp } from './loadSharp';
import { BrokenPngError, decodePng, fileChunks } from './png';

/**
 * Decodes a whole image to check that it is intact, in memory that does not depend on its size: nothing is kept.
 *
 * Shrinking an image to a few pixels makes libvips read every row, tile and frame, in half the time that `stats` takes and
 * without the memory for the pixels. JPEG is the exception: libvips would decode it at an eighth of its size and miss damage
 * that shows at full size. Its last row, however, requires all rows before it.
 */

/** Up to this number of pixels, a PNG is decoded without libvips, whose pipeline costs more than a small icon. */
const smallPngPixels = 1_000_000;
const checksumBlockBytes = 1 << 20;

/** The size as stored, before the EXIF orientation: rows are extracted before the image is rotated. */
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

/** Shrinks pages to a few pixels. @param page a single page; without it, all together, since frames build on earlier ones */
async function shrink(path: string, page?: number): Promise<void> {
  const sharp = await loadSharp();
  await sharp(path, { ignoreIcc: true, ...(page === undefined ? { animated: true } : { page }) })
    .resize(8, 8, { fit: 'fill' })
    .raw()
    .toBuffer();
}

/** An error with a message that `diagnose` recognizes. */
function truncatedPng(): Error {
  return new Error('truncated PNG');
}

/** The CRC-32 of a part of a file, read in blocks. */
function checksum(file: number, start: number, length: number): number {
  const block = Buffer.allocUnsafe(Math.min(checksumBlockBytes, length));
  let sum = 0;
  for (let at = 0; at < length; ) {
    const read = readSync(file, block, 0, Math.min(block.length, length - at), start + at);
    if (read === 0) throw truncatedPng();
    sum = crc32(block.subarray(0, read), sum);
    at += read;
  }
  return sum;
}

/** Checks every chunk of a PNG. libvips ignores damage outside the pixels, a missing end, and all frames but the first. */
function checkChunks(path: string): void {
  const signatureBytes = 8;
  const file = openSync(path, 'r');
  try {
    const written = Buffer.alloc(4);
    for (const { type, start, length } of fileChunks(file, signatureBytes)) {
      const sum = checksum(file, start - 4, length + 4);
      if (readSync(file, written, 0, 4, start + length) < 4) throw truncatedPng();
      if (sum !== written.readUInt32BE()) throw new BrokenPngError('wrong checksum');
      if (type === 'IEND') return;
    }
    throw truncatedPng();
  } finally {
    closeSync(file);
  }
}

async function decodeWholePng(path: string, { width, height }: SourceHeader): Promise<void> {
  checkChunks(path);
  // Only libvips can check an interlaced one.
  if (width * height > smallPngPixels || !decodePng(readFileSync(path))) await shrink(path);
}

async function decodeGif(path: string): Promise<void> {
  if (lacksGifTrailer(readFileSync(path))) throw new Error('truncated GIF');
  await shrink(path);
}

/** Decodes page by page, since pages may differ in size. The levels of a pyramid are pages, too. */
async function decodeTiff(path: string, onPage: () => void): Promise<void> {
  const pages = countTiffDirectories(path);
  for (let page = 0; page < pages; page += 1) {
    await shrink(path, page);
    onPage();
  }
}

/**
 * Decodes every pixel of every frame and page.
 * @param onPage called after each page that is decoded separately; the frames of an animation are decoded together
 * @throws an error of sharp or of the checks here, for `diagnose`
 */
export async function decodeFully(path: string, header: SourceHeader, onPage: () => void): Promise<void> {
  switch (header.format) {
    case 'jpeg':
      return decodeJpeg(path);
    case 'png':
      return decodeWholePng(path, header);
    case 'gif':
      return decodeGif(path);
    case 'tiff':
      return decodeTiff(path, onPage);
    case 'svg':
      return header.symbols === undefined ? shrink(path) : checkSprite(path);
    default:
      return shrink(path);
  }
}

/** Checks an animated PNG. libvips decodes only its first frame; checksums show that the others are as they were written. */
export async function checkAnimatedPng(path: string): Promise<void> {
  checkChunks(path);
  await shrink(path);
}
