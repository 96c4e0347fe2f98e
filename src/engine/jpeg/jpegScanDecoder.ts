import type { HuffmanLookup } from './huffmanCodes';
import { type JpegComponent, type JpegFrame, type JpegScan, walkBlocks } from './jpegFrame';
import { UnusualJpeg } from './unusualJpeg';

/** Decodes the scans of a JPEG into quantized coefficients. Sources: ITU-T T.81, F.2 (sequential) and G.2 (progressive). */

/** The tables of one component in a scan. Only those that the scan uses must exist. */
export interface ScanTables {
  readonly dc: HuffmanLookup | undefined;
  readonly ac: HuffmanLookup | undefined;
}

/** The parts of a scan between its restart markers, without the zeros after 0xFF bytes, and the offset of the next marker. */
export interface EntropyCoded {
  readonly parts: readonly Uint8Array[];
  readonly end: number;
}

/** @param start offset after the header of the scan */
export function readEntropyCoded(bytes: Buffer, start: number): EntropyCoded {
  const parts: Uint8Array[] = [];
  let plain = new Uint8Array(bytes.length - start);
  let [from, length] = [start, 0];
  for (;;) {
    const at = bytes.indexOf(0xff, from);
    if (at < 0 || at + 1 >= bytes.length) throw new UnusualJpeg('truncated');
    plain.set(bytes.subarray(from, at), length);
    length += at - from;
    const next = bytes[at + 1] as number;
    from = at + 2;
    if (next === 0) {
      plain[length++] = 0xff;
    } else if (next >= 0xd0 && next <= 0xd7) {
      if (next !== 0xd0 + (parts.length & 7)) throw new UnusualJpeg('restart marker');
      parts.push(plain.subarray(0, length));
      plain = plain.subarray(length);
      length = 0;
    } else if (next === 0xff) {
      from = at + 1; // a fill byte before a marker
    } else {
      parts.push(plain.subarray(0, length));
      return { parts, end: at };
    }
  }
}

/** Reads bits of one part. */
class BitReader {
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(readonly part: Uint8Array) {}

