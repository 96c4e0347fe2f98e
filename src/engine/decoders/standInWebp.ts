import { loadSharp } from '../formats/loadSharp';
import { type RiffChunk, readChunks, webpHeadBytes, writeWebp } from '../formats/webp';
import type { DecodedFile, DecodedImage } from './decoder';

/**
 * Writes animations as WebPs without loss. libwebp's encoder of animations would merge frames that look the same, so that their
 * number changed. Source: RFC 9649, 2.7.
 */

const flags = { animation: 0x02, exif: 0x08, alpha: 0x10 } as const;
/** The frame replaces what was there, and stays. */
const replaces = 0x02;
const [longestDelay, mostLoops] = [2 ** 24 - 1, 2 ** 16 - 1];

function size(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntLE(width - 1, 0, 3);
  bytes.writeUIntLE(height - 1, 3, 3);
  return bytes;
}

/** A frame of RGB with alpha that fills the canvas. */
async function frame({ width, height, samples }: DecodedImage, delay: number): Promise<RiffChunk> {
  const sharp = await loadSharp();
  const raw = { width, height, channels: 4 } as const;
  const webp = await sharp(samples, { raw, limitInputPixels: false }).webp({ lossless: true, exact: true, effort: 0 }).toBuffer();
  const image = readChunks(webp).filter(({ type }) => type === 'VP8L');
  const timing = Buffer.alloc(4);
  timing.writeUIntLE(Math.min(longestDelay, delay), 0, 3);
  timing.writeUInt8(replaces, 3);
  const data = Buffer.concat([Buffer.alloc(6), size(width, height), timing, writeWebp(image).subarray(webpHeadBytes.file)]);
  return { type: 'ANMF', data };
}

/** A WebP of frames that all have the size of the first. @param exif of the whole file */
export async function encodeWebp({ header, images }: DecodedFile, exif: Buffer | undefined): Promise<Buffer> {
  const { width, height, animation } = header;
  const { delays = [], loop = 0 } = animation ?? {};
  const frames: RiffChunk[] = [];
  for (const [index, image] of images.entries()) frames.push(await frame(image, delays[index] ?? 0));
  const head = Buffer.concat([Buffer.of(flags.animation | flags.alpha | (exif ? flags.exif : 0), 0, 0, 0), size(width, height)]);
  const control = Buffer.alloc(6);
  control.writeUInt16LE(Math.min(mostLoops, loop), 4);
  return writeWebp([
    { type: 'VP8X', data: head },
    { type: 'ANIM', data: control },
    ...frames,
    ...(exif ? [{ type: 'EXIF', data: exif }] : []),
  ]);
}
