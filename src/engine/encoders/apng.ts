import { loadSharp } from '../formats/loadSharp';
import { chunks, pngChunk, pngSignature } from '../formats/png';

/** Writes animated PNGs, of each frame only what differs from the one before. Source: PNG specification, third edition (W3C, 2025), 11.3.6. */

/** Frames of one size in RGBA, one after the other. */
export interface ApngFrames {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  /** For each frame, in ms. */
  readonly delays: readonly number[];
  /** How often it plays; 0 is infinite. */
  readonly loop: number;
  /** Chunks with a profile and metadata, as they are written. */
  readonly chunks?: readonly Buffer[];
}

/** A part of the image. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const samples = 4;

/** The smallest area that contains all pixels in which two frames differ; a single pixel if there are none. */
function changedArea(before: Buffer, after: Buffer, width: number, height: number): Area {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y += 1) {
    const [start, end] = [y * width * samples, (y + 1) * width * samples];
    if (before.compare(after, start, end, start, end) === 0) continue;
    top = Math.min(top, y);
    bottom = y + 1;
    const differs = (x: number) => before.readUInt32LE(start + x * samples) !== after.readUInt32LE(start + x * samples);
    for (let x = 0; x < left; x += 1) if (differs(x)) left = x;
    for (let x = width - 1; x >= right; x -= 1) if (differs(x)) right = x + 1;
  }
  return right === 0 ? { left: 0, top: 0, width: 1, height: 1 } : { left, top, width: right - left, height: bottom - top };
}

/** The compressed rows of a part of a frame, and their head. */
async function compress(frame: Buffer, { width, height }: ApngFrames, area: Area, isOpaque: boolean) {
  const sharp = await loadSharp();
  const raw = { width, height, channels: samples } as const;
  const part = sharp(frame, { raw, limitInputPixels: false }).extract(area);
  const png = await (isOpaque ? part.removeAlpha() : part).png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer();
  const found = [...chunks(png)].map(({ type, start, length }) => ({ type, data: png.subarray(start, start + length) }));
  const head = found.find(({ type }) => type === 'IHDR')?.data as Buffer;
  return { head, rows: Buffer.concat(found.filter(({ type }) => type === 'IDAT').map(({ data }) => data)) };
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

/** Longest time that a frame can be shown for in ms, with a denominator of 1000. */
const longestDelay = 65_535;

/** How a frame is shown: it stays, and replaces what was in its area. */
function frameControl(number: number, { width, height, left, top }: Area, delay: number): Buffer {
  const timing = Buffer.alloc(6);
  timing.writeUInt16BE(Math.min(longestDelay, Math.round(delay)), 0);
  timing.writeUInt16BE(1000, 2);
  return pngChunk('fcTL', Buffer.concat([numbers(number, width, height, left, top), timing]));
}

/** Whether nothing is transparent. */
function hasOpaquePixels(data: Buffer): boolean {
  for (let at = 3; at < data.length; at += samples) if (data[at] !== 255) return false;
  return true;
}

/** An animated PNG. One frame makes one, too. */
export async function encodeApng(frames: ApngFrames): Promise<Buffer> {
  const { data, width, height, pages, delays, loop } = frames;
  const bytes = width * height * samples;
  const isOpaque = hasOpaquePixels(data);
  const pixels = (index: number) => data.subarray(index * bytes, (index + 1) * bytes);
  const parts: Buffer[] = [pngSignature];
  let sequence = 0;
  for (let index = 0; index < pages; index += 1) {
    const area = index === 0 ? { left: 0, top: 0, width, height } : changedArea(pixels(index - 1), pixels(index), width, height);
    const { head, rows } = await compress(pixels(index), frames, area, isOpaque);
    if (index === 0) parts.push(pngChunk('IHDR', head), pngChunk('acTL', numbers(pages, loop)), ...(frames.chunks ?? []));
    parts.push(frameControl(sequence, area, delays[index] ?? 100));
    parts.push(index === 0 ? pngChunk('IDAT', rows) : pngChunk('fdAT', Buffer.concat([numbers(sequence + 1), rows])));
    sequence += index === 0 ? 1 : 2;
  }
  return Buffer.concat([...parts, pngChunk('IEND')]);
}
