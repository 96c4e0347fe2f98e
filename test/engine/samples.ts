import sharp, { type Sharp } from 'sharp';
import { expect } from 'vitest';
import { fromRaw, type Raw } from './pictures';

/** What is in a file, sample by sample. */

/** A picture that compresses badly, the same each time. */
export function noise(width: number, height: number, channels: Raw['channels'] = 3, seed = 1): Sharp {
  const data = Buffer.alloc(width * height * channels);
  let state = seed;
  for (let at = 0; at < data.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    // Soft shapes with noise upon them, as photos have.
    const pixel = Math.floor(at / channels);
    const soft = 128 + 80 * Math.sin((pixel % width) / 17 + (at % channels)) * Math.cos(Math.floor(pixel / width) / 13);
    data[at] = Math.max(0, Math.min(255, soft + ((state >>> 16) % 40) - 20));
  }
  return fromRaw({ data, width, height, channels });
}

/** Samples as they are stored, whatever the profile; all frames. */
export async function samplesOf(picture: string | Buffer): Promise<Buffer> {
  return sharp(picture, { ignoreIcc: true, animated: true }).raw().toBuffer();
}

/** How far two pictures of one shape are apart, in steps of 255. */
export async function differenceOf(a: string | Buffer, b: string | Buffer): Promise<{ most: number; mean: number }> {
  const [before, after] = [await samplesOf(a), await samplesOf(b)];
  expect(after).toHaveLength(before.length);
  let [most, sum] = [0, 0];
  for (let at = 0; at < before.length; at += 1) {
    const difference = Math.abs((before[at] as number) - (after[at] as number));
    most = Math.max(most, difference);
    sum += difference;
  }
  return { most, mean: sum / before.length };
}

/** The first pixel of the row and column in the middle, as it is stored. */
export async function middleOf(picture: string | Buffer): Promise<number[]> {
  const { data, info } = await sharp(picture, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
  const at = ((info.height >> 1) * info.width + (info.width >> 1)) * info.channels;
  return [...data.subarray(at, at + info.channels)];
}

export function expectNear(found: readonly number[], wanted: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(wanted.length);
  const far = found.some((value, index) => Math.abs(value - (wanted[index] as number)) > tolerance);
  expect(far ? found : wanted).toEqual(wanted);
}

/** Tags of the first directory of a TIFF whose value is one number (TIFF 6.0). */
export function tiffTags(tiff: Buffer): Map<number, number> {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const start = u32(4);
  return new Map(
    Array.from({ length: u16(start) }, (_, index) => {
      const at = start + 2 + index * 12;
      return [u16(at), u16(at + 2) === 3 ? u16(at + 8) : u32(at + 8)];
    }),
  );
}
