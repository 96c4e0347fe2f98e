import { crc32 } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import type { PixelSize } from '../../shared/values/pixelSize';
import { loadSharp } from '../formats/loadSharp';
import { chunks, pngChunk, pngSignature } from '../formats/png';
import type { DecodedHeader, DecodedImage, Decoder, MetadataBlocks, ReadableBytes } from './decoder';
import { DecodingError } from './decodingErrors';

/** Animated PNG. Source: PNG specification, third edition (W3C, 2025), 11.3.6. */

/** How a frame leaves the canvas for the next one. */
const disposal = { none: 0, background: 1, previous: 2 } as const;

/** The chunk fcTL. */
interface FrameControl {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  /** In ms. */
  readonly delay: number;
  readonly disposal: number;
  /** Whether the frame is drawn over the canvas; otherwise it replaces what was there, with its transparency. */
  readonly isBlended: boolean;
}

function readFrameControl(data: Buffer): FrameControl {
  if (data.length < 26) throw new DecodingError('damaged', 'a short fcTL');
  const [width, height, left, top] = [4, 8, 12, 16].map((at) => data.readUInt32BE(at)) as [number, number, number, number];
  // A denominator of 0 stands for 100.
  const delay = Math.round((1000 * data.readUInt16BE(20)) / (data.readUInt16BE(22) || 100));
  return { width, height, left, top, delay, disposal: data[24] as number, isBlended: data[25] === 1 };
}

/** Chunks that a frame needs to be decoded, and converted to sRGB. */
const sharedChunks: ReadonlySet<string> = new Set(['PLTE', 'tRNS', 'iCCP', 'gAMA', 'cHRM', 'sRGB']);

/** Chunks whose damage is visible. */
const visibleChunks: ReadonlySet<string> = new Set([...sharedChunks, 'IHDR', 'acTL', 'fcTL', 'IDAT', 'fdAT', 'IEND']);

interface Frame extends FrameControl {
  /** What is in its IDAT or fdAT chunks. */
  readonly data: Buffer[];
}

/** The parts of a file. */
interface Parts {
  /** Number of frames that are shown. */
  readonly announced: number;
  readonly head: Buffer;
  readonly shared: readonly Buffer[];
  readonly frames: readonly Frame[];
}

function readParts(file: Buffer): Parts {
  const shared: Buffer[] = [];
  const frames: Frame[] = [];
  let head: Buffer | undefined;
  let isEnded = false;
  let announced = 0;
  for (const { type, start, length } of chunks(file)) {
    if (start + length + 4 > file.length) throw new DecodingError('truncated', `a cut ${type}`);
    if (visibleChunks.has(type) && crc32(file.subarray(start - 4, start + length)) !== file.readUInt32BE(start + length))
      throw new DecodingError('damaged', `a wrong checksum of ${type}`);
    const data = file.subarray(start, start + length);
    if (type === 'IHDR') head = data;
    if (type === 'acTL' && length >= 4) announced = data.readUInt32BE(0);
    if (sharedChunks.has(type)) shared.push(pngChunk(type, data));
    if (type === 'fcTL') frames.push({ ...readFrameControl(data), data: [] });
    // Pixels before the first frame are for viewers that show no animation.
    if (type === 'IDAT') frames.at(-1)?.data.push(data);
    if (type === 'fdAT') frames.at(-1)?.data.push(data.subarray(4));
    isEnded = type === 'IEND';
    if (isEnded) break;
  }
  if (!head || !isEnded) throw new DecodingError('truncated', 'no end mark');
  return { announced, head, shared, frames };
}

/** The samples of a frame in RGBA. */
async function decodeFrame({ head, shared }: Parts, { width, height, data }: Frame): Promise<Buffer> {
  const own = Buffer.from(head);
  own.writeUInt32BE(width, 0);
  own.writeUInt32BE(height, 4);
  const png = Buffer.concat([pngSignature, pngChunk('IHDR', own), ...shared, pngChunk('IDAT', Buffer.concat(data)), pngChunk('IEND')]);
  const sharp = await loadSharp();
  try {
    return await sharp(png, { limitInputPixels: false }).toColorspace('srgb').ensureAlpha().raw().toBuffer();
  } catch (error) {
    throw new DecodingError('damaged', (error as Error).message);
  }
}

/** Draws a pixel over another one with straight alpha, at offsets in bytes. */
function blend(canvas: Uint8Array, to: number, frame: Buffer, from: number): void {
  const [over, under] = [frame[from + 3] as number, canvas[to + 3] as number];
  if (over === 0) return;
  const rest = (under * (255 - over)) / 255;
  const alpha = over + rest;
  for (let channel = 0; channel < 3; channel += 1)
    canvas[to + channel] = Math.round(((frame[from + channel] as number) * over + (canvas[to + channel] as number) * rest) / alpha);
  canvas[to + 3] = Math.round(alpha);
}

