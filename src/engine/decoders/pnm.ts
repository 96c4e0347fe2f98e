import { channelsOf, type DecodedHeader, type DecodedImage, type Decoder, type ReadableBytes } from './decoder';
import { DecodingError } from './decodingErrors';
import { type PnmHead, readPnmHead } from './pnmHead';
import { bytesFor, readableBuffer, wordsFor } from './readBytes';

/** Netpbm: PBM, PGM, PPM, PAM and PFM. Sources: the manual pages of Netpbm of these names (B. Henderson). */

function readHeader(file: ReadableBytes): DecodedHeader {
  const { width, height, bits, space, alpha } = readPnmHead(file);
  return { width, height, bits, space, alpha, pages: 1, metadata: {} };
}

type Samples = Uint8Array | Uint16Array;

/** The samples of the result for those of the file, up to the maxval. */
function scaleTable({ maxval, bits, isInverted }: PnmHead): Samples {
  const largest = 2 ** bits - 1;
  const table = bits === 8 ? new Uint8Array(maxval + 1) : new Uint16Array(maxval + 1);
  for (let value = 0; value <= maxval; value += 1) table[value] = Math.round(((isInverted ? maxval - value : value) * largest) / maxval);
  return table;
}

function memoryFor(head: PnmHead): Samples {
  return head.bits === 8 ? bytesFor(head) : wordsFor(head);
}

/** Refuses a file that is shorter than its samples. @param bytes the least that they take */
function requireBytes(file: Buffer, { start }: PnmHead, bytes: number): void {
  if (start + bytes > file.length) throw new DecodingError('truncated', 'missing samples');
}

function refuseValue(value: number, maxval: number): void {
  if (value > maxval) throw new DecodingError('damaged', `a sample of ${value}, with a maxval of ${maxval}`);
}

const [zero, nine, hash, lineFeed, carriageReturn] = [0x30, 0x39, 0x23, 0x0a, 0x0d];

/** Samples as digits. Those of PBM need no white space between them. Comments are not in the specification here, but in files. */
function fromDigits(file: Buffer, head: PnmHead): Samples {
  const { width, height, maxval, isInverted } = head;
  const count = width * height * channelsOf(head);
  requireBytes(file, head, isInverted ? count : count * 2 - 1);
  const samples = memoryFor(head);
  const table = scaleTable(head);
  let at = head.start;
  for (let to = 0; to < count; to += 1) {
    let byte = file[at] as number;
    while (at < file.length && (byte < zero || byte > nine)) {
      if (byte === hash) while (at < file.length && file[at] !== lineFeed && file[at] !== carriageReturn) at += 1;
      else if (byte > 0x20 || byte < 0x09) throw new DecodingError('damaged', 'neither a digit nor white space');
      at += 1;
      byte = file[at] as number;
    }
    if (at >= file.length) throw new DecodingError('truncated', 'missing samples');
    let value = 0;
    do {
      value = value * 10 + byte - zero;
      at += 1;
      byte = file[at] as number;
    } while (!isInverted && byte >= zero && byte <= nine && value <= maxval);
    refuseValue(value, maxval);
    samples[to] = table[value] as number;
  }
  return samples;
}

/** Samples of one bit, from the uppermost on, with each row padded to a byte. */
function fromBits(file: Buffer, head: PnmHead): Samples {
  const { width, height, start } = head;
  const rowBytes = Math.ceil(width / 8);
  requireBytes(file, head, rowBytes * height);
  const samples = memoryFor(head);
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    const rowAt = start + y * rowBytes;
    for (let x = 0; x < width; x += 1) {
      samples[to] = ((file[rowAt + (x >> 3)] as number) >> (7 - (x & 7))) & 1 ? 0 : 255;
      to += 1;
    }
  }
  return samples;
}

/** Samples of one byte. */
function fromBytes(file: Buffer, head: PnmHead): Samples {
  const { width, height, maxval, start } = head;
  const count = width * height * channelsOf(head);
  requireBytes(file, head, count);
  const samples = memoryFor(head);
  if (maxval === 255) {
    samples.set(file.subarray(start, start + count));
    return samples;
  }
  const table = scaleTable(head);
  for (let to = 0; to < count; to += 1) {
    const value = file[start + to] as number;
    if (value > maxval) refuseValue(value, maxval);
    samples[to] = table[value] as number;
  }
  return samples;
}

/** Samples of two bytes, for a maxval of more than 255. */
function fromWords(file: Buffer, head: PnmHead): Samples {
  const { width, height, maxval, start } = head;
  const count = width * height * channelsOf(head);
  requireBytes(file, head, count * 2);
  const samples = memoryFor(head);
  const table = scaleTable(head);
  for (let to = 0, at = start; to < count; to += 1, at += 2) {
    const value = ((file[at] as number) << 8) | (file[at + 1] as number);
    if (value > maxval) refuseValue(value, maxval);
    samples[to] = maxval === 0xffff ? value : (table[value] as number);
  }
  return samples;
}

/** Floats in rows from the bottom. 0 to 1 becomes the whole range; what is beyond is cut off, and what is no number is 0. */
function fromFloats(file: Buffer, head: PnmHead): Samples {
  const { height, isLittleEndian, start } = head;
  const perRow = head.width * channelsOf(head);
  requireBytes(file, head, perRow * height * 4);
  const samples = memoryFor(head);
  const floats = new DataView(file.buffer, file.byteOffset, file.length);
  let to = 0;
  for (let y = height - 1; y >= 0; y -= 1) {
    const rowAt = start + y * perRow * 4;
    for (let index = 0; index < perRow; index += 1) {
      const value = floats.getFloat32(rowAt + index * 4, isLittleEndian);
      samples[to] = value > 0 ? (value < 1 ? Math.round(value * 0xffff) : 0xffff) : 0;
      to += 1;
    }
  }
  return samples;
}

function decodeSamples(file: Buffer, head: PnmHead): Samples {
  if (head.storage === 'bytes') return head.bits === 8 ? fromBytes(file, head) : fromWords(file, head);
  return { digits: fromDigits, bits: fromBits, floats: fromFloats }[head.storage](file, head);
}

function decode(file: Buffer): readonly DecodedImage[] {
  const head = readPnmHead(readableBuffer(file));
  const { width, height, bits, space, alpha } = head;
  return [{ width, height, bits, space, alpha, samples: decodeSamples(file, head) }];
}

/** Decodes PNM, of which the first image counts. Samples are scaled to 8 bits, or to 16 for a maxval of more than 255. */
export const pnm: Decoder = { readHeader, decode };
