import { createHash } from 'node:crypto';
import { loadSharp } from '../formats/loadSharp';

/**
 * A digest of the decoded samples of an image, with all frames of an animation, in the color space and depth of the file.
 * @throws what sharp throws for a damaged image
 */
export async function sampleDigest(image: Buffer): Promise<string> {
  const sharp = await loadSharp();
  const { space, depth, pages = 1, delay = [], loop = 0, ...head } = await sharp(image).metadata();
  const animated = pages > 1 && head.format !== 'tiff';
  const { data, info } = await sharp(image, { animated, limitInputPixels: false, ignoreIcc: true })
    .toColorspace(space)
    .raw({ depth })
    .toBuffer({ resolveWithObject: true });
  const shape = [info.width, info.height, info.channels, pages, loop, ...delay].join(' ');
  return createHash('sha256').update(`${shape}\n`).update(data).digest('hex');
}
