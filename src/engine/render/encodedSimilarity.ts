import sharp, { type Sharp } from 'sharp';
import { channelsOf, type DecodedImage as DecodedPixels } from '../decoders/decoder';
import { decodeBytes } from '../decoders/registry';
import { sniffContentType } from '../formats/sniffContentType';
import { comparedImage, type DecodedImage, visualSimilarity } from '../similarity/visualSimilarity';
import { frameDurations } from './expectedFrames';

/** Compares an encoded image with the one that its encoder was given: after all steps, in its size, flattened if it has no alpha. */

/** How long each frame of an animation is shown in ms; undefined for a still image. */
type Delays = readonly number[] | undefined;

/** The pixels of a JPEG XL, which libvips does not read. */
async function decodedJxl(bytes: Buffer): Promise<Sharp | undefined> {
  if (sniffContentType(bytes)?.format !== 'jxl') return undefined;
  const [image] = (await decodeBytes(bytes, 'jxl')).images as [DecodedPixels];
  const { width, height, samples } = image;
  const pixels = sharp(samples, { raw: { width, height, channels: channelsOf(image) as 1 | 2 | 3 | 4 }, limitInputPixels: false });
  // 16 bits are more than the library expects of three channels.
  return image.bits === 16 ? pixels.toColorspace('rgb16') : pixels;
}

/**
 * Decodes an image with all its frames. Profiles are not applied, since both images have the same one: so the differences are those
 * of the stored values, whatever the display makes of them.
 */
async function decoded(bytes: Buffer, isAnimated: boolean): Promise<DecodedImage> {
  const image =
    (await decodedJxl(bytes)) ?? sharp(bytes, { animated: isAnimated, ignoreIcc: true, limitInputPixels: false, unlimited: true });
  const { data, info } = await image.toColorspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** When each frame starts. */
function starts(delays: readonly number[]): number[] {
  let time = 0;
  return delays.map((delay) => {
    const start = time;
    time += delay;
    return start;
  });
}

/** An animation with as many frames as before. libwebp merges frames that look the same: each merged one shows what is shown at its time. */
async function withAllFrames(bytes: Buffer, image: DecodedImage, delays: readonly number[]): Promise<DecodedImage> {
  const { delay = [], pages = 1 } = await sharp(bytes, { animated: true }).metadata();
  if (pages === delays.length) return image;
  const shown = starts(frameDurations({ delay, pages }));
  const frameBytes = image.data.length / pages;
  const frames = starts(frameDurations({ delay: [...delays], pages: delays.length })).map((time) => {
    const index = Math.max(
      0,
      shown.findLastIndex((start) => start <= time),
    );
    return image.data.subarray(index * frameBytes, (index + 1) * frameBytes);
  });
  return { ...image, data: Buffer.concat(frames), height: (image.height / pages) * delays.length };
}

/**
 * What tells how similar encoded bytes are to an image.
 * @param image the pipeline that ends in the encoder, whose pixels are made once more
 */
export async function similarityTo(image: Sharp, delays: Delays): Promise<(bytes: Buffer) => Promise<number>> {
  // A TIFF holds any colors without loss: of ink, gray, and with 16 bits.
  const before = await decoded(await image.tiff({ compression: 'none' }).toBuffer(), delays !== undefined);
  const isTransparent = before.channels % 2 === 0;
  const reference = comparedImage(before, !isTransparent);
  return async (bytes) => {
    const after = await decoded(bytes, delays !== undefined);
    const whole = delays ? await withAllFrames(bytes, after, delays) : after;
    return visualSimilarity(reference, comparedImage(whole, !isTransparent));
  };
}
