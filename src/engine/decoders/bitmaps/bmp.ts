import type { DecodedHeader, DecodedImage, Decoder, ReadableBytes } from '../decoder';
import { DecodingError } from '../decodingErrors';
import { readableBuffer, readExactly } from '../readBytes';
import { type Dib, readDib } from './dib';
import { decodeDib } from './dibPixels';

/** The file of a Windows or OS/2 bitmap. Source: "Bitmap Storage" (Microsoft). */

/** BITMAPFILEHEADER: `BM`, the size of the file, two reserved words, the offset of the pixels. */
const fileHeadBytes = 14;

function readBitmap(file: ReadableBytes): Dib {
  const head = readExactly(file, 0, fileHeadBytes);
  if (head.toString('latin1', 0, 2) !== 'BM') throw new DecodingError('damaged', 'not a BMP');
  return readDib(file, fileHeadBytes, head.readUInt32LE(10));
}

function readHeader(file: ReadableBytes): DecodedHeader {
  const { width, height, isGray, masks, icc, density } = readBitmap(file);
  return {
    ...{ width, height, bits: 8, space: isGray ? 'gray' : 'rgb', alpha: masks[3] !== 0, pages: 1 },
    metadata: icc ? { icc } : {},
    ...(density !== undefined && { density }),
  };
}

function decode(file: Buffer): readonly DecodedImage[] {
  return [decodeDib(readBitmap(readableBuffer(file)), file).image];
}

/**
 * Decodes BMP with 1 to 32 bits per pixel, uncompressed or run-length encoded. Alpha is reported where a mask of it is given with
 * bit fields, which is what browsers go by.
 */
export const bmp: Decoder = { readHeader, decode };