  #fill(): void {
    while (this.#count <= 16) {
      this.#bits = (this.#bits << 8) | (this.part[this.#at++] ?? 0);
      this.#count += 8;
    }
  }

  symbol(lookup: HuffmanLookup): number {
    if (this.#count < 16) this.#fill();
    const found = lookup[(this.#bits >>> (this.#count - 16)) & 0xffff] as number;
    if (found === 0) throw new UnusualJpeg('code');
    this.#count -= found >> 8;
    return found & 0xff;
  }

  /** @param count at most 16 */
  bits(count: number): number {
    if (this.#count < count) this.#fill();
    this.#count -= count;
    return (this.#bits >>> this.#count) & ((1 << count) - 1);
  }

  /** A value with a sign in as many bits as its category. Source: T.81, F.2.2.1. */
  value(category: number): number {
    const bits = this.bits(category);
    return bits < 1 << (category - 1) ? bits - (1 << category) + 1 : bits;
  }

  /** Checks that all bits were read, but for the padding of the last byte. */
  end(): void {
    const unread = this.part.length * 8 - (this.#at * 8 - this.#count);
    if (unread < 0 || unread > 7) throw new UnusualJpeg('length of a scan');
  }
}

/** Decodes the blocks of one scan. */
class ScanDecoder {
  #reader: BitReader;
  /** The last DC coefficient of each component. */
  readonly #last: Int32Array;
  /** Blocks that follow without further coefficients. */
  #endOfBand = 0;

  constructor(
    readonly parts: readonly Uint8Array[],
    readonly scan: JpegScan,
    readonly tables: readonly ScanTables[],
  ) {
    this.#reader = new BitReader(parts[0] as Uint8Array);
    this.#last = new Int32Array(tables.length);
  }

  restart(part: number): void {
    this.end();
    const next = this.parts[part];
    if (!next) throw new UnusualJpeg('missing restart marker');
    this.#reader = new BitReader(next);
    this.#last.fill(0);
  }

  end(): void {
    this.#reader.end();
    if (this.#endOfBand > 0) throw new UnusualJpeg('length of a band');
  }

  sequential(index: number, block: Int16Array, offset: number): void {
    this.firstDc(index, block, offset);
    const reader = this.#reader;
    const lookup = this.#ac(index);
    for (let k = 1; k < 64; k += 1) {
      const symbol = reader.symbol(lookup);
      const category = symbol & 15;
      if (category === 0) {
        if (symbol !== 0xf0) return;
        k += 15;
        continue;
      }
      k += symbol >> 4;
      if (k > 63) throw new UnusualJpeg('coefficient');
      block[offset + k] = reader.value(category);
    }
  }

  #ac(index: number): HuffmanLookup {
    const { ac } = this.tables[index] as ScanTables;
    if (!ac) throw new UnusualJpeg('missing table');
    return ac;
  }

  firstDc(index: number, block: Int16Array, offset: number): void {
    const { dc } = this.tables[index] as ScanTables;
    if (!dc) throw new UnusualJpeg('missing table');
    const category = this.#reader.symbol(dc);
    if (category > 11) throw new UnusualJpeg('coefficient');
    const value = (this.#last[index] as number) + (category === 0 ? 0 : this.#reader.value(category));
    this.#last[index] = value;
    block[offset] = value << this.scan.low;
  }

  refineDc(_index: number, block: Int16Array, offset: number): void {
    block[offset] = (block[offset] as number) | (this.#reader.bits(1) << this.scan.low);
  }

  firstAc(index: number, block: Int16Array, offset: number): void {
    if (this.#endOfBand > 0) {
      this.#endOfBand -= 1;
      return;
    }
    const { end, low } = this.scan;
    const reader = this.#reader;
    const lookup = this.#ac(index);
    for (let k = this.scan.start; k <= end; k += 1) {
      const symbol = reader.symbol(lookup);
      const [run, category] = [symbol >> 4, symbol & 15];
      if (category === 0 && run < 15) {
        this.#endOfBand = (1 << run) - 1 + (run > 0 ? reader.bits(run) : 0);
        return;
      }
      k += run;
      if (k > end) throw new UnusualJpeg('coefficient');
      if (category > 0) block[offset + k] = reader.value(category) << low;
    }
  }

  refineAc(index: number, block: Int16Array, offset: number): void {
    const { start, end, low } = this.scan;
    const reader = this.#reader;
    const lookup = this.#ac(index);
    let k = start;
    while (this.#endOfBand === 0 && k <= end) {
      const symbol = reader.symbol(lookup);
      const [run, category] = [symbol >> 4, symbol & 15];
      if (category > 1) throw new UnusualJpeg('coefficient');
      if (category === 0 && run < 15) {
        this.#endOfBand = (1 << run) + (run > 0 ? reader.bits(run) : 0);
        break;
      }
      const added = category === 0 ? 0 : reader.bits(1) === 1 ? 1 << low : -1 << low;
      k = this.#refineUntil(block, offset, k, run);
      if (added !== 0) {
        if (k > end) throw new UnusualJpeg('coefficient');
        block[offset + k] = added;
      }
      k += 1;
    }
    if (this.#endOfBand > 0) {
      this.#refineUntil(block, offset, k, 64);
      this.#endOfBand -= 1;
    }
  }

  /** Reads a bit for every coefficient that is known already. @returns the position after a number of zeros */
  #refineUntil(block: Int16Array, offset: number, from: number, zeros: number): number {
    const { end, low } = this.scan;
    let [k, left] = [from, zeros];
    for (; k <= end; k += 1) {
      const known = block[offset + k] as number;
      if (known === 0) {
        if (left === 0) break;
        left -= 1;
      } else if (this.#reader.bits(1) === 1) {
        block[offset + k] = known + (known > 0 ? 1 << low : -1 << low);
      }
    }
    return k;
  }
}

function blockDecoder(decoder: ScanDecoder, { isProgressive }: JpegFrame, { start, high }: JpegScan): ScanDecoder['firstDc'] {
  if (!isProgressive) return decoder.sequential.bind(decoder);
  if (start === 0) return high === 0 ? decoder.firstDc.bind(decoder) : decoder.refineDc.bind(decoder);
  return high === 0 ? decoder.firstAc.bind(decoder) : decoder.refineAc.bind(decoder);
}

/** How a scan is decoded. */
export interface ScanInput {
  readonly parts: readonly Uint8Array[];
  /** Tables of each component of the scan. */
  readonly tables: readonly ScanTables[];
  /** Units between two restart markers; 0 without any. */
  readonly restartInterval: number;
}

/** Decodes one scan into the coefficients of the frame. @throws UnusualJpeg where anything is not as it must be */
export function decodeScan(frame: JpegFrame, scan: JpegScan, { parts, tables, restartInterval }: ScanInput): void {
  const decoder = new ScanDecoder(parts, scan, tables);
  const decode = blockDecoder(decoder, frame, scan);
  const blocks = scan.components.map((index) => (frame.components[index] as JpegComponent).coefficients);
  let part = 0;
  const restart = (unit: number) => {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) decoder.restart(++part);
  };
  walkBlocks(frame, scan, (index, offset) => decode(index, blocks[index] as Int16Array, offset), restart);
  decoder.end();
  if (part !== parts.length - 1) throw new UnusualJpeg('restart markers');
}
