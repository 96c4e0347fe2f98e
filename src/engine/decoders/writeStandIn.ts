import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { readExifHead, withOrientationTag } from '../formats/exifHead';
import { loadSharp } from '../formats/loadSharp';
import { pngChunk } from '../formats/png';
import { xmpChunk } from '../formats/pngTexts';
import { channelsOf, type DecodedFile, type DecodedImage, libvipsSpace, type MetadataBlocks } from './decoder';
import { encodeTiff } from './standInTiff';
import { encodeWebp } from './standInWebp';

/**
 * Writes the samples of a decoded file as one that libvips reads, without loss: a PNG of a still image; a TIFF of CMYK, and of images
 * of several sizes; a WebP of an animation. The first two are not compressed, since they are read once.
 */

/** Formats of a stand-in. */
export type StandInFormat = 'png' | 'tiff' | 'webp';

/** EXIF of an image that is upright, whatever it says. */
export function uprightExif(exif: Buffer): Buffer {
  return (readExifHead(exif)?.orientation ?? 1) === 1 ? exif : (withOrientationTag(exif, 1) ?? exif);
}

/** Bytes of the signature and the chunk IHDR, after which metadata stand. */
const pngHeadBytes = 33;

function metadataChunks({ icc, exif, xmp }: MetadataBlocks): Buffer[] {
  return [
    ...(icc ? [pngChunk('iCCP', Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(icc)]))] : []),
    ...(exif ? [pngChunk('eXIf', uprightExif(exif))] : []),
    ...(xmp ? [xmpChunk(xmp)] : []),
  ];
}

async function encodePng(image: DecodedImage, metadata: MetadataBlocks): Promise<Buffer> {
  const sharp = await loadSharp();
  const { width, height, samples } = image;
  const raw = { width, height, channels: channelsOf(image) as 1 | 2 | 3 | 4 };
  const pipeline = sharp(samples, { raw, limitInputPixels: false }).toColorspace(libvipsSpace(image));
  const png = await pipeline.png({ compressionLevel: 0 }).toBuffer();
  return Buffer.concat([png.subarray(0, pngHeadBytes), ...metadataChunks(metadata), png.subarray(pngHeadBytes)]);
}

/** Which format takes the place of a file. */
export function standInFormat({ header: { pages, animation, space } }: Pick<DecodedFile, 'header'>): StandInFormat {
  if (animation && pages > 1) return 'webp';
  return pages > 1 || space === 'cmyk' ? 'tiff' : 'png';
}

/** Writes a stand-in. Memory: the samples twice. @returns its format */
export async function writeStandIn(path: string, file: DecodedFile): Promise<StandInFormat> {
  const { header, images } = file;
  const format = standInFormat(file);
  const { exif } = header.metadata;
  if (format === 'webp') writeFileSync(path, await encodeWebp(file, exif && uprightExif(exif)));
  else if (format === 'tiff') writeFileSync(path, encodeTiff(images, header.metadata));
  else writeFileSync(path, await encodePng(images[0] as DecodedImage, header.metadata));
  return format;
}
