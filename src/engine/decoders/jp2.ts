import * as l10n from '@vscode/l10n';
import { isoBoxes } from '../formats/isoBoxes';
import type { DecodedHeader, DecodedImage, Decoder, ImageForm, MetadataBlocks, ReadableBytes } from './decoder';
import { DecodingError } from './decodingErrors';
import { readableBuffer } from './readBytes';

/** JPEG 2000: a bare codestream, or one in boxes. Sources: ISO/IEC 15444-1, annexes A (codestream) and I (boxes). */

/** Bytes of the codestream that contain its marker SIZ. */
const headBytes = 4096;
/** Most bytes of the box that describes the image. */
const mostHeaderBytes = 1 << 24;

/** The number of the color space YCbCr. */
const ycc = 18;

/** What the boxes say of the samples. */
interface BoxFacts {
  readonly metadata: MetadataBlocks;
  /** Enumerated color space. */
  readonly colorSpace?: number;
  /** Channels of the palette that the samples point into. */
  readonly paletteChannels?: number;
}

interface Jp2File extends BoxFacts {
  readonly codestream: Buffer;
}

/** Reads the box `jp2h`. */
function readFacts(bytes: Buffer): BoxFacts {
  let facts: BoxFacts = { metadata: {} };
  for (const { type, dataAt, end } of isoBoxes(bytes, 0, bytes.length) ?? []) {
    const data = bytes.subarray(dataAt, end);
    // The first description of the colors counts.
    if (type === 'colr' && facts.colorSpace === undefined && facts.metadata.icc === undefined) {
      if (data[0] === 1) facts = { ...facts, colorSpace: data.readUInt32BE(3) };
      if (data[0] === 2) facts = { ...facts, metadata: { ...facts.metadata, icc: Buffer.from(data.subarray(3)) } };
    }
    if (type === 'pclr') facts = { ...facts, paletteChannels: data.readUInt8(2) };
  }
  return facts;
}

const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
const exifId = Buffer.from('JpgTiffExif->JP2', 'latin1');

/** Metadata in a box of a kind that its first 16 bytes name. */
function blockOf(data: Buffer): MetadataBlocks {
  const [id, block] = [data.subarray(0, 16), data.subarray(16)];
  if (id.equals(xmpId)) return { xmp: block };
  return id.equals(exifId) ? { exif: block.subarray(block.toString('latin1', 0, 4) === 'Exif' ? 6 : 0) } : {};
}

function readBoxes(file: ReadableBytes): Jp2File {
  let facts: BoxFacts = { metadata: {} };
  let blocks: MetadataBlocks = {};
  for (let at = 0; at < file.size; ) {
    const head = file.read(at, 16);
    if (head.length < 8) break;
    const short = head.readUInt32BE(0);
    const dataAt = at + (short === 1 ? 16 : 8);
    const size = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short === 0 ? file.size - at : short;
    if (at + size < dataAt) throw new DecodingError('damaged', 'a box of no size');
    const [type, length] = [head.toString('latin1', 4, 8), at + size - dataAt];
    if ((type === 'jp2h' || type === 'uuid') && length <= mostHeaderBytes) {
      const data = file.read(dataAt, length);
      if (type === 'jp2h') facts = readFacts(data);
      else blocks = { ...blocks, ...blockOf(data) };
    }
    if (type === 'jp2c')
      return { ...facts, metadata: { ...facts.metadata, ...blocks }, codestream: file.read(dataAt, Math.min(length, headBytes)) };
    at += size;
  }
  throw new DecodingError('truncated', 'no codestream');
}

interface Component {
  readonly bits: number;
  readonly isSigned: boolean;
}

/** The marker SIZ, which comes first. */
function readSize(codestream: Buffer): { readonly width: number; readonly height: number; readonly components: readonly Component[] } {
  if (codestream.length < 42) throw new DecodingError('truncated', 'no size');
  if (codestream.readUInt32BE(0) !== 0xff4fff51) throw new DecodingError('damaged', 'no SIZ');
  const [right, bottom, left, top] = [8, 12, 16, 20].map((at) => codestream.readUInt32BE(at)) as [number, number, number, number];
  const count = codestream.readUInt16BE(40);
  const components = Array.from({ length: count }, (_, index) => {
    const at = 42 + 3 * index;
    if (at + 3 > codestream.length) throw new DecodingError('truncated', 'no size');
    if (codestream[at + 1] !== 1 || codestream[at + 2] !== 1)
      throw new DecodingError('unsupported', l10n.t('a JPEG 2000 whose channels differ in size'));
    const depth = codestream[at] as number;
    return { bits: (depth & 0x7f) + 1, isSigned: depth > 0x7f };
  });
  if (right <= left || bottom <= top || count === 0) throw new DecodingError('damaged', 'no pixels');
  return { width: right - left, height: bottom - top, components };
}

