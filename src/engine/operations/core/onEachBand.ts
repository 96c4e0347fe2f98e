import type { Sharp } from 'sharp';
import { loadSharp } from '../../formats/loadSharp';
import type { Pixels } from './operation';

/** Lets sharp work on each kind of samples by itself, as if it were gray. */
export async function onEachBand({ data, width, height, bands, white }: Pixels, work: (image: Sharp) => Sharp): Promise<void> {
  const sharp = await loadSharp();
  const deep = white > 255;
  const band = new (deep ? Uint16Array : Uint8Array)(data.length / bands);
  for (let index = 0; index < bands; index += 1) {
    for (let pixel = 0; pixel < band.length; pixel += 1) band[pixel] = data[pixel * bands + index] as number;
    const image = work(sharp(band, { raw: { width, height, channels: 1 }, limitInputPixels: false }));
    const bytes = await image
      .toColorspace(deep ? 'grey16' : 'b-w')
      .raw({ depth: deep ? 'ushort' : 'uchar' })
      .toBuffer();
    const made = deep ? new Uint16Array(new Uint8Array(bytes).buffer) : bytes;
    for (let pixel = 0; pixel < band.length; pixel += 1) data[pixel * bands + index] = made[pixel] as number;
  }
}
