import type { Sharp } from 'sharp';
import { loadSharp } from '../../formats/loadSharp';
import type { Pixels } from './operation';

const arrays = { uchar: Uint8Array, ushort: Uint16Array, float: Float32Array } as const;

/** The samples that are colours. */
function coloursOf({ data, bands, colours }: Pixels): Pixels['data'] {
  if (bands === colours) return data;
  const bare = new (data instanceof Uint16Array ? Uint16Array : Uint8Array)((data.length / bands) * colours);
  for (let at = 0, from = 0; at < bare.length; at += colours, from += bands)
    for (let band = 0; band < colours; band += 1) bare[at + band] = data[from + band] as number;
  return bare;
}

/**
 * Has sharp work on the colours of a picture, where it would change the transparency with them. They are red, green and
 * blue, or grey.
 * @param exact the work ends in floating point, of which sharp would cut off what is behind the point
 */
export async function onColours(pixels: Pixels, work: (image: Sharp) => Sharp, exact = false): Promise<void> {
  const { data, width, height, bands, colours, white } = pixels;
  const sharp = await loadSharp();
  const raw = { width, height, channels: colours as 1 | 3 };
  const deep = white > 255;
  const image = work(sharp(coloursOf(pixels), { raw, limitInputPixels: false }));
  const space = colours === 1 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb';
  const depth = deep ? 'ushort' : exact ? 'float' : 'uchar';
  const { data: bytes, info } = await image.toColourspace(space).raw({ depth }).toBuffer({ resolveWithObject: true });
  const made = new arrays[depth](new Uint8Array(bytes).buffer);
  for (let at = 0, from = 0; at < data.length; at += bands, from += info.channels)
    for (let band = 0; band < colours; band += 1) {
      // sharp hands out one sample of what it made grey.
      const sample = made[from + Math.min(band, info.channels - 1)] as number;
      data[at + band] = Math.min(white, Math.max(0, Math.round(sample)));
    }
}
