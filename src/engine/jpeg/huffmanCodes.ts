import { UnusualJpeg } from './unusualJpeg';

/** Huffman codes of JPEG, for decoding and for encoding with the fewest bits. Source: ITU-T T.81, annexes C and K.2. */

/** How many codes there are of each length from 1 to 16, and their symbols in the order of their codes. */
export interface HuffmanTable {
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

/** Bits of the longest code. */
export const longestCode = 16;

/** Calls back for each code of a table, in order. @returns the first code that is not used */
function eachCode({ counts, symbols }: HuffmanTable, found: (symbol: number, code: number, length: number) => void): number {
  let [code, index] = [0, 0];
  for (let length = 1; length <= longestCode; length += 1) {
    for (let count = counts[length - 1] as number; count > 0; count -= 1, index += 1, code += 1)
      found(symbols[index] as number, code, length);
    if (code > 1 << length) throw new UnusualJpeg('too many codes');
    code <<= 1;
  }
  return code >> 1;
}

/** What any 16 bits start with: the length of the code in the high byte, its symbol in the low byte; 0 where there is no code. */
export type HuffmanLookup = Uint16Array;

/** @throws UnusualJpeg when the table has more codes than fit */
export function lookupOf(table: HuffmanTable): HuffmanLookup {
  const lookup = new Uint16Array(1 << longestCode);
  eachCode(table, (symbol, code, length) => {
    const spare = longestCode - length;
    lookup.fill((length << 8) | symbol, code << spare, (code + 1) << spare);
  });
  return lookup;
}

/** Finds codes without a large table, which takes longer to make than a small JPEG to read. */
export class CodeSearch {
  /** For each length, the first 16 bits that start with no code of this length or a shorter one. */
  readonly #limits = new Uint32Array(longestCode + 1);
  /** For each length, what leads from a code to the place of its symbol. */
  readonly #offsets = new Int32Array(longestCode + 1);
  readonly #symbols: Uint8Array;

  /** @throws UnusualJpeg when the table has more codes than fit */
  constructor(table: HuffmanTable) {
    this.#symbols = table.symbols;
    let index = 0;
    eachCode(table, (_, code, length) => {
      this.#limits.fill((code + 1) << (longestCode - length), length);
      this.#offsets[length] = index - code;
      index += 1;
    });
  }

  /** What 16 bits start with, as in a {@link HuffmanLookup}. */
  find(bits: number): number {
    for (let length = 1; length <= longestCode; length += 1) {
      if (bits >= (this.#limits[length] as number)) continue;
      return (length << 8) | (this.#symbols[(bits >> (longestCode - length)) + (this.#offsets[length] as number)] as number);
    }
    return 0;
  }
}

/** The code of each symbol in the low 16 bits, its length above; 0 where the symbol has no code. */
export function codesOf(table: HuffmanTable): Uint32Array {
  const codes = new Uint32Array(256);
  eachCode(table, (symbol, code, length) => {
    codes[symbol] = (length << 16) | code;
  });
  return codes;
}

/** A symbol that is never coded, so that no code consists of ones only. */
const reserved = 256;

/** The length of the code of each symbol, without an upper limit. @param frequencies of the symbols, with the reserved one */
function codeLengths(frequencies: Float64Array): Uint8Array {
  const lengths = new Uint8Array(frequencies.length);
  let trees = [...frequencies.keys()]
    .filter((symbol) => (frequencies[symbol] as number) > 0)
    .map((symbol) => ({
      weight: frequencies[symbol] as number,
      symbols: [symbol],
    }));
  while (trees.length > 1) {
    // At equal weight the reserved symbol goes deepest.
    trees.sort((a, b) => b.weight - a.weight);
    const [second, first] = trees.slice(-2) as [(typeof trees)[0], (typeof trees)[0]];
    const symbols = [...first.symbols, ...second.symbols];
    for (const symbol of symbols) lengths[symbol] = (lengths[symbol] as number) + 1;
    trees = [...trees.slice(0, -2), { weight: first.weight + second.weight, symbols }];
  }
  return lengths;
}

/** Shortens codes to 16 bits: pairs of the longest are moved up, below a shorter code that becomes two. Source: T.81, figure K.3. */
function limitLengths(counts: number[]): void {
  for (let length = counts.length - 1; length > longestCode; length -= 1) {
    while ((counts[length] as number) > 0) {
      let shorter = length - 2;
      while (counts[shorter] === 0) shorter -= 1;
      counts[length] = (counts[length] as number) - 2;
      counts[length - 1] = (counts[length - 1] as number) + 1;
      counts[shorter + 1] = (counts[shorter + 1] as number) + 2;
      counts[shorter] = (counts[shorter] as number) - 1;
    }
  }
}

/** The table that codes symbols with these frequencies in the fewest bits. @param frequencies of 256 symbols */
export function optimalTable(frequencies: Uint32Array): HuffmanTable {
  const all = new Float64Array(reserved + 1);
  all.set(frequencies);
  all[reserved] = 0.5;
  const lengths = codeLengths(all);
  const counts = new Array<number>(Math.max(longestCode, ...lengths) + 1).fill(0);
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] as number) + 1;
  limitLengths(counts);
  // The reserved symbol has the last of the longest codes.
  const longest = counts.findLastIndex((count) => count > 0);
  counts[longest] = (counts[longest] as number) - 1;
  const symbols = [...lengths.keys()].filter((symbol) => symbol < reserved && (lengths[symbol] as number) > 0);
  symbols.sort((a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b);
  return { counts: Uint8Array.from(counts.slice(1, longestCode + 1)), symbols: Uint8Array.from(symbols) };
}
