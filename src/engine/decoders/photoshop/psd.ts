import * as l10n from '@vscode/l10n';
import { channelsOf, type DecodedHeader, type DecodedImage, type Decoder, type ImageForm, type ReadableBytes } from '../decoder';
import { DecodingError } from '../decodingErrors';
import { bytesFor, readableBuffer, readExactly, wordsFor } from '../readBytes';
import { type PsdHead, readPsdHead } from './psdHead';

/**
 * The composite image of PSD and PSB. Sources: "Adobe Photoshop File Formats Specification" (Adobe, 2019), "Image Data Section";
 * "Understanding PackBits" (Apple, Technical Note TN1023) for the compression.
 */

/** Values of the word before the image. */
const compression = { raw: 0, runs: 1, zip: 2, zipWithPrediction: 3 } as const;
/** Two bytes stand for at most 128. */
const mostExpansion = 64;

function formOf({ width, height, mode, depth, hasAlphaChannel, transparentIndex }: PsdHead): ImageForm {
  const space = mode === 'cmyk' ? 'cmyk' : mode === 'rgb' || mode === 'indexed' ? 'rgb' : 'gray';
  const bits = depth === 16 && mode !== 'cmyk' ? 16 : 8;
  return { width, height, bits, space, alpha: hasAlphaChannel || transparentIndex !== undefined };
}

function readHeader(file: ReadableBytes): DecodedHeader {
  const head = readPsdHead(file);
  const { metadata, density } = head;
  return { ...formOf(head), pages: 1, metadata, ...(density !== undefined && { density }) };
}

/** The rows of the channels, one channel after the other. A row that is returned is valid until the next one is read. */
type ReadRow = (channel: number, y: number) => Uint8Array;

function readRawRows({ height, imageAt }: PsdHead, file: Buffer, used: number, rowBytes: number): ReadRow {
  const start = imageAt + 2;
  if (start + used * height * rowBytes > file.length) throw new DecodingError('truncated', 'missing rows');
  return (channel, y) => {
    const at = start + (channel * height + y) * rowBytes;
    return file.subarray(at, at + rowBytes);
  };
}

/** Unpacks a row of runs. */
function unpackRow(file: Buffer, start: number, end: number, row: Uint8Array): void {
  let at = start;
  let to = 0;
  while (at < end) {
    const code = file[at] as number;
    at += 1;
    if (code === 128) continue;
    const count = code < 128 ? code + 1 : 257 - code;
    if (at + (code < 128 ? count : 1) > end || to + count > row.length)
      throw new DecodingError('damaged', 'a run after the end of its row');
    if (code < 128) {
      for (let index = 0; index < count; index += 1) row[to + index] = file[at + index] as number;
      at += count;
    } else {
      row.fill(file[at] as number, to, to + count);
      at += 1;
    }
    to += count;
  }
  if (to < row.length) throw new DecodingError('damaged', 'a row without its end');
}

/** The lengths of all rows precede them, of four bytes in PSB, else of two. All are checked before memory is taken for pixels. */
function readPackedRows({ height, channels, isLarge, imageAt }: PsdHead, file: Buffer, used: number, rowBytes: number): ReadRow {
  const lengthBytes = isLarge ? 4 : 2;
  const tableAt = imageAt + 2;
  let at = tableAt + channels * height * lengthBytes;
  if (at > file.length) throw new DecodingError('truncated', 'missing rows');
  const offsets = new Float64Array(used * height + 1);
  for (let row = 0; row < used * height; row += 1) {
    const length = file.readUIntBE(tableAt + row * lengthBytes, lengthBytes);
    if (length * mostExpansion < rowBytes) throw new DecodingError('damaged', 'a row that is too short');
    offsets[row] = at;
    at += length;
  }
  if (at > file.length) throw new DecodingError('truncated', 'missing rows');
  offsets[used * height] = at;
  const unpacked = new Uint8Array(rowBytes);
  return (channel, y) => {
    const row = channel * height + y;
    unpackRow(file, offsets[row] as number, offsets[row + 1] as number, unpacked);
    return unpacked;
  };
}

function rowReader(head: PsdHead, file: Buffer, used: number): ReadRow {
  const method = readExactly(readableBuffer(file), head.imageAt, 2).readUInt16BE(0);
  const rowBytes = Math.ceil((head.width * head.depth) / 8);
  if (method === compression.raw) return readRawRows(head, file, used, rowBytes);
  if (method === compression.runs) return readPackedRows(head, file, used, rowBytes);
  if (method === compression.zip || method === compression.zipWithPrediction) {
    throw new DecodingError('unsupported', l10n.t('Photoshop image with ZIP compression'));
  }
  throw new DecodingError('damaged', `compression ${method}`);
}

/** Where the samples of a row go in the result. */
interface RowTarget {
  readonly samples: Uint8Array | Uint16Array;
  readonly width: number;
  /** Offset of the first one, and distance to the next. */
  readonly start: number;
  readonly step: number;
}

