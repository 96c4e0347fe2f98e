import type { HuffmanTable } from './huffmanCodes';
import { blockSize, type JpegComponent, type JpegFrame, type JpegScan, walkBlocks } from './jpegFrame';
import { SymbolList } from './symbolList';
import { UnusualJpeg } from './unusualJpeg';

/** Encodes coefficients as the scans of a JPEG, with Huffman tables made for each. Sources: ITU-T T.81, F.1 (sequential) and G.1 (progressive). */

/** Kinds of tables: the first for luma, the second for chroma. */
const dcTables = 0;
const acTables = 2;

/** The number of bits of a value without its sign. */
function categoryOf(magnitude: number): number {
  return 32 - Math.clz32(magnitude);
}

/** The bits of a value in its category. Source: T.81, F.1.2.1. */
function bitsOf(value: number, category: number): number {
  return value < 0 ? value + (1 << category) - 1 : value;
}

/** Most bits that are held back until the end of a band is coded, as in libjpeg (jcphuff.c). */
const maxHeldBits = 1000;
/** Most blocks that one symbol can end. */
const longestEndOfBand = 0x7fff;

/** Encodes the blocks of one scan as symbols. */
class ScanEncoder {
  readonly #last: Int32Array;
  /** Blocks without further coefficients, and the bits that refine theirs. */
  #endOfBand = 0;
  #held = 0;
  readonly #heldBits = new Uint8Array(maxHeldBits + 64);

  constructor(
    readonly scan: JpegScan,
    /** The table of each component of the scan: 0 or 1. */
    readonly groups: readonly number[],
    readonly list: SymbolList,
  ) {
    this.#last = new Int32Array(groups.length);
  }

  sequential(index: number, block: Int16Array, offset: number, last: number): void {
    this.firstDc(index, block, offset);
    const table = acTables + (this.groups[index] as number);
    let run = 0;
    for (let k = 1; k <= last; k += 1) {
      const value = block[offset + k] as number;
      if (value === 0) run += 1;
      else {
        this.#addAc(table, run, value);
        run = 0;
      }
    }
    if (last < 63) this.list.add(table, 0, 0, 0);
  }

