import { codesOf, type HuffmanTable, optimalTable } from './huffmanCodes';
import { type JpegComponent, type JpegFrame, type JpegScan, UnusualJpeg, walkBlocks } from './jpegFrame';

/** Encodes coefficients as the scans of a JPEG, with Huffman tables made for each. Sources: ITU-T T.81, F.1 (sequential) and G.1 (progressive). */

/** Bits that are coded as they are: no symbol comes before them. */
const raw = 1 << 13;
/** Kinds of tables: the first for luma, the second for chroma. */
const dcTables = 0;
const acTables = 2;

/** Collects what a scan consists of, and how often each symbol occurs: the codes are known only at its end. */
class SymbolList {
  /** Each item: a symbol (8 bits), the number of bits after it (5), whether it is raw (1), its table (2), and the bits (16). */
  #items = new Uint32Array(1 << 14);
  #count = 0;
  readonly frequencies = [0, 1, 2, 3].map(() => new Uint32Array(256));

  add(table: number, symbol: number, length: number, bits: number): void {
    const frequencies = this.frequencies[table] as Uint32Array;
    frequencies[symbol] = (frequencies[symbol] as number) + 1;
    this.#push(symbol | (length << 8) | (table << 14) | (bits << 16));
  }

  addBits(length: number, bits: number): void {
    this.#push((length << 8) | raw | (bits << 16));
  }

  #push(item: number): void {
    if (this.#count === this.#items.length) {
      const larger = new Uint32Array(this.#items.length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.#count++] = item;
  }

  /** The bits of the scan, with a zero after each 0xFF byte. */
  encode(tables: readonly (HuffmanTable | undefined)[]): Buffer {
    const codes = tables.map((table) => table && codesOf(table));
    // At most 16 bits for a symbol and 16 after it, and as many zeros.
    const out = Buffer.allocUnsafe(this.#count * 8 + 2);
    let [at, pending, count] = [0, 0, 0];
    const put = (bits: number, length: number) => {
      pending = (pending << length) | bits;
      count += length;
      while (count >= 8) {
        count -= 8;
        const byte = (pending >>> count) & 0xff;
        out[at++] = byte;
        if (byte === 0xff) out[at++] = 0;
      }
    };
    for (let index = 0; index < this.#count; index += 1) {
      const item = this.#items[index] as number;
      if ((item & raw) === 0) {
        const code = (codes[(item >>> 14) & 3] as Uint32Array)[item & 0xff] as number;
        put(code & 0xffff, code >>> 16);
      }
      const length = (item >>> 8) & 31;
      if (length > 0) put(item >>> 16, length);
    }
    if (count > 0) put((1 << (8 - count)) - 1, 8 - count);
    return Buffer.from(out.subarray(0, at));
  }
}

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
  readonly list = new SymbolList();
  readonly #last: Int32Array;
  /** Blocks without further coefficients, and the bits that refine theirs. */
  #endOfBand = 0;
  #held = 0;
  readonly #heldBits = new Uint8Array(maxHeldBits + 64);

  constructor(
    readonly scan: JpegScan,
    /** The table of each component of the scan: 0 or 1. */
    readonly groups: readonly number[],
  ) {
    this.#last = new Int32Array(groups.length);
  }

  sequential(index: number, block: Int16Array, offset: number): void {
    this.firstDc(index, block, offset);
    const table = acTables + (this.groups[index] as number);
    let run = 0;
    for (let k = 1; k < 64; k += 1) {
      const value = block[offset + k] as number;
      if (value === 0) run += 1;
      else {
        this.#addAc(table, run, value);
        run = 0;
      }
    }
    if (run > 0) this.list.add(table, 0, 0, 0);
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

  firstAc(index: number, block: Int16Array, offset: number): void {
    const { start, end, low } = this.scan;
    const table = acTables + (this.groups[index] as number);
    let run = 0;
    for (let k = start; k <= end; k += 1) {
      const value = block[offset + k] as number;
      const shifted = value < 0 ? -(-value >> low) : value >> low;
      if (shifted === 0) run += 1;
      else {
        this.#flush(table);
        this.#addAc(table, run, shifted);
        run = 0;
      }
    }
    if (run > 0) this.#endBlock(table);
  }

  refineAc(index: number, block: Int16Array, offset: number): void {
    const { start, end, low } = this.scan;
    const table = acTables + (this.groups[index] as number);
    let lastNew = end;
    while (lastNew >= start && Math.abs(block[offset + lastNew] as number) >> low !== 1) lastNew -= 1;
    let run = 0;
    // Where the bits start that belong to this block and have no symbol yet.
    let own = this.#held;
    const settle = (symbol: number, length: number, sign: number) => {
      const bits = this.#heldBits.slice(own, this.#held);
      this.#held = own;
      this.#flush(table);
      this.list.add(table, symbol, length, sign);
      this.#addHeld(bits);
      own = 0;
    };
    for (let k = start; k <= end; k += 1) {
      const value = block[offset + k] as number;
      const magnitude = Math.abs(value) >> low;
      if (magnitude === 0) {
        run += 1;
        continue;
      }
      for (; run > 15 && k <= lastNew; run -= 16) settle(0xf0, 0, 0);
      if (magnitude > 1) this.#heldBits[this.#held++] = magnitude & 1;
      else {
        settle((run << 4) | 1, 1, value < 0 ? 0 : 1);
        run = 0;
      }
    }
    if (run > 0 || this.#held > own) this.#endBlock(table);
  }

  #addHeld(bits: Uint8Array): void {
    for (let at = 0; at < bits.length; at += 16) {
      const part = bits.subarray(at, at + 16);
      this.list.addBits(
        part.length,
        part.reduce((sum, bit) => (sum << 1) | bit, 0),
      );
    }
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
    this.#addHeld(this.#heldBits.slice(0, this.#held));
    this.#held = 0;
  }

  end(): void {
    this.#flush(acTables + (this.groups[0] as number));
  }
}

function blockEncoder(
  encoder: ScanEncoder,
  { isProgressive }: { isProgressive: boolean },
  { start, high }: JpegScan,
): ScanEncoder['firstDc'] {
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

/** A scan with its tables, as bytes. @param coding whether the file that it becomes a part of is progressive */
export function encodeScan(frame: JpegFrame, scan: JpegScan, coding: { readonly isProgressive: boolean }): Buffer {
  const groups = scan.components.map((index) => groupOf(index, frame.components.length));
  const encoder = new ScanEncoder(scan, groups);
  const encode = blockEncoder(encoder, coding, scan);
  const blocks = scan.components.map((index) => (frame.components[index] as JpegComponent).coefficients);
  const refines = scan.high > 0;
  const each = (index: number, offset: number, isFiller: boolean) => {
    if (isFiller && !refines) encoder.filler(index);
    else encode(index, blocks[index] as Int16Array, offset);
  };
  walkBlocks(frame, scan, each, () => {});
  encoder.end();
  const tables = encoder.list.frequencies.map((frequencies) =>
    frequencies.some((count) => count > 0) ? optimalTable(frequencies) : undefined,
  );
  return Buffer.concat([tableSegment(tables), scanSegment(frame, scan, groups, coding.isProgressive), encoder.list.encode(tables)]);
}
