import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { PixelSize } from '../../shared/values/pixelSize';
import { intermediatesFolder } from '../fs/intermediatesFolder';
import type { ScratchFiles } from '../fs/scratchFiles';
import type { Pixels } from '../operations/core/operation';

/**
 * An image between two pipelines. sharp applies the operations of a pipeline in its own order, once each. When a recipe has
 * another order, or several outputs, the pixels in between are stored.
 */
export interface Intermediate extends PixelSize {
  /** A new pipeline over the image. */
  open(): Sharp;
  /** A copy of its samples. */
  pixels(): Pixels;
  /** Overwrites its samples with as many of the same type. */
  replace(pixels: Pixels): void;
}

/** Makes intermediates, and removes them at the end. */
export interface Intermediates {
  keep(image: Sharp): Promise<Intermediate>;
  dispose(): void;
}

/** The head of libvips' own format, which the samples follow. Source: libvips, iofuncs/vips.c. */
const vipsHead = { bytes: 64, littleEndian: 0xb6a6f208, width: 4, height: 8, bands: 12, format: 20, interpretation: 28 } as const;
const sampleBytesByFormat: Readonly<Record<number, 1 | 2>> = { 0: 1, 2: 2 };
/** Color channels by VipsInterpretation: b-w, CMYK, grey16. All others have three. */
const colorsByInterpretation: Readonly<Record<number, number>> = { 1: 1, 15: 4, 26: 1 };

/** The layout of samples in memory. */
interface Layout extends PixelSize {
  readonly bands: number;
  readonly colors: number;
  readonly sampleBytes: 1 | 2;
}

/** Reads the layout of the samples from the head of a libvips file. They have the byte order of this machine. */
function readVipsHead(path: string): Layout {
  const bytes = Buffer.alloc(vipsHead.bytes);
  const file = openSync(path, 'r');
  readSync(file, bytes, 0, vipsHead.bytes, 0);
  closeSync(file);
  const read = (at: number) => (bytes.readUInt32BE(0) === vipsHead.littleEndian ? bytes.readInt32LE(at) : bytes.readInt32BE(at));
  const sampleBytes = sampleBytesByFormat[read(vipsHead.format)];
  if (sampleBytes === undefined) throw new Error(`unexpected sample type ${read(vipsHead.format)}`);
  const bands = read(vipsHead.bands);
  const colors = Math.min(bands, colorsByInterpretation[read(vipsHead.interpretation)] ?? 3);
  return { width: read(vipsHead.width), height: read(vipsHead.height), bands, colors, sampleBytes };
}

function asPixels(bytes: Buffer, { width, height, bands, colors, sampleBytes }: Layout): Pixels {
  const data = sampleBytes === 1 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  return { data, width, height, bands, colors, white: sampleBytes === 1 ? 255 : 65_535 };
}

/** Stored in a file of libvips' own format, which also keeps the metadata. */
class FileIntermediate implements Intermediate {
  readonly width: number;
  readonly height: number;

  constructor(readonly path: string) {
    const { width, height } = readVipsHead(path);
    this.width = width;
    this.height = height;
  }

  open(): Sharp {
    return sharp(this.path, { limitInputPixels: false });
  }

  pixels(): Pixels {
    const layout = readVipsHead(this.path);
    const all = readFileSync(this.path);
    const length = layout.width * layout.height * layout.bands * layout.sampleBytes;
    // A copy, since two-byte samples need an even address.
    const bytes = Buffer.from(new Uint8Array(all.subarray(vipsHead.bytes, vipsHead.bytes + length)).buffer);
    return asPixels(bytes, layout);
  }

  replace({ data }: Pixels): void {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const file = openSync(this.path, 'r+');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, vipsHead.bytes + at);
    } finally {
      closeSync(file);
    }
  }
}

/** Intermediates of still images, in files of their own folder. */
export class FileIntermediates implements Intermediates, ScratchFiles {
  #count = 0;

  readonly folder: string;

  /**
   * @param directory the run's folder
   * @param name distinguishes this folder from those of other tasks
   */
  constructor(directory: string, name: string) {
    this.folder = join(intermediatesFolder(directory), name);
  }

  /** The path of a further file in the folder. */
  path(name: string): string {
    if (this.#count === 0) mkdirSync(this.folder, { recursive: true });
    this.#count += 1;
    return join(this.folder, name);
  }

  async keep(image: Sharp): Promise<Intermediate> {
    const path = this.path(`${this.#count}.v`);
    await image.toFile(path);
    return new FileIntermediate(path);
  }

  dispose(): void {
    try {
      if (this.#count > 0) rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Windows does not delete a file that is still being read, as after a timeout. The sweep at the end of the run removes it.
    }
  }
}

/** Stored in memory: 8-bit red, green, blue and alpha, without metadata. */
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

/** Adds an opaque alpha channel to red, green and blue. */
function withOpacity(samples: Buffer): Buffer {
  const data = Buffer.alloc((samples.length / 3) * 4, 255);
  for (let from = 0, at = 0; from < samples.length; from += 3, at += 4) samples.copy(data, at, from, from + 3);
  return data;
}

/** Intermediates of the frames of an animation. */
export class MemoryIntermediates implements Intermediates {
  async keep(image: Sharp): Promise<Intermediate> {
    const { data, info } = await image.toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
    if (info.channels === 4) return new MemoryIntermediate(data, info.width, info.height);
    if (info.channels === 3) return new MemoryIntermediate(withOpacity(data), info.width, info.height);
    // For an image that became gray, sharp returns a single raw channel without alpha.
    return this.keep(sharp(await image.png({ compressionLevel: 0 }).toBuffer(), { limitInputPixels: false }));
  }

  dispose(): void {}
}