  #addAc(table: number, zeros: number, value: number): void {
    let run = zeros;
    for (; run > 15; run -= 16) this.list.add(table, 0xf0, 0, 0);
    const category = categoryOf(Math.abs(value));
    if (category > 10) throw new UnusualJpeg('coefficient');
    this.list.add(table, (run << 4) | category, category, bitsOf(value, category));
  }

  /** Blocks that only fill up a unit repeat the coefficient before, which costs least. */
  filler(index: number): void {
    this.list.add(dcTables + (this.groups[index] as number), 0, 0, 0);
    if (this.scan.end > 0) this.list.add(acTables + (this.groups[index] as number), 0, 0, 0);
  }

  firstDc(index: number, block: Int16Array, offset: number): void {
    const value = (block[offset] as number) >> this.scan.low;
    const difference = value - (this.#last[index] as number);
    this.#last[index] = value;
    const category = categoryOf(Math.abs(difference));
    if (category > 11) throw new UnusualJpeg('coefficient');
    this.list.add(dcTables + (this.groups[index] as number), category, category, bitsOf(difference, category));
  }

  refineDc(_index: number, block: Int16Array, offset: number): void {
    this.list.addBits(1, ((block[offset] as number) >> this.scan.low) & 1);
  }

  firstAc(index: number, block: Int16Array, offset: number, last: number): void {
    const { start, end, low } = this.scan;
    const to = Math.min(last, end);
    const table = acTables + (this.groups[index] as number);
    let run = 0;
    for (let k = start; k <= to; k += 1) {
      const value = block[offset + k] as number;
      const shifted = value < 0 ? -(-value >> low) : value >> low;
      if (shifted === 0) run += 1;
      else {
        this.#flush(table);
        this.#addAc(table, run, shifted);
        run = 0;
      }
    }
    if (run > 0 || to < end) this.#endBlock(table);
  }

  refineAc(index: number, block: Int16Array, offset: number, last: number): void {
    const { start, end, low } = this.scan;
    const to = Math.min(last, end);
    const table = acTables + (this.groups[index] as number);
    let lastNew = to;
    while (lastNew >= start && Math.abs(block[offset + lastNew] as number) >> low !== 1) lastNew -= 1;
    let run = 0;
    // Where the bits start that belong to this block and have no symbol yet.
    let own = this.#held;
    for (let k = start; k <= to; k += 1) {
      const value = block[offset + k] as number;
      const magnitude = Math.abs(value) >> low;
      if (magnitude === 0) {
        run += 1;
        continue;
      }
      for (; run > 15 && k <= lastNew; run -= 16) own = this.#settle(table, 0xf0, 0, own);
      if (magnitude > 1) this.#heldBits[this.#held++] = magnitude & 1;
      else {
        own = this.#settle(table, (run << 4) | 1, value < 0 ? 2 : 3, own);
        run = 0;
      }
    }
    if (run > 0 || to < end || this.#held > own) this.#endBlock(table);
  }

  /**
   * Adds a symbol of a block that is refined, and then the block's bits: those from `own` on. What belongs to the blocks before
   * comes first.
   * @param sign 0 without one, otherwise 2 or 3
   * @returns where the block's further bits start
   */
  #settle(table: number, symbol: number, sign: number, own: number): number {
    const held = this.#held;
    this.#held = own;
    this.#flush(table);
    this.list.add(table, symbol, sign >> 1, sign & 1);
    this.#addHeld(own, held);
    return 0;
  }

  /** Adds held bits, and holds none from then on. */
  #addHeld(from: number, to: number): void {
    for (let at = from; at < to; ) {
      const end = Math.min(at + 16, to);
      const length = end - at;
      let bits = 0;
      for (; at < end; at += 1) bits = (bits << 1) | (this.#heldBits[at] as number);
      this.list.addBits(length, bits);
    }
    this.#held = 0;
  }

  #endBlock(table: number): void {
    this.#endOfBand += 1;
    if (this.#endOfBand === longestEndOfBand || this.#held > maxHeldBits - 63) this.#flush(table);
  }

  /** Codes the end of the blocks before. */
  #flush(table: number): void {
    if (this.#endOfBand === 0) return;
    const length = categoryOf(this.#endOfBand) - 1;
    this.list.add(table, length << 4, length, this.#endOfBand - (1 << length));
    this.#endOfBand = 0;
    this.#addHeld(0, this.#held);
  }

  end(): void {
    this.#flush(acTables + (this.groups[0] as number));
  }
}

function blockEncoder(
  encoder: ScanEncoder,
  { isProgressive }: { isProgressive: boolean },
  { start, high }: JpegScan,
): ScanEncoder['firstAc'] {
  if (!isProgressive) return encoder.sequential.bind(encoder);
  if (start === 0) return high === 0 ? encoder.firstDc.bind(encoder) : encoder.refineDc.bind(encoder);
  return high === 0 ? encoder.firstAc.bind(encoder) : encoder.refineAc.bind(encoder);
}

/** The table that each component uses: chroma, which is in the middle, shares one. Source: libjpeg (jcparam.c). */
function groupOf(index: number, components: number): number {
  return components > 2 && index > 0 && index < 3 ? 1 : 0;
}

function segment(kind: number, data: readonly number[]): Buffer {
  const length = data.length + 2;
  return Buffer.from([0xff, kind, length >> 8, length & 0xff, ...data]);
}

function tableSegment(tables: readonly (HuffmanTable | undefined)[]): Buffer {
  const data = tables.flatMap((table, index) => {
    if (!table) return [];
    const id = index >= acTables ? 0x10 | (index - acTables) : index;
    return [id, ...table.counts, ...table.symbols];
  });
  return data.length === 0 ? Buffer.alloc(0) : segment(0xc4, data);
}

function scanSegment({ components }: JpegFrame, scan: JpegScan, groups: readonly number[], isProgressive: boolean): Buffer {
  const [usesDc, usesAc] = [scan.start === 0 && scan.high === 0, scan.end > 0];
  const selectors = scan.components.flatMap((index, at) => {
    const group = groups[at] as number;
    return [(components[index] as JpegComponent).id, ((usesDc ? group : 0) << 4) | (usesAc ? group : 0)];
  });
  const band = isProgressive ? [scan.start, scan.end, (scan.high << 4) | scan.low] : [0, 63, 0];
  return segment(0xda, [scan.components.length, ...selectors, ...band]);
}

/** The last coefficient of each block that is not zero; 0 without any but the first. */
function lastCoefficients({ coefficients }: JpegComponent): Uint8Array {
  const lasts = new Uint8Array(coefficients.length / blockSize);
  for (let block = 0; block < lasts.length; block += 1) {
    let last = blockSize - 1;
    while (last > 0 && coefficients[block * blockSize + last] === 0) last -= 1;
    lasts[block] = last;
  }
  return lasts;
}

/** What the scans of a file have in common. */
interface Coding {
  readonly isProgressive: boolean;
  /** More bytes are of no use. */
  readonly maxBytes: number;
}

/** Scans with their tables, as bytes; undefined if one alone would have more than `maxBytes`. */
export function encodeScans(frame: JpegFrame, scans: readonly JpegScan[], coding: Coding): Buffer[] | undefined {
  const list = new SymbolList();
  const lasts = frame.components.map(lastCoefficients);
  const encoded: Buffer[] = [];
  for (const scan of scans) {
    const groups = scan.components.map((index) => groupOf(index, frame.components.length));
    list.clear();
    listSymbols(frame, new ScanEncoder(scan, groups, list), coding, lasts);
    const tables = list.tables();
    if (list.bits(tables) / 8 > coding.maxBytes) return undefined;
    encoded.push(tableSegment(tables), scanSegment(frame, scan, groups, coding.isProgressive), list.encode(tables));
  }
  return encoded;
}

/** Adds the symbols of all blocks of a scan to the list of its encoder. @param lasts of the frame's components */
function listSymbols(frame: JpegFrame, encoder: ScanEncoder, coding: Coding, lasts: readonly Uint8Array[]): void {
  const { scan } = encoder;
  const encode = blockEncoder(encoder, coding, scan);
  const scanned = scan.components.map((index) => [(frame.components[index] as JpegComponent).coefficients, lasts[index]] as const);
  const refines = scan.high > 0;
  const each = (index: number, offset: number, isFiller: boolean) => {
    if (isFiller && !refines) return encoder.filler(index);
    const [coefficients, ends] = scanned[index] as readonly [Int16Array, Uint8Array];
    encode(index, coefficients, offset, ends[offset / blockSize] as number);
  };
  walkBlocks(frame, scan, each, () => {});
  encoder.end();
}