function draw(canvas: Uint8Array, across: number, { width, height, left, top, isBlended }: FrameControl, frame: Buffer): void {
  for (let y = 0; y < height; y += 1) {
    const [from, to] = [y * width * 4, ((top + y) * across + left) * 4];
    if (!isBlended) canvas.set(frame.subarray(from, from + width * 4), to);
    else for (let at = 0; at < width * 4; at += 4) blend(canvas, to + at, frame, from + at);
  }
}

function clear(canvas: Uint8Array, across: number, { width, height, left, top }: FrameControl): void {
  for (let y = top; y < top + height; y += 1) canvas.fill(0, (y * across + left) * 4, (y * across + left + width) * 4);
}

async function decode(file: Buffer): Promise<readonly DecodedImage[]> {
  const parts = readParts(file);
  const [width, height] = [parts.head.readUInt32BE(0), parts.head.readUInt32BE(4)];
  const canvas = new Uint8Array(width * height * 4);
  const images: DecodedImage[] = [];
  for (const frame of parts.frames.slice(0, parts.announced)) {
    const isInside = frame.width > 0 && frame.height > 0 && frame.left + frame.width <= width && frame.top + frame.height <= height;
    if (!isInside) throw new DecodingError('damaged', 'a frame outside of the image');
    const samples = await decodeFrame(parts, frame);
    const before = frame.disposal === disposal.previous ? canvas.slice() : undefined;
    draw(canvas, width, frame, samples);
    images.push({ width, height, bits: 8, space: 'rgb', alpha: true, samples: canvas.slice() });
    if (before) canvas.set(before);
    if (frame.disposal === disposal.background) clear(canvas, width, frame);
  }
  return images;
}

/** More chunks than an animation of hours has. */
const mostChunks = 1_000_000;

/** The heads of the chunks. */
interface Heads extends PixelSize {
  readonly bits: number;
  /** The number of frames that the head announces, how often they play, and how long each is shown in ms. */
  readonly announced: number;
  readonly loop: number;
  readonly delays: readonly number[];
  readonly metadata: MetadataBlocks;
  /** Whether the end mark is there. */
  readonly isEnded: boolean;
}

function readHeads(file: ReadableBytes): Heads {
  let [width, height, bits, loop, announced] = [0, 0, 0, 0, 0];
  const delays: number[] = [];
  let metadata: MetadataBlocks = {};
  let isEnded = false;
  for (let at = pngSignature.length, count = 0; at + 12 <= file.size && count < mostChunks; count += 1) {
    const head = file.read(at, 8 + 26);
    const [length, type] = [head.readUInt32BE(0), head.toString('latin1', 4, 8)];
    const data = head.subarray(8, 8 + length);
    if (type === 'IHDR') [width, height, bits] = [data.readUInt32BE(0), data.readUInt32BE(4), data[8] as number];
    if (type === 'acTL') [announced, loop] = [data.readUInt32BE(0), data.readUInt32BE(4)];
    if (type === 'fcTL') delays.push(readFrameControl(data).delay);
    if (type === 'eXIf') metadata = { ...metadata, exif: file.read(at + 8, length) };
    if (type === 'iTXt' && head.toString('latin1', 8, 34).startsWith('XML:com.adobe.xmp'))
      metadata = { ...metadata, xmp: file.read(at + 8, length) };
    isEnded = type === 'IEND';
    if (isEnded) break;
    at += 12 + length;
  }
  return { isEnded, width, height, bits, announced, loop, delays, metadata };
}

function readHeader(file: ReadableBytes): DecodedHeader {
  const { isEnded, width, height, bits, announced, loop, delays, metadata } = readHeads(file);
  if (width === 0 || height === 0) throw new DecodingError('damaged', 'no pixels');
  if (!isEnded) throw new DecodingError('truncated', 'no end mark');
  if (delays.length < announced) throw new DecodingError('truncated', `${delays.length} of ${announced} frames`);
  if (announced === 0) throw new DecodingError('damaged', 'no frames');
  const remarks = bits === 16 && { remarks: [l10n.t('The frames of the animation were read with 8 bits per sample.')] };
  // Frames beyond those that are announced are not shown.
  const animation = { delays: delays.slice(0, announced), loop };
  return { width, height, bits: 8, space: 'rgb', alpha: true, pages: announced, metadata, animation, ...remarks };
}

/** Whether an image moves. Without frames, or with a single one, it is shown as a still image, whatever its head says. */
export function isAnimated(file: ReadableBytes): boolean {
  const { announced, delays } = readHeads(file);
  return announced > 1 && delays.length > 0;
}

/** Animated PNG: frames in RGB with alpha, as they are shown one after the other. */
export const apng: Decoder = { readHeader, decode };
