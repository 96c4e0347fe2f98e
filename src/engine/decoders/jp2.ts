import * as l10n from '@vscode/l10n';
import { isoBoxes } from '../formats/isoBoxes';
import type { DecodedHeader, DecodedImage, Decoder, ImageForm, MetadataBlocks, ReadableBytes } from './decoder';
import { callCodec, DecodingError } from './decodingErrors';
import { fileBoxes } from './fileBoxes';
import { readableBuffer } from './readBytes';
import { startCodec } from './startCodec';

/** JPEG 2000: a bare codestream, or one in boxes. Sources: ISO/IEC 15444-1, annexes A (codestream) and I (boxes). */

/** Bytes of the codestream that contain its marker SIZ. */
const headBytes = 4096;
/** Most bytes of the box that describes the image. */
const mostHeaderBytes = 1 << 24;

/** What the boxes say of the samples. */
interface BoxFacts {
  readonly metadata: MetadataBlocks;
  /** Channels of the palette that the samples point into. */
  readonly paletteChannels?: number;
}

interface Jp2File extends BoxFacts {
  readonly codestream: Buffer;
}

/** Reads the box `jp2h`. */
function readFacts(bytes: Buffer): BoxFacts {
  const boxes = isoBoxes(bytes, 0, bytes.length) ?? [];
  // The first description of the colors counts. The codec itself converts YCbCr.
  const colors = boxes.find(({ type, dataAt }) => type === 'colr' && (bytes[dataAt] === 1 || bytes[dataAt] === 2));
  const icc = colors && bytes[colors.dataAt] === 2 ? Buffer.from(bytes.subarray(colors.dataAt + 3, colors.end)) : undefined;
  const palette = boxes.find(({ type }) => type === 'pclr');
  return { metadata: icc ? { icc } : {}, ...(palette && { paletteChannels: bytes.readUInt8(palette.dataAt + 2) }) };
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
  for (const { type, dataAt, end } of fileBoxes(file)) {
    const length = end - dataAt;
    if ((type === 'jp2h' || type === 'uuid') && length <= mostHeaderBytes) {
      const data = file.read(dataAt, length);
      if (type === 'jp2h') facts = readFacts(data);
      else blocks = { ...blocks, ...blockOf(data) };
    }
    if (type === 'jp2c')
      return { ...facts, metadata: { ...facts.metadata, ...blocks }, codestream: file.read(dataAt, Math.min(length, headBytes)) };
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

function readHeader(file: ReadableBytes): DecodedHeader {
  try {
    const start = file.read(0, headBytes);
    const read = start[0] === 0xff ? { codestream: start, metadata: {} } : readBoxes(file);
    const { width, height, components } = readSize(read.codestream);
    const [first] = components as [Component];
    if (components.some(({ bits, isSigned }) => bits !== first.bits || isSigned))
      throw new DecodingError('unsupported', l10n.t('a JPEG 2000 whose channels differ in kind'));
    const channels = read.paletteChannels ?? components.length;
    const bits = first.bits > 8 && read.paletteChannels === undefined ? 16 : 8;
    return { width, height, bits, space: spaceOf(channels), alpha: false, pages: 1, metadata: read.metadata };
  } catch (error) {
    if (error instanceof DecodingError) throw error;
    throw new DecodingError('damaged', (error as Error).message);
  }
}

/** How a call of the codec fails, if it does. */
function failureOf(call: () => void): DecodingError | undefined {
  try {
    callCodec(call);
    return undefined;
  } catch (error) {
    return error as DecodingError;
  }
}

async function decode(file: Buffer): Promise<readonly DecodedImage[]> {
  const { width, height, bits, space } = readHeader(readableBuffer(file));
  const errors: string[] = [];
  const onMessage = (message: string) => {
    if (message.startsWith('[ERROR]') || message.startsWith('[WARNING]')) errors.push(message);
  };
  const { J2KDecoder } = await startCodec(({ newOpenJpeg }) => newOpenJpeg(onMessage));
  const decoder = callCodec(() => new J2KDecoder());
  const trap = failureOf(() => {
    decoder.getEncodedBuffer(file.length).set(file);
    decoder.decode();
  });
  // It often goes on after an error, with what it has.
  const [error] = errors;
  if (error !== undefined) throw new DecodingError(/length|truncat|too short|end of/i.test(error) ? 'truncated' : 'damaged', error);
  if (trap) throw trap;
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
  return [{ width, height, bits, space, alpha: false, samples }];
}

/** JPEG 2000 in gray or RGB. */
export const jp2: Decoder = { readHeader, decode };
