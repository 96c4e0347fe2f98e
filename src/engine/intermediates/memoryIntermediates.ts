import sharp, { type Sharp } from 'sharp';
import type { ImageState } from '../operations';
import type { Pixels } from '../operations/core/operation';
import { spreadGray } from '../operations/core/spreadGray';
import { isGray } from '../operations/core/workingSpace';
import type { Intermediate, Intermediates } from './intermediates';

/** Intermediates in memory: samples without metadata. */

/** The samples of an image in memory. */
export class MemoryIntermediate implements Intermediate {
  constructor(readonly samples: Pixels) {}

  get width(): number {
    return this.samples.width;
  }

  get height(): number {
    return this.samples.height;
  }

  open(): Sharp {
    return openPixels(this.samples);
  }

  pixels(): Pixels {
    return this.samples;
  }

  replace({ data }: Pixels): void {
    if (data !== this.samples.data) this.samples.data.set(data);
  }
}

/** How sharp reads samples. */
export function rawOf({ width, height, bands }: Pixels) {
  return { width, height, channels: bands as 1 | 2 | 3 | 4 };
}

/** A pipeline over samples. */
export function openPixels(pixels: Pixels): Sharp {
  return sharp(pixels.data, { raw: rawOf(pixels), limitInputPixels: false });
}

/** The samples of a pipeline as sharp returns them. */
async function rawSamples(image: Sharp, deep: boolean): Promise<Omit<Pixels, 'colors'>> {
  const { data, info } = await image.raw({ depth: deep ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels: bands } = info;
  if (!deep) return { data, width, height, bands, white: 255 };
  // Two-byte samples need an even address.
  const { buffer, byteOffset, length } = data.byteOffset % 2 === 0 ? data : Buffer.from(new Uint8Array(data).buffer);
  return { data: new Uint16Array(buffer, byteOffset, length / 2), width, height, bands, white: 65_535 };
}

/** Red, green and blue out of gray. */
function inColors({ data, ...rest }: Omit<Pixels, 'colors'>): Pixels {
  const wide = new (data instanceof Uint16Array ? Uint16Array : Uint8Array)(data.length * 3);
  if (data instanceof Uint8Array && wide instanceof Uint8Array) spreadGray(data, wide);
  else for (let at = 0; at < data.length; at += 1) wide[3 * at] = wide[3 * at + 1] = wide[3 * at + 2] = data[at] as number;
  return { ...rest, data: wide, bands: 3, colors: 3 };
}

/** Gray and opacity out of red, green, blue and opacity. */
function grayWithAlpha({ data, width, height }: Omit<Pixels, 'colors'>): Pixels {
  const thin = new Uint8Array(width * height * 2);
  for (let at = 0, from = 0; at < thin.length; at += 2, from += 4) {
    thin[at] = data[from] as number;
    thin[at + 1] = data[from + 3] as number;
  }
  return { data: thin, width, height, bands: 2, colors: 1, white: 255 };
}

/** Intermediates of still images. */
export class MemoryIntermediates implements Intermediates {
  async keep(image: Sharp, { space, alpha }: ImageState): Promise<Intermediate> {
    const colors = isGray(space) ? 1 : 3;
    const deep = space === 'rgb16' || space === 'grey16';
    const samples = await rawSamples(image, deep);
    if (samples.bands === colors + Number(alpha)) return new MemoryIntermediate({ ...samples, colors });
    // sharp returns an image that is or was gray as a single raw channel, without its transparency.
    if (!alpha) return new MemoryIntermediate(inColors(samples));
    const png = sharp(await image.png({ compressionLevel: 0 }).toBuffer(), { limitInputPixels: false, ignoreIcc: true });
    const wide = await rawSamples(png.toColorspace(deep ? 'rgb16' : 'srgb'), deep);
    return new MemoryIntermediate(colors === 1 ? grayWithAlpha(wide) : { ...wide, colors });
  }

  async withSamples(_: Sharp, pixels: Pixels): Promise<Intermediate> {
    return new MemoryIntermediate(pixels);
  }
}

/** A frame of an animation: 8-bit red, green, blue and alpha. */
export function frameIntermediate(data: Buffer, width: number, height: number): MemoryIntermediate {
  return new MemoryIntermediate({ data, width, height, bands: 4, colors: 3, white: 255 });
}

/** Adds an opaque alpha channel to red, green and blue. */
function withOpacity(samples: Buffer): Buffer {
  const data = Buffer.alloc((samples.length / 3) * 4, 255);
  for (let from = 0, at = 0; from < samples.length; from += 3, at += 4) {
    data[at] = samples[from] as number;
    data[at + 1] = samples[from + 1] as number;
    data[at + 2] = samples[from + 2] as number;
  }
  return data;
}

/** Intermediates of the frames of an animation. */
export class FrameIntermediates implements Intermediates {
  async keep(image: Sharp): Promise<MemoryIntermediate> {
    const { data, info } = await image.toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
    if (info.channels === 4) return frameIntermediate(data, info.width, info.height);
    if (info.channels === 3) return frameIntermediate(withOpacity(data), info.width, info.height);
    // For an image that became gray, sharp returns a single raw channel without alpha.
    return this.keep(sharp(await image.png({ compressionLevel: 0 }).toBuffer(), { limitInputPixels: false }));
  }

  async withSamples(_: Sharp, pixels: Pixels): Promise<Intermediate> {
    return new MemoryIntermediate(pixels);
  }
}