/** The codec decodes one or three channels. */
function spaceOf(channels: number): ImageForm['space'] {
  if (channels === 1) return 'gray';
  if (channels === 3) return 'rgb';
  throw new DecodingError('unsupported', l10n.t('a JPEG 2000 with {0} channels', channels));
}

function readFile(file: ReadableBytes): DecodedHeader & { readonly isYcc: boolean } {
  try {
    const start = file.read(0, headBytes);
    const read = start[0] === 0xff ? { codestream: start, metadata: {} } : readBoxes(file);
    const { width, height, components } = readSize(read.codestream);
    const [first] = components as [Component];
    if (components.some(({ bits, isSigned }) => bits !== first.bits || isSigned))
      throw new DecodingError('unsupported', l10n.t('a JPEG 2000 whose channels differ in kind'));
    const channels = read.paletteChannels ?? components.length;
    const bits = first.bits > 8 && read.paletteChannels === undefined ? 16 : 8;
    const isYcc = read.colorSpace === ycc;
    return { width, height, bits, space: spaceOf(channels), alpha: false, pages: 1, metadata: read.metadata, isYcc };
  } catch (error) {
    if (error instanceof DecodingError) throw error;
    throw new DecodingError('damaged', (error as Error).message);
  }
}

/** Converts full-range YCbCr (ITU-R BT.601) to RGB. */
function toRgb(samples: DecodedImage['samples'], most: number): void {
  const middle = (most + 1) / 2;
  const put = (at: number, value: number) => {
    samples[at] = Math.max(0, Math.min(most, Math.round(value)));
  };
  for (let at = 0; at < samples.length; at += 3) {
    const [y, blue, red] = [samples[at] as number, (samples[at + 1] as number) - middle, (samples[at + 2] as number) - middle];
    put(at, y + 1.402 * red);
    put(at + 1, y - 0.344136 * blue - 0.714136 * red);
    put(at + 2, y + 1.772 * blue);
  }
}

async function decode(file: Buffer): Promise<readonly DecodedImage[]> {
  const { width, height, bits, space, isYcc } = readFile(readableBuffer(file));
  const { newOpenJpeg } = await import('./codecs/codecModules');
  const errors: string[] = [];
  const { J2KDecoder } = await newOpenJpeg((message) => {
    if (message.startsWith('[ERROR]') || message.startsWith('[WARNING]')) errors.push(message);
  });
  const decoder = new J2KDecoder();
  decoder.getEncodedBuffer(file.length).set(file);
  try {
    decoder.decode();
  } catch (error) {
    throw new DecodingError('damaged', `${errors[0] ?? error}`);
  }
  // It goes on after an error, with what it has.
  const [error] = errors;
  if (error !== undefined) throw new DecodingError(/length|truncat|too short|end of/i.test(error) ? 'truncated' : 'damaged', error);
  const { bitsPerSample, componentCount } = decoder.getFrameInfo();
  const channels = space === 'gray' ? 1 : 3;
  const decoded = decoder.getDecodedBuffer();
  const sampleBytes = bitsPerSample > 8 ? 2 : 1;
  if (componentCount !== channels || decoded.length !== width * height * channels * sampleBytes)
    throw new DecodingError('damaged', 'another size than the header says');
  const stored = sampleBytes === 1 ? decoded : new Uint16Array(decoded.slice().buffer);
  const scale = (2 ** bits - 1) / (2 ** bitsPerSample - 1);
  const samples = bits === 16 ? new Uint16Array(stored.length) : new Uint8Array(stored.length);
  for (let at = 0; at < stored.length; at += 1) samples[at] = Math.round((stored[at] as number) * scale);
  if (isYcc) toRgb(samples, 2 ** bits - 1);
  return [{ width, height, bits, space, alpha: false, samples }];
}

export const jp2: Decoder = {
  readHeader(file) {
    const { isYcc: _, ...header } = readFile(file);
    return header;
  },
  decode,
};
