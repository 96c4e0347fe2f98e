import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { PixelSize } from '../../shared/values/pixelSize';
import { intermediatesFolder } from '../fs/intermediatesFolder';
import type { ScratchFiles } from '../fs/scratchFiles';
import type { Pixels } from '../operations/core/operation';
import type { Intermediate, Intermediates } from './intermediates';

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
export class FileIntermediate implements Intermediate {
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

  async withSamples(image: Sharp, pixels: Pixels): Promise<Intermediate> {
    const intermediate = await this.keep(image);
    intermediate.replace(pixels);
    return intermediate;
  }

  dispose(): void {
    try {
      if (this.#count > 0) rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Windows does not delete a file that is still being read, as after a timeout. The sweep at the end of the run removes it.
    }
  }
}
