import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { isIco, unpackIco } from '../formats/ico';

/** The decoded samples of an image, with a line for each image of its width, height and samples of a pixel. */
async function samplesOf(bytes: Buffer, animated: boolean): Promise<Buffer> {
  const { data, info } = await sharp(bytes, { animated, limitInputPixels: false }).raw().toBuffer({ resolveWithObject: true });
  return Buffer.concat([Buffer.from(`${info.width} ${info.height} ${info.channels}\n`), data]);
}

/** SHA-256 in hex of an image's decoded samples: the same for the same image in another file. */
export async function pixelDigestOf(bytes: Buffer): Promise<string> {
  const hash = createHash('sha256');
  if (isIco(bytes)) for (const { data } of unpackIco(bytes)) hash.update(await samplesOf(data, false));
  // The pages of a TIFF may differ in size, as those of a pyramid do: then the first counts.
  else hash.update(await samplesOf(bytes, true).catch(() => samplesOf(bytes, false)));
  return hash.digest('hex');
}
