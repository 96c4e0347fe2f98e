import { brotliDecompressSync } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { isTurned } from '../../formats/orientation';
import type { CodecImage } from '../codecs/codecs';
import type { DecodedHeader, DecodedImage, Decoder, MetadataBlocks, ReadableBytes } from '../decoder';
import { callCodec, DecodingError } from '../decodingErrors';
import { fileBoxes } from '../fileBoxes';
import { readableBuffer } from '../readBytes';
import { startCodec } from '../startCodec';
import { type JxlHeader, readJxlHeader } from './jxlHeader';

/** JPEG XL: a bare codestream, or one in boxes with metadata beside it. Source: ISO/IEC 18181-2. */

/** Bytes of the codestream that contain its header. */
const headBytes = 4096;
/** Most bytes of a block of metadata. */
const mostBlockBytes = 1 << 24;

interface JxlFile {
  readonly header: JxlHeader;
  readonly metadata: MetadataBlocks;
  /** Whether the last box goes beyond the end of the file. */
  readonly isCut: boolean;
}

const metadataTypes: ReadonlySet<string> = new Set(['Exif', 'xml ']);

/** The type and the content of a box of metadata, which may be compressed. Undefined for other boxes, which may inflate to anything. */
function unpacked(type: string, data: Buffer): readonly [type: string, data: Buffer] | undefined {
  if (metadataTypes.has(type)) return [type, data];
  const inner = data.toString('latin1', 0, 4);
  if (type !== 'brob' || !metadataTypes.has(inner)) return undefined;
  return [inner, brotliDecompressSync(data.subarray(4), { maxOutputLength: mostBlockBytes })];
}

/** A block of metadata in a box; EXIF starts with the distance to its byte order. */
function blockOf(type: string, data: Buffer): MetadataBlocks {
  if (type === 'xml ') return { xmp: data };
  return type === 'Exif' && data.length > 8 ? { exif: data.subarray(4 + data.readUInt32BE(0)) } : {};
}

/** The header and the metadata of a file in boxes. The first block of each kind counts. */
function readBoxes(file: ReadableBytes): JxlFile {
  let codestream: Buffer | undefined;
  let metadata: MetadataBlocks = {};
  let end = 0;
  const seen = new Set<string>();
  for (const box of fileBoxes(file)) {
    const { type, dataAt } = box;
    end = box.end;
    const length = end - dataAt;
    if (type === 'jxlc') codestream ??= file.read(dataAt, Math.min(length, headBytes));
    // A part begins with its number.
    if (type === 'jxlp') codestream ??= file.read(dataAt + 4, Math.min(length - 4, headBytes));
    const kind = type === 'brob' ? file.read(dataAt, 4).toString('latin1') : type;
    if (!metadataTypes.has(kind) || seen.has(kind) || length > mostBlockBytes || end > file.size) continue;
    seen.add(kind);
    const block = unpacked(type, file.read(dataAt, length));
    if (block) metadata = { ...metadata, ...blockOf(...block) };
  }
  if (!codestream) throw new DecodingError('truncated', 'no codestream');
  return { header: readJxlHeader(codestream), metadata, isCut: end > file.size };
}

function readFile(file: ReadableBytes): JxlFile {
  try {
    const head = file.read(0, headBytes);
    return head[0] === 0xff ? { header: readJxlHeader(head), metadata: {}, isCut: false } : readBoxes(file);
  } catch (error) {
    if (error instanceof DecodingError) throw error;
    throw new DecodingError(error instanceof RangeError ? 'truncated' : 'damaged', (error as Error).message);
  }
}

/** Whether an image becomes sRGB with 8 bits: the decoder that keeps colors and bits knows no more than 16. */
const isConverted = ({ bits, isSrgb }: JxlHeader) => !isSrgb || bits > 16;

/** Bits of the samples that are made. */
const bitsOf = (header: JxlHeader) => (!isConverted(header) && (header.isFloat || header.bits > 8) ? 16 : 8);

function headerOf({ header, metadata }: JxlFile): DecodedHeader {
  if (header.isAnimated) throw new DecodingError('unsupported', l10n.t('an animated JPEG XL'));
  const [width, height] = isTurned(header.orientation) ? [header.height, header.width] : [header.width, header.height];
  const isDeep = header.isFloat || header.bits > 8;
  const conversion = isDeep
    ? l10n.t('The colors of the JPEG XL were converted to sRGB with 8 bits per sample.')
    : l10n.t('The colors of the JPEG XL were converted to sRGB.');
  const remarks = isConverted(header) ? [conversion] : [];
  const space = header.isGray ? 'gray' : 'rgb';
  return { width, height, bits: bitsOf(header), space, alpha: header.alpha, pages: 1, metadata, remarks };
}

/** Divides the colors of a pixel by its alpha. */
function separateAlpha(rgba: Uint8ClampedArray | Uint16Array, most: number): void {
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] as number;
    if (alpha === 0 || alpha === most) continue;
    for (let channel = at; channel < at + 3; channel += 1)
      rgba[channel] = Math.min(most, Math.round(((rgba[channel] as number) * most) / alpha));
  }
}

/** The samples without channels that the image does not have, in 8 or 16 bits. */
function samplesOf({ data, depth }: CodecImage, { bits, space, alpha }: DecodedHeader, isPremultiplied: boolean): DecodedImage['samples'] {
  const rgba = depth > 8 ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  if (isPremultiplied) separateAlpha(rgba, 2 ** depth - 1);
  const colors = space === 'gray' ? 1 : 3;
  const channels = colors + (alpha ? 1 : 0);
  const samples = bits === 16 ? new Uint16Array((rgba.length / 4) * channels) : new Uint8Array((rgba.length / 4) * channels);
  const scale = (2 ** bits - 1) / (2 ** depth - 1);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += channels) {
    for (let channel = 0; channel < colors; channel += 1) samples[to + channel] = Math.round((rgba[from + channel] as number) * scale);
    if (alpha) samples[to + colors] = Math.round((rgba[from + 3] as number) * scale);
  }
  return samples;
}

/** The codecs return an error as a text, or nothing. */
function decodedOf<Image extends object>(image: Image | string | null): Image {
  if (typeof image === 'object' && image !== null) return image;
  throw new DecodingError('damaged', image ?? 'libjxl could not decode it');
}

async function decodePixels(file: Buffer, header: JxlHeader): Promise<CodecImage> {
  if (isConverted(header)) {
    const codec = await startCodec(({ newJxlToSrgb }) => newJxlToSrgb());
    const { data, width, height } = decodedOf(callCodec(() => codec.decode(file)));
    return { data, width, height, depth: 8 };
  }
  const codec = await startCodec(({ newJxlDecoder }) => newJxlDecoder());
  return decodedOf(callCodec(() => codec.decode(file)));
}

async function decode(file: Buffer): Promise<readonly DecodedImage[]> {
  const read = readFile(readableBuffer(file));
  const header = headerOf(read);
  if (read.isCut) throw new DecodingError('truncated', 'a cut box');
  const image = await decodePixels(file, read.header);
  const { width, height } = image;
  const { bits, space, alpha } = header;
  return [{ width, height, bits, space, alpha, samples: samplesOf(image, header, read.header.isPremultiplied) }];
}

/** Whether the samples are stored as they are, and not as frequencies of colors as the eye sees them. */
export function isLosslessJxl(file: Buffer): boolean {
  return !readFile(readableBuffer(file)).header.isXyb;
}

/** JPEG XL: a still image, upright. */
export const jxl: Decoder = { readHeader: (file) => headerOf(readFile(file)), decode };
