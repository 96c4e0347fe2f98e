import type { HuffmanTable } from './huffmanCodes';
import { type ComponentLayout, type FrameLayout, readFrameLayout } from './jpegFrame';
import { acTable, readTables } from './readTables';
import { type BlockTables, blockTables, skipUnits } from './skipBlocks';
import { UnusualJpeg } from './unusualJpeg';

/**
 * Finds out whether the samples of a JPEG are complete. Decoders that return rows as they read them report a warning with the next
 * rows, so one about the last rows is lost, and they never find out that data are left over. Wrong data anywhere often show only
 * there: Huffman codes go on making sense after them, for too many or too few blocks. Source: ITU-T T.81, annexes B and F.2.
 */

const kinds = { huffmanTables: 0xc4, restartInterval: 0xdd, startOfScan: 0xda, endOfImage: 0xd9 } as const;
/** Markers that only samples contain, and those of start and end. */
const withoutSegment: ReadonlySet<number> = new Set([0x00, 0x01, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9]);
/** Baseline and extended frames. */
const sequentialFrames: ReadonlySet<number> = new Set([0xc0, 0xc1]);
/** Frames, and the arithmetic coding of which they may be. */
const otherFrames: ReadonlySet<number> = new Set([0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf]);

/** What the samples of a JPEG show. */
export interface ScannedSamples {
  /** `truncated` if the file ends before the mark of its end. */
  readonly damage?: 'damaged' | 'truncated';
  /** Number of zeros with which an encoder filled up the samples. They are no damage. */
  readonly padding: number;
}

const damaged: ScannedSamples = { damage: 'damaged', padding: 0 };
const truncated: ScannedSamples = { damage: 'truncated', padding: 0 };

/** The only scan of a sequential JPEG. */
interface SequentialScan {
  readonly frame: FrameLayout;
  /** Tables of each block of a unit, in order. */
  readonly blocks: readonly BlockTables[];
  /** Units between two restart markers; 0 without any. */
  readonly restartInterval: number;
  /** Offset of the first sample. */
  readonly start: number;
}

/** Reads the segments before the samples. */
class HeadReader {
  #frame: FrameLayout | undefined;
  #restartInterval = 0;
  readonly #tables = new Map<number, HuffmanTable>();
  /** By the identifiers of both tables. Components share them. */
  readonly #blocks = new Map<number, BlockTables>();

  /** @throws UnusualJpeg for one that is not sequential, has several scans, or is malformed before them */
  read(jpeg: Buffer): SequentialScan {
    for (let at = 2; at + 4 <= jpeg.length; ) {
      const kind = jpeg[at + 1] as number;
      if (jpeg[at] !== 0xff) throw new UnusualJpeg('marker');
      if (kind === 0xff) {
        at += 1;
        continue;
      }
      const end = at + 2 + jpeg.readUInt16BE(at + 2);
      if (end < at + 4 || end > jpeg.length || withoutSegment.has(kind)) throw new UnusualJpeg('segment');
      const data = jpeg.subarray(at + 4, end);
      if (kind === kinds.startOfScan) return this.#scan(data, end);
      this.#take(kind, data);
      at = end;
    }
    throw new UnusualJpeg('no samples');
  }

