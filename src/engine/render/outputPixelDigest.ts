import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { isIco, unpackIco } from '../formats/ico';

/** The decoded samples of an image, after a line with its width, height and number of channels. */
async function hashedSamples(bytes: Buffer, animated: boolean): Promise<Buffer> {
  const { data, info } = await sharp(bytes, { animated, limitInputPixels: false }).raw().toBuffer({ resolveWithObject: true });
  return Buffer.concat([Buffer.from(`${info.width} ${info.height} ${info.channels}\n`), data]);
}

/** SHA-256 in hex of an image's decoded samples: equal for the same image in another file. */
export async function outputPixelDigest(bytes: Buffer): Promise<string> {
  const hash = createHash('sha256');
  if (isIco(bytes)) for (const { data } of unpackIco(bytes)) hash.update(await hashedSamples(data, false));
  // The pages of a TIFF may differ in size, as in a pyramid. Then only the first one counts.
  else hash.update(await hashedSamples(bytes, true).catch(() => hashedSamples(bytes, false)));
  return hash.digest('hex');
}
