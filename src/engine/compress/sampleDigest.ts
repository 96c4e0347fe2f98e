import { createHash } from 'node:crypto';
import { loadSharp } from '../formats/loadSharp';
import { withTransparentGaps } from '../gif/transparentGaps';

/**
 * A digest of the decoded samples of an image, with all frames of an animation, in the color space and depth of the file.
 * @throws what sharp throws for a damaged image
 */
export async function sampleDigest(image: Buffer): Promise<string> {
  const sharp = await loadSharp();
  const { format, space, depth, pages = 1, delay = [], loop = 0 } = await sharp(image).metadata();
  const isGif = format === 'gif';
  const input = isGif ? (withTransparentGaps(image) ?? image) : image;
  const stored = sharp(input, { animated: pages > 1 && format !== 'tiff', limitInputPixels: false, ignoreIcc: true });
  // Whether libvips sees transparency, or color, depends on how a GIF declares them.
  const pipeline = isGif ? stored.toColorspace('srgb').ensureAlpha() : stored.toColorspace(space);
  const { data, info } = await pipeline.raw({ depth }).toBuffer({ resolveWithObject: true });
  const shape = [info.width, info.height, info.channels, pages, loop, ...delay].join(' ');
  return createHash('sha256').update(`${shape}\n`).update(data).digest('hex');
}
