import * as l10n from '@vscode/l10n';
import type { DecodedHeader, ReadableBytes } from './decoder';
import { DecodingError } from './decodingErrors';
import { requirePositiveSize } from './readBytes';

/** The headers of Netpbm. Sources: the manual pages pbm, pgm, ppm, pam and pfm of Netpbm (B. Henderson). */

/** How samples are stored: as digits, in bits, in big-endian bytes, or as floats. */
type Storage = 'digits' | 'bits' | 'bytes' | 'floats';

/** The header of an image, and where its samples begin. */
export interface PnmHead extends Pick<DecodedHeader, 'width' | 'height' | 'bits' | 'space' | 'alpha'> {
  readonly storage: Storage;
  /** Whether 1 is black, as in PBM. */
  readonly isInverted: boolean;
  /** The sample of full intensity. */
  readonly maxval: number;
  /** Of floats. */
  readonly isLittleEndian: boolean;
  /** Offset of the samples. */
  readonly start: number;
}

/** Headers have some 20 bytes, but comments may be of any length. */
const maxHeadBytes = 1 << 16;
const maxMaxval = 0xffff;
const maxSide = 2 ** 31 - 1;

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

/** The offset after white space and comments. */
function afterBlanks(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    while (isSpace(bytes[at])) at += 1;
    if (bytes[at] !== 0x23) return at;
    while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at += 1;
  }
}

/** Reads what a header consists of. Each of its methods throws a DecodingError if the header ends before. */
class HeadReader {
  private at = 2;

  constructor(
    private readonly bytes: Buffer,
    private readonly isWhole: boolean,
  ) {}

  private refuseEnd(): void {
    if (this.at >= this.bytes.length) throw new DecodingError(this.isWhole ? 'truncated' : 'damaged', 'a header without an end');
  }

  word(): string {
    const start = afterBlanks(this.bytes, this.at);
    this.at = start;
    while (this.at < this.bytes.length && !isSpace(this.bytes[this.at]) && this.bytes[this.at] !== 0x23) this.at += 1;
    this.refuseEnd();
    return this.bytes.toString('latin1', start, this.at);
  }

  number(most: number): number {
    const value = numberOf(this.word());
    if (value > most) throw new DecodingError('damaged', `${value} in the header`);
    return value;
  }

  /** The offset after what was read. */
  get position(): number {
    return this.at;
  }

  /** A line without the white space around it. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    const start = this.at;
    this.at = end < 0 ? this.bytes.length : end + 1;
    if (end < 0) this.refuseEnd();
    return this.bytes.toString('latin1', start, end).trim();
  }

  /** The offset after the one white space that ends the header. */
  end(): number {
    this.refuseEnd();
    if (!isSpace(this.bytes[this.at])) throw new DecodingError('damaged', 'no white space after the header');
    return this.at + 1;
  }
}

function numberOf(word: string): number {
  if (!/^\d{1,10}$/.test(word)) throw new DecodingError('damaged', 'no number where the header has one');
  return Number(word);
}

function bitsFor(maxval: number): 8 | 16 {
  if (maxval < 1 || maxval > maxMaxval) throw new DecodingError('damaged', `a maxval of ${maxval}`);
  return maxval > 255 ? 16 : 8;
}

const plain = { isInverted: false, isLittleEndian: false, alpha: false } as const;

/** P1 to P6: sizes, and except for bits the maxval. */
function readClassic(reader: HeadReader, kind: number): PnmHead {
  const size = { width: reader.number(maxSide), height: reader.number(maxSide) };
  const isBits = kind === 1 || kind === 4;
  const maxval = isBits ? 1 : reader.number(maxMaxval);
  const storage = kind <= 3 ? 'digits' : isBits ? 'bits' : 'bytes';
  const form = { bits: bitsFor(maxval), space: kind === 3 || kind === 6 ? 'rgb' : 'gray' } as const;
  return { ...plain, ...size, ...form, maxval, storage, isInverted: isBits, start: reader.end() };
}

/** Samples per pixel for each type of tuple that is defined. Of others, the depth decides. */
const depthByType: ReadonlyMap<string, number> = new Map([
  ['BLACKANDWHITE', 1],
  ['GRAYSCALE', 1],
  ['RGB', 3],
  ['BLACKANDWHITE_ALPHA', 2],
  ['GRAYSCALE_ALPHA', 2],
  ['RGB_ALPHA', 4],
]);

/** P7: a line for each field. */
function readPam(reader: HeadReader): PnmHead {
  const fields = new Map<string, string>();
  for (let line = reader.line(); line !== 'ENDHDR'; line = reader.line()) {
    const [, key = '', value = ''] = /^(\S*)\s*(.*)$/.exec(line) ?? [];
    if (!key.startsWith('#')) fields.set(key, key === 'TUPLTYPE' ? `${fields.get(key) ?? ''} ${value}`.trim() : value);
  }
  const field = (key: string) => numberOf(fields.get(key) ?? '');
  const [width, height, depth, maxval] = [field('WIDTH'), field('HEIGHT'), field('DEPTH'), field('MAXVAL')];
  const type = fields.get('TUPLTYPE') ?? '';
  if (type.startsWith('CMYK')) throw new DecodingError('unsupported', l10n.t('PAM with CMYK colors'));
  if (depth > 4) throw new DecodingError('unsupported', l10n.t('PAM with {0} channels', depth));
  if (depth < 1 || (depthByType.get(type) ?? depth) !== depth) throw new DecodingError('damaged', `${depth} samples for ${type}`);
  const form = { bits: bitsFor(maxval), space: depth > 2 ? 'rgb' : 'gray', alpha: depth % 2 === 0 } as const;
  return { ...plain, width, height, ...form, maxval, storage: 'bytes', start: reader.position };
}

/** PF and Pf: sizes, and a factor whose sign is the byte order. */
function readFloatHead(reader: HeadReader, space: 'gray' | 'rgb'): PnmHead {
  const size = { width: reader.number(maxSide), height: reader.number(maxSide) };
  const scale = Number(reader.word());
  if (!Number.isFinite(scale) || scale === 0) throw new DecodingError('damaged', 'no byte order');
  return { ...plain, ...size, bits: 16, space, maxval: maxMaxval, storage: 'floats', isLittleEndian: scale < 0, start: reader.end() };
}

function readAnyHead(reader: HeadReader, kind: string): PnmHead {
  if (kind === 'PF') return readFloatHead(reader, 'rgb');
  if (kind === 'Pf') return readFloatHead(reader, 'gray');
  return kind === 'P7' ? readPam(reader) : readClassic(reader, Number(kind[1]));
}

/** Reads the header of the first image. @throws DecodingError */
export function readPnmHead(file: ReadableBytes): PnmHead {
  const bytes = file.read(0, maxHeadBytes);
  const kind = bytes.toString('latin1', 0, 2);
  if (!/^P[1-7Ff]$/.test(kind) || !(isSpace(bytes[2]) || bytes[2] === 0x23)) throw new DecodingError('damaged', 'not a PNM');
  const head = readAnyHead(new HeadReader(bytes, bytes.length === file.size), kind);
  requirePositiveSize(head.width, head.height);
  return head;
}
