import type { Sharp } from 'sharp';
import { loadSharp } from '../../formats/loadSharp';
import { isEightBit } from './inStrips';
import type { Pixels } from './operation';
import { spreadGray } from './spreadGray';

const arrayByDepth = { uchar: Uint8Array, ushort: Uint16Array, float: Float32Array } as const;

/** The color samples without alpha. */
function colorsOf({ data, bands, colors }: Pixels): Pixels['data'] {
  if (bands === colors) return data;
  const opaque = new (data instanceof Uint16Array ? Uint16Array : Uint8Array)((data.length / bands) * colors);
  for (let at = 0, from = 0; at < opaque.length; at += colors, from += bands)
    for (let band = 0; band < colors; band += 1) opaque[at + band] = data[from + band] as number;
  return opaque;
}

/**
 * Lets sharp work on the colors of an image only, since it would also change the transparency. The image is RGB or gray.
 * @param exact whether to keep the floating-point result, whose fractions sharp would otherwise truncate
 */
export async function onColors(pixels: Pixels, work: (image: Sharp) => Sharp, exact = false): Promise<void> {
  const { data, width, height, bands, colors, white } = pixels;
  const sharp = await loadSharp();
  const raw = { width, height, channels: colors as 1 | 3 };
  const deep = white > 255;
  const image = work(sharp(colorsOf(pixels), { raw, limitInputPixels: false }));
  const space = colors === 1 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb';
  const depth = deep ? 'ushort' : exact ? 'float' : 'uchar';
  const { data: bytes, info } = await image.toColorspace(space).raw({ depth }).toBuffer({ resolveWithObject: true });
  // After a conversion to gray, sharp returns a single sample.
  const becameGray = info.channels < colors;
  if (isEightBit(pixels) && bands === colors && !exact && info.channels <= colors) {
    if (becameGray) spreadGray(bytes, pixels.data);
    else pixels.data.set(bytes);
    return;
  }
  const made = new arrayByDepth[depth](new Uint8Array(bytes).buffer);
  for (let at = 0, from = 0; at < data.length; at += bands, from += info.channels)
    for (let band = 0; band < colors; band += 1) {
      const sample = made[becameGray ? from : from + band] as number;
      data[at + band] = Math.min(white, Math.max(0, Math.round(sample)));
    }
}
