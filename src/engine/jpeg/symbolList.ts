import { codesOf, type HuffmanTable, optimalTable } from './huffmanCodes';

/** Bits that are coded as they are: no symbol comes before them. */
const raw = 1 << 13;
/** Symbols of a table. */
const tableSize = 256;

/** The codes of the four tables, one after the other. */
function allCodes(tables: readonly (HuffmanTable | undefined)[]): Uint32Array {
  const codes = new Uint32Array(4 * tableSize);
  for (const [index, table] of tables.entries()) if (table) codes.set(codesOf(table), index * tableSize);
  return codes;
}

/** Collects what a scan consists of, and how often each symbol occurs: the codes are known only at its end. */
export class SymbolList {
  /** Each item: a symbol (8 bits), the number of bits after it (5), whether it is raw (1), its table (2), and the bits (16). */
  #items = new Uint32Array(1 << 20);
  #count = 0;
  /** Bits that do not depend on the codes. */
  #plainBits = 0;
  /** Of the four tables, one after the other. */
  readonly #frequencies = new Uint32Array(4 * tableSize);

  /** Starts the next scan. The memory is used again. */
  clear(): void {
    this.#count = 0;
    this.#plainBits = 0;
    this.#frequencies.fill(0);
  }

  add(table: number, symbol: number, length: number, bits: number): void {
    const at = (table << 8) | symbol;
    this.#frequencies[at] = (this.#frequencies[at] as number) + 1;
    this.#push(symbol | (length << 8) | (table << 14) | (bits << 16), length);
  }

  addBits(length: number, bits: number): void {
    this.#push((length << 8) | raw | (bits << 16), length);
  }

  #push(item: number, length: number): void {
    if (this.#count === this.#items.length) {
      const larger = new Uint32Array(this.#items.length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.#count++] = item;
    this.#plainBits += length;
  }

  /** The tables that code this scan in the fewest bits; undefined for those that it does not use. */
  tables(): (HuffmanTable | undefined)[] {
    return [0, 1, 2, 3].map((table) => {
      const frequencies = this.#frequencies.subarray(table * tableSize, (table + 1) * tableSize);
      return frequencies.some((count) => count > 0) ? optimalTable(frequencies) : undefined;
    });
  }

  /** How many bits the scan has. */
  bits(tables: readonly (HuffmanTable | undefined)[]): number {
    const lengthOf = (code: number, at: number) => (code >>> 16) * (this.#frequencies[at] as number);
    return allCodes(tables).reduce((sum, code, at) => sum + lengthOf(code, at), this.#plainBits);
  }

  /** The bits of the scan, with a zero after each 0xFF byte. */
  encode(tables: readonly (HuffmanTable | undefined)[]): Buffer {
    const codes = allCodes(tables);
    // At most as many zeros as bytes.
    const out = Buffer.allocUnsafe(2 * Math.ceil(this.bits(tables) / 8));
    const [items, end] = [this.#items, this.#count];
    let [at, pending, count] = [0, 0, 0];
    for (let index = 0; index < end; index += 1) {
      const item = items[index] as number;
      if ((item & raw) === 0) {
        const code = codes[((item >>> 6) & 0x300) | (item & 0xff)] as number;
        pending = (pending << (code >>> 16)) | (code & 0xffff);
        count += code >>> 16;
        for (; count >= 8; at += 1) {
          count -= 8;
          out[at] = pending >>> count;
          if (out[at] === 0xff) out[++at] = 0;
        }
      }
      const length = (item >>> 8) & 31;
      pending = (pending << length) | (item >>> 16);
      count += length;
      for (; count >= 8; at += 1) {
        count -= 8;
        out[at] = pending >>> count;
        if (out[at] === 0xff) out[++at] = 0;
      }
    }
    if (count > 0) {
      out[at] = (pending << (8 - count)) | ((1 << (8 - count)) - 1);
      if (out[at++] === 0xff) out[at++] = 0;
    }
    return Buffer.from(out.subarray(0, at));
  }
}
