import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { type FileFormat, isDecodedFormat } from '../../shared/values/formats';
import { channelsOf } from '../decoders/decoder';
import { decodeBytes } from '../decoders/registry';
import { unpackIco } from '../formats/ico';

/** Samples, after a line with their width, height and number of channels. */
function described(width: number, height: number, channels: number, samples: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${width} ${height} ${channels}\n`), samples]);
}

/** The decoded samples of an image. */
async function samplesOf(bytes: Buffer, animated: boolean): Promise<Buffer> {
  const { data, info } = await sharp(bytes, { animated, limitInputPixels: false }).raw().toBuffer({ resolveWithObject: true });
  return described(info.width, info.height, info.channels, data);
}

/** The samples of each image in a file. */
async function partsOf(bytes: Buffer, format: FileFormat): Promise<readonly Buffer[]> {
  if (format === 'ico') return Promise.all(unpackIco(bytes).map(({ data }) => samplesOf(data, false)));
  if (isDecodedFormat(format)) {
    const { images } = await decodeBytes(bytes, format);
    const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array) => new Uint8Array(buffer, byteOffset, byteLength);
    return images.map((image) => described(image.width, image.height, channelsOf(image), bytesOf(image.samples)));
  }
  // The pages of a TIFF may differ in size, as in a pyramid. Then only the first one counts.
  return [await samplesOf(bytes, true).catch(() => samplesOf(bytes, false))];
}

/** SHA-256 in hex of an image's decoded samples: equal for the same image in another file. */
export async function outputPixelDigest(bytes: Buffer, format: FileFormat): Promise<string> {
  const hash = createHash('sha256');
  for (const part of await partsOf(bytes, format)) hash.update(part);
  return hash.digest('hex');
}
