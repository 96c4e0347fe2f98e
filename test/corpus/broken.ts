import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { animation, claimSize, gradient, tiff } from '../engine/fixtures/images';
import { type Files, landscapeScene } from './photos';

/** Files that begin as images and cannot be decoded in full, or must not be. */

const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);

/** Overwrites a stretch in the middle. */
function damaged(bytes: Buffer): Buffer {
  const edited = Buffer.from(bytes);
  const middle = edited.length >> 1;
  edited.fill(0xff, middle, middle + (edited.length >> 3));
  return edited;
}

/** An AVIF whose property `ispe` claims another size (ISO/IEC 23008-12, 6.5.3). */
function avifClaiming(avif: Buffer, width: number, height: number): Buffer {
  const at = avif.indexOf('ispe');
  if (at < 0) throw new Error('The AVIF has no size.');
  const edited = Buffer.from(avif);
  edited.writeUInt32BE(width, at + 8);
  edited.writeUInt32BE(height, at + 12);
  return edited;
}

/** Sets the compression of the first page of a little-endian TIFF. */
function withCompression(bytes: Buffer, compression: number): Buffer {
  const edited = Buffer.from(bytes);
  const start = edited.readUInt32LE(4);
  for (let index = 0; index < edited.readUInt16LE(start); index += 1) {
    const at = start + 2 + index * 12;
    if (edited.readUInt16LE(at) === 259) edited.writeUInt32LE(compression, at + 8);
  }
  return edited;
}

export async function brokenFiles(): Promise<Files> {
  const jpeg = await landscapeScene().jpeg().toBuffer();
  const png = await landscapeScene().png().toBuffer();
  const webp = await landscapeScene().webp({ quality: 90 }).toBuffer();
  const avif = await landscapeScene().avif({ effort: 2 }).toBuffer();
  const film = await animation(['red', 'lime', 'blue']);
  const page = tiff({ width: 16, height: 16, samples: 1, photometric: 1, data: Buffer.alloc(256, 90) });
  const svgz = gzipSync('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle cx="10" cy="10" r="8" fill="red"/></svg>');
  return {
    'truncated.jpg': half(jpeg),
    'truncated.png': half(png),
    'truncated.gif': film.subarray(0, Math.round(film.length * 0.8)),
    'truncated.webp': half(webp),
    'truncated.avif': half(avif),
    'truncated.tif': half(page),
    'truncated.svgz': half(svgz),
    'damaged.jpg': damaged(jpeg),
    'damaged.png': damaged(png),
    'unclosed.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20"'),
    'empty.png': Buffer.alloc(0),
    'one-byte.jpg': Buffer.from([0xff]),
    'text.jpg': Buffer.from('This is a text file with the name of a photo.\n'),
    'old-jpeg.tif': withCompression(page, 6),
    'no-trailer.gif': film.subarray(0, -1),
    '17000x17000.png': claimSize(
      await sharp(await gradient(8, 8).png().toBuffer())
        .png()
        .toBuffer(),
      17_000,
      17_000,
    ),
    '17000x17000.avif': avifClaiming(avif, 17_000, 17_000),
  };
}
