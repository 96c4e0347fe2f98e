import { CodeSearch, type HuffmanTable, longestCode } from './huffmanCodes';

/**
 * Skips the coded blocks of a sequential JPEG. Their values are skipped together with their codes, several at once, which takes a
 * fraction of the time that decoding them takes. Source: ITU-T T.81, F.2.2.
 */

/** Bits that are looked up at once. More make the tables too large for the fastest cache. */
const peekedBits = 12;

/** Bits that are held while they are read. */
const registerBits = 32;

/** The longest difference between DC values of 8-bit samples, in bits. */
const longestDifference = 11;

/** An entry of several codes: the number of their bits, above it that of their coefficients, and whether they end a block. */
const entry = { bits: 0x1f, coefficientsShift: 5, coefficients: 0x7f, endShift: 12 } as const;

/** Peeked bits that contain no whole code: more coefficients than fit in a block. */
const noCode = entry.coefficients << entry.coefficientsShift;

/** What bits mean at one place of a block. */
export class PeekedCodes {
  readonly search: CodeSearch;
  /** What any 12 bits mean; 0 where nobody asked yet. */
  readonly entries = new Uint16Array(1 << peekedBits);

  /** @throws UnusualJpeg when the table has more codes than fit */
  constructor(
    table: HuffmanTable,
    readonly entryOf: (search: CodeSearch, bits: number) => number,
  ) {
    this.search = new CodeSearch(table);
  }

  /** Finds out what 12 bits mean. */
  fill(peeked: number): number {
    const found = this.entryOf(this.search, peeked << (longestCode - peekedBits));
    this.entries[peeked] = found;
    return found;
  }
}

/** The bits of a difference between DC values with its code. @param bits 16, of which 12 are known */
function differenceEntry(search: CodeSearch, bits: number): number {
  const found = search.find(bits);
  const isKnown = found !== 0 && found >> 8 <= peekedBits && (found & 0xff) <= longestDifference;
  return isKnown ? (found >> 8) + (found & 0xff) : noCode;
}

/** As many codes of AC values, with the values, as the known bits contain. @param bits 16, of which 12 are known */
function coefficientsEntry(search: CodeSearch, bits: number): number {
  let [length, coefficients] = [0, 0];
  while (length < peekedBits) {
    const found = search.find((bits << length) & 0xffff);
    const [code, zeros, value] = [found >> 8, (found & 0xff) >> 4, found & 15];
    // The value after the first code is skipped with it, wherever it ends.
    const isKnown = found !== 0 && length + code + (length === 0 ? 0 : value) <= peekedBits;
    if (!isKnown || coefficients + zeros >= 64) break;
    length += code + value;
    if (value === 0 && zeros < 15) return length | (coefficients << entry.coefficientsShift) | (1 << entry.endShift);
    coefficients += zeros + 1;
  }
  return length === 0 ? noCode : length | (coefficients << entry.coefficientsShift);
}

/** What bits mean in a block. */
export interface BlockTables {
  readonly dc: PeekedCodes;
  readonly ac: PeekedCodes;
}

/** @throws UnusualJpeg when a table has more codes than fit */
export function blockTables(dc: HuffmanTable, ac: HuffmanTable): BlockTables {
  return { dc: new PeekedCodes(dc, differenceEntry), ac: new PeekedCodes(ac, coefficientsEntry) };
}

/** Where blocks end. */
export interface SkippedBlocks {
  /** Offset of the first byte that they do not need. */
  readonly end: number;
  /** Whether the data end before the blocks do. */
  readonly isShort: boolean;
}

/** The offset of the first of some bytes that were read already. A zero after 0xFF belongs to it. */
function beforeBytes(bytes: Uint8Array, at: number, count: number): number {
  let start = at;
  for (let left = count; left > 0; left -= 1) start -= bytes[start - 1] === 0 && bytes[start - 2] === 0xff ? 2 : 1;
  return start;
}

/**
 * Skips the blocks of some units, which begin at a byte.
 * @param blocks the tables of each block of a unit
 * @returns undefined if there are codes or coefficients that cannot be
 */
export function skipUnits(bytes: Uint8Array, start: number, blocks: readonly BlockTables[], units: number): SkippedBlocks | undefined {
  let at = start;
  let bits = 0;
  /** How many of the bits are left; below 0 while some are still to be skipped. */
  let count = 0;
  /** Bits that were made up after the last ones. */
  let added = 0;
  for (let unit = 0; unit < units; unit += 1) {
    for (let index = 0; index < blocks.length; index += 1) {
      const { dc, ac } = blocks[index] as BlockTables;
      for (let k = 0; k < 64; ) {
        if (count < longestCode) {
          for (; count <= registerBits - 8; count += 8) {
            const byte = bytes[at];
            if (byte !== undefined && byte !== 0xff) {
              bits = (bits << 8) | byte;
              at += 1;
            } else if (bytes[at + 1] === 0) {
              bits = (bits << 8) | 0xff;
              at += 2;
            } else {
              bits <<= 8;
              added += 8;
            }
          }
        }
        const peeked = (bits >>> (count - peekedBits)) & 0xfff;
        if (k === 0) {
          const known = dc.entries[peeked] || dc.fill(peeked);
          const found = known === noCode ? dc.search.find((bits >>> (count - longestCode)) & 0xffff) : known;
          if (found === 0 || (known === noCode && (found & 0xff) > longestDifference)) return undefined;
          count -= known === noCode ? (found >> 8) + (found & 0xff) : known;
          k = 1;
          continue;
        }
        const codes = ac.entries[peeked] || ac.fill(peeked);
        const end = codes >> entry.endShift;
        const next = k + ((codes >> entry.coefficientsShift) & entry.coefficients);
        if (next + end <= 64) {
          count -= codes & entry.bits;
          k = end === 1 ? 64 : next;
          continue;
        }
        // A long code, or the last ones of a block, which are followed by those of the next one.
        const found = ac.search.find((bits >>> (count - longestCode)) & 0xffff);
        const zeros = (found & 0xff) >> 4;
        const value = found & 15;
        if (found === 0) return undefined;
        count -= (found >> 8) + value;
        k = value === 0 && zeros < 15 ? 64 : k + zeros + 1;
        // Some encoders write more zeros than a block has coefficients.
        if (k > 64 && value > 0) return undefined;
      }
    }
  }
  const left = count - added;
  return { end: beforeBytes(bytes, at, Math.max(0, left >> 3)), isShort: left < 0 };
}