  #take(kind: number, data: Buffer): void {
    if (otherFrames.has(kind)) throw new UnusualJpeg('frame');
    if (sequentialFrames.has(kind)) this.#frame = readFrameLayout(data);
    else if (kind === kinds.restartInterval && data.length === 2) this.#restartInterval = data.readUInt16BE(0);
    else if (kind === kinds.huffmanTables) for (const table of readTables(data)) this.#tables.set(table.number, table);
  }

  /** @param data of the head of the scan */
  #scan(data: Buffer, start: number): SequentialScan {
    const components = this.#frame?.components ?? [];
    const isWhole = data.length === 4 + components.length * 2 && data[0] === components.length;
    if (!this.#frame || !isWhole) throw new UnusualJpeg('scan');
    const blocks = components.flatMap(({ id, h, v }, index) => {
      if (data[1 + index * 2] !== id) throw new UnusualJpeg('component');
      // The units of a single component are its blocks.
      return new Array<BlockTables>(components.length === 1 ? 1 : h * v).fill(this.#blockTables(data[2 + index * 2] as number));
    });
    return { frame: this.#frame, blocks, restartInterval: this.#restartInterval, start };
  }

  /** @param ids of both tables, as in the head of a scan */
  #blockTables(ids: number): BlockTables {
    const known = this.#blocks.get(ids);
    if (known) return known;
    const [dc, ac] = [this.#tables.get(ids >> 4), this.#tables.get(acTable(ids & 15))];
    if (!dc || !ac) throw new UnusualJpeg('missing table');
    const tables = blockTables(dc, ac);
    this.#blocks.set(ids, tables);
    return tables;
  }
}

/** The offset of the next marker, without fill bytes before it; the length if there is none. */
function nextMarker(jpeg: Buffer, from: number): number {
  for (let at = jpeg.indexOf(0xff, from); at >= 0 && at + 1 < jpeg.length; at = jpeg.indexOf(0xff, at + 1)) {
    const kind = jpeg[at + 1] as number;
    if (kind !== 0 && kind !== 0xff) return at;
  }
  return jpeg.length;
}

function isRestart(kind: number | undefined): boolean {
  return kind !== undefined && kind >= 0xd0 && kind <= 0xd7;
}

/** What follows the last block. @param from offset of the first byte that no block needs */
function judgeEnd(jpeg: Buffer, from: number): ScannedSamples {
  let at = nextMarker(jpeg, from);
  const rest = jpeg.subarray(from, at);
  const padding = rest.findIndex((byte) => byte !== 0);
  // Fill bytes precede a marker.
  if (padding >= 0 && rest.subarray(padding).some((byte) => byte !== 0xff)) return damaged;
  // Some encoders put a restart marker after the last unit, too.
  while (isRestart(jpeg[at + 1])) {
    if (jpeg[at + 2] !== 0xff) return damaged;
    at = nextMarker(jpeg, at + 2);
  }
  return at < jpeg.length ? { padding: padding < 0 ? rest.length : padding } : truncated;
}

/** Where the samples end that restart markers divide. Undefined if there are too few or too many of them in any part. */
function skipAll(jpeg: Buffer, { frame, blocks, restartInterval, start }: SequentialScan): number | undefined {
  const [only] = frame.components as [ComponentLayout];
  const units = frame.components.length === 1 ? only.across * only.down : frame.unitsAcross * frame.unitsDown;
  const most = restartInterval || units;
  let at = start;
  for (let unit = 0, part = 0; unit < units; unit += most, part += 1) {
    if (part > 0) {
      const marker = nextMarker(jpeg, at);
      const isNext = jpeg[marker + 1] === 0xd0 + ((part - 1) & 7);
      if (!isNext || jpeg.subarray(at, marker).some((byte) => byte !== 0xff)) return undefined;
      at = marker + 2;
    }
    const skipped = skipUnits(jpeg, at, blocks, Math.min(most, units - unit));
    if (skipped === undefined || skipped.isShort) return undefined;
    at = skipped.end;
  }
  return at;
}

function findScan(jpeg: Buffer): SequentialScan | undefined {
  try {
    return new HeadReader().read(jpeg);
  } catch (error) {
    if (error instanceof UnusualJpeg) return undefined;
    throw error;
  }
}

/**
 * Judges the samples of a sequential JPEG with a single scan.
 * @returns undefined for others: decoders read all of their scans before they return the first row, so they find out themselves what is wrong
 */
export function scanSamples(jpeg: Buffer): ScannedSamples | undefined {
  const scan = findScan(jpeg);
  if (scan === undefined) return undefined;
  const end = skipAll(jpeg, scan);
  if (end !== undefined) return judgeEnd(jpeg, end);
  return jpeg.includes(Buffer.from([0xff, kinds.endOfImage]), scan.start) ? damaged : truncated;
}