/** Samples of 8 bits. @param flip 255 to invert them */
function placeBytes(row: Uint8Array, { samples, width, start, step }: RowTarget, flip: number): void {
  for (let x = 0, to = start; x < width; x += 1, to += step) samples[to] = (row[x] as number) ^ flip;
}

/** Samples of 16 bits, big-endian. */
function placeWords(row: Uint8Array, { samples, width, start, step }: RowTarget): void {
  for (let x = 0, to = start; x < width; x += 1, to += step) samples[to] = ((row[x * 2] as number) << 8) | (row[x * 2 + 1] as number);
}

/** Samples of 16 bits as 8. @param flip 255 to invert them */
function reduceWords(row: Uint8Array, { samples, width, start, step }: RowTarget, flip: number): void {
  for (let x = 0, to = start; x < width; x += 1, to += step) {
    samples[to] = Math.round((((row[x * 2] as number) << 8) | (row[x * 2 + 1] as number)) / 257) ^ flip;
  }
}

/** Bits, of which 1 is black. */
function placeBits(row: Uint8Array, { samples, width, start, step }: RowTarget): void {
  for (let x = 0, to = start; x < width; x += 1, to += step) samples[to] = ((row[x >> 3] as number) >> (7 - (x & 7))) & 1 ? 0 : 255;
}

function placeColors(row: Uint8Array, { samples, width, start, step }: RowTarget, { palette, transparentIndex }: PsdHead): void {
  const colors = palette as Buffer;
  for (let x = 0, to = start; x < width; x += 1, to += step) {
    const index = row[x] as number;
    samples[to] = colors[index] as number;
    samples[to + 1] = colors[index + 256] as number;
    samples[to + 2] = colors[index + 512] as number;
    if (step === 4) samples[to + 3] = index === transparentIndex ? 0 : 255;
  }
}

/** Places a row of a channel. CMYK is stored with 0 for full ink. */
function placeRow(head: PsdHead, row: Uint8Array, target: RowTarget, channel: number): void {
  const flip = head.mode === 'cmyk' && channel < head.colorChannels ? 255 : 0;
  if (head.mode === 'indexed') placeColors(row, target, head);
  else if (head.depth === 1) placeBits(row, target);
  else if (head.depth === 8) placeBytes(row, target, flip);
  else if (head.mode === 'cmyk') reduceWords(row, target, flip);
  else placeWords(row, target);
}

/** A color without the white that it was blended with. */
function withoutWhite(color: number, alpha: number, white: number, largest: number): number {
  const straight = Math.round(white + ((color - white) * largest) / alpha);
  return straight < 0 ? 0 : straight > largest ? largest : straight;
}

/** The results for all samples of 8 bits: `table[alpha * 256 + color]`. Transparent ones stay as they are. */
function whiteTable(white: number): Uint8Array {
  const table = new Uint8Array(1 << 16);
  for (let index = 0; index < table.length; index += 1) {
    table[index] = index < 256 ? index : withoutWhite(index & 255, index >> 8, white, 255);
  }
  return table;
}

/**
 * Takes the white out of partly transparent pixels with which Photoshop blends the composite image, as other readers do. In CMYK,
 * white is no ink.
 */
function removeWhite(samples: Uint8Array | Uint16Array, channels: number, { space, bits }: ImageForm): void {
  const largest = 2 ** bits - 1;
  const white = space === 'cmyk' ? 0 : largest;
  const table = whiteTable(white);
  for (let at = 0; at < samples.length; at += channels) {
    const alpha = samples[at + channels - 1] as number;
    if (alpha === 0 || alpha === largest) continue;
    for (let to = at; to < at + channels - 1; to += 1) {
      const color = samples[to] as number;
      samples[to] = bits === 8 ? (table[alpha * 256 + color] as number) : withoutWhite(color, alpha, white, largest);
    }
  }
}

function decode(file: Buffer): readonly DecodedImage[] {
  const head = readPsdHead(readableBuffer(file));
  const { width, height, colorChannels, hasAlphaChannel } = head;
  const form = formOf(head);
  const used = colorChannels + (hasAlphaChannel ? 1 : 0);
  const readRow = rowReader(head, file, used);
  const samples = form.bits === 16 ? wordsFor(form) : bytesFor(form);
  const step = channelsOf(form);
  // Row by row, since the samples of a row stay in the cache of the processor.
  for (let y = 0; y < height; y += 1) {
    for (let channel = 0; channel < used; channel += 1) {
      placeRow(head, readRow(channel, y), { samples, width, start: y * width * step + channel, step }, channel);
    }
  }
  if (hasAlphaChannel) removeWhite(samples, step, form);
  return [{ ...form, samples }];
}

/** Decodes the composite image of PSD and PSB. */
export const psd: Decoder = { readHeader, decode };
