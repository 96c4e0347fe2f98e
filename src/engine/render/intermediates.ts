import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { PixelSize } from '../../shared/values/pixelSize';
import { intermediatesFolder } from '../fs/intermediatesFolder';
import type { Pixels } from '../operations/core/operation';

/**
 * Images between two pipelines. sharp does the steps of a pipeline in an order of its own, once each; where a recipe wants
 * another order, or several outputs of one image, the pixels are held in between.
 */
export interface Intermediate extends PixelSize {
  /** A new pipeline over the image. */
  open(): Sharp;
  /** A copy of its samples. */
  pixels(): Pixels;
  /** Writes samples of the same number and kind in the place of its own. */
  replace(pixels: Pixels): void;
}

/** Makes stages, and takes them away at the end. */
export interface Intermediates {
  keep(image: Sharp): Promise<Intermediate>;
  dispose(): void;
}

/** Head of libvips' own format, before the samples. Source: libvips, iofuncs/vips.c. */
const head = { bytes: 64, littleEndian: 0xb6a6f208, width: 4, height: 8, bands: 12, format: 20, interpretation: 28 } as const;
const sampleBytesByFormat: Readonly<Record<number, 1 | 2>> = { 0: 1, 2: 2 };
/** Samples of a pixel that are colors, by VipsInterpretation: b-w, CMYK, grey16; the others have three. */
const colorsByInterpretation: Readonly<Record<number, number>> = { 1: 1, 15: 4, 26: 1 };

/** How samples stand in memory. */
interface Layout extends PixelSize {
  readonly bands: number;
  readonly colors: number;
  readonly sampleBytes: 1 | 2;
}

/** What the head of a file of libvips says of its samples; they stand in the order of bytes of this machine. */
function readHead(path: string): Layout {
  const bytes = Buffer.alloc(head.bytes);
  const file = openSync(path, 'r');
  readSync(file, bytes, 0, head.bytes, 0);
  closeSync(file);
  const read = (at: number) => (bytes.readUInt32BE(0) === head.littleEndian ? bytes.readInt32LE(at) : bytes.readInt32BE(at));
  const sampleBytes = sampleBytesByFormat[read(head.format)];
  if (sampleBytes === undefined) throw new Error(`samples of the type ${read(head.format)}`);
  const bands = read(head.bands);
  const colors = Math.min(bands, colorsByInterpretation[read(head.interpretation)] ?? 3);
  return { width: read(head.width), height: read(head.height), bands, colors, sampleBytes };
}

function asPixels(bytes: Buffer, { width, height, bands, colors, sampleBytes }: Layout): Pixels {
  const data = sampleBytes === 1 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  return { data, width, height, bands, colors, white: sampleBytes === 1 ? 255 : 65_535 };
}

/** In a file of libvips' own format: it holds all that an image knows beside its pixels. */
class FileIntermediate implements Intermediate {
  readonly width: number;
  readonly height: number;

  constructor(readonly path: string) {
    const { width, height } = readHead(path);
    this.width = width;
    this.height = height;
  }

  open(): Sharp {
    return sharp(this.path, { limitInputPixels: false });
  }

  pixels(): Pixels {
    const layout = readHead(this.path);
    const all = readFileSync(this.path);
    const length = layout.width * layout.height * layout.bands * layout.sampleBytes;
    // A copy, since samples of two bytes must stand at an even address.
    const bytes = Buffer.from(new Uint8Array(all.subarray(head.bytes, head.bytes + length)).buffer);
    return asPixels(bytes, layout);
  }

  replace({ data }: Pixels): void {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const file = openSync(this.path, 'r+');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, head.bytes + at);
    } finally {
      closeSync(file);
    }
  }
}

/** Stages of still images, in files of a folder that is theirs alone. */
export class FileIntermediates implements Intermediates {
  #count = 0;

  readonly folder: string;

  /**
   * @param directory the run's folder
   * @param name tells these stages from those of other tasks
   */
  constructor(directory: string, name: string) {
    this.folder = join(intermediatesFolder(directory), name);
  }

  async keep(image: Sharp): Promise<Intermediate> {
    if (this.#count === 0) mkdirSync(this.folder, { recursive: true });
    const path = join(this.folder, `${this.#count}.v`);
    this.#count += 1;
    await image.toFile(path);
    return new FileIntermediate(path);
  }

  dispose(): void {
    try {
      if (this.#count > 0) rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Windows does not give up a file that is still read, as after a timeout. The sweep at the end of the run takes it.
    }
  }
}

/** In memory: samples of 8 bits, red, green, blue and transparency, and nothing beside. */
export class MemoryIntermediate implements Intermediate {
  constructor(
    readonly data: Buffer,
    readonly width: number,
    readonly height: number,
  ) {}

  open(): Sharp {
    const { width, height } = this;
    return sharp(this.data, { raw: { width, height, channels: 4 }, limitInputPixels: false });
  }

  pixels(): Pixels {
    const { width, height } = this;
    return asPixels(Buffer.from(this.data), { width, height, bands: 4, colors: 3, sampleBytes: 1 });
  }

  replace({ data }: Pixels): void {
    this.data.set(data);
  }
}

/** Adds a channel that says nothing to red, green and blue. */
function withOpacity(samples: Buffer): Buffer {
  const data = Buffer.alloc((samples.length / 3) * 4, 255);
  for (let from = 0, at = 0; from < samples.length; from += 3, at += 4) samples.copy(data, at, from, from + 3);
  return data;
}

/** Stages of the frames of an animation. */
export class MemoryIntermediates implements Intermediates {
  async keep(image: Sharp): Promise<Intermediate> {
    const { data, info } = await image.toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
    if (info.channels === 4) return new MemoryIntermediate(data, info.width, info.height);
    if (info.channels === 3) return new MemoryIntermediate(withOpacity(data), info.width, info.height);
    // Of what was made gray sharp hands out one raw sample, without the transparency.
    return this.keep(sharp(await image.png({ compressionLevel: 0 }).toBuffer(), { limitInputPixels: false }));
  }

  dispose(): void {}
}
