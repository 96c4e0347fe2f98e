import type { Sharp } from 'sharp';
import type { PlaceholderKind } from '../../shared/recipe/schema/profileChoices';
import type { WrittenOutput } from '../../shared/run/run';
import { isDecodedFormat } from '../../shared/values/formats';
import { loadSharp } from '../formats/loadSharp';

/** What a page shows until an image has loaded. */

/** Longest side in pixels of the image that each kind is made from. A ThumbHash takes at most 100; neither hash has finer details. */
const sides = { image: 16, thumbhash: 100, blurhash: 64 } as const;
/** Waves of a BlurHash along its longer and its shorter side, as its authors suggest. */
const blurhashWaves = { longer: 4, shorter: 3 } as const;

interface Samples {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

async function rgbaOf(image: Sharp, side: number): Promise<Samples> {
  const small = image.toColorspace('srgb').resize(side, side, { fit: 'inside', withoutEnlargement: true }).ensureAlpha();
  const { data, info } = await small.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** In base64, as its authors suggest. Source: https://evanw.github.io/thumbhash/. */
async function thumbhash(image: Sharp): Promise<string> {
  const { rgbaToThumbHash } = await import('thumbhash');
  const { data, width, height } = await rgbaOf(image, sides.thumbhash);
  return Buffer.from(rgbaToThumbHash(width, height, data)).toString('base64');
}

/** It has no transparency: white shines through. Source: https://github.com/woltapp/blurhash. */
async function blurhash(image: Sharp): Promise<string> {
  const { encode } = await import('blurhash');
  const { data, width, height } = await rgbaOf(image.flatten({ background: '#fff' }), sides.blurhash);
  const { longer, shorter } = blurhashWaves;
  const [across, down] = width >= height ? [longer, shorter] : [shorter, longer];
  return encode(new Uint8ClampedArray(data), width, height, across, down);
}

async function tinyImage(image: Sharp): Promise<string> {
  const tiny = image.resize(sides.image, sides.image, { fit: 'inside' }).webp({ quality: 40, alphaQuality: 40 });
  return `data:image/webp;base64,${(await tiny.toBuffer()).toString('base64')}`;
}

async function averageColor(image: Sharp): Promise<string> {
  const { data } = await image
    .flatten({ background: '#fff' })
    .toColorspace('srgb')
    .resize(1, 1, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return `#${data.subarray(0, 3).toString('hex')}`;
}

const makers: Readonly<Record<PlaceholderKind, (image: Sharp) => Promise<string>>> = {
  image: tinyImage,
  color: averageColor,
  thumbhash,
  blurhash,
};

/**
 * The placeholder of an image, made from its smallest output: a data URI of a tiny image, its average color in hex, or a hash as text.
 * Undefined if there is no output that sharp can decode.
 */
export async function placeholderOf(outputs: readonly WrittenOutput[], kind: PlaceholderKind): Promise<string | undefined> {
  const [smallest] = outputs
    .filter(({ format }) => format === 'apng' || !isDecodedFormat(format))
    .sort((a, b) => a.width * a.height - b.width * b.height);
  return smallest && makers[kind]((await loadSharp())(smallest.target));
}
