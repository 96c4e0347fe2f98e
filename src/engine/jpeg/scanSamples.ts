import type { HuffmanTable } from './huffmanCodes';
import { type ComponentLayout, type FrameLayout, readFrameLayout } from './jpegFrame';
import { readTables } from './readTables';
import {
  isRestart,
  marker,
  nextMarker,
  readSegment,
  type ScannedComponent,
  scannedComponents,
  segmentKind,
  sequentialKinds,
} from './segments';
import { type BlockTables, blockTables, skipUnits } from './skipBlocks';
import { UnusualJpeg } from './unusualJpeg';

/**
 * Finds out whether the samples of a JPEG are complete. Decoders that return rows as they read them report a warning with the next
 * rows, so one about the last rows is lost, and they never find out that data are left over. Wrong data anywhere often show only
 * there: Huffman codes go on making sense after them, for too many or too few blocks. Source: ITU-T T.81, annexes B and F.2.
 */

/** Frames of other kinds, and the tables of arithmetic coding. */
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
  /** By the numbers of both tables. Components share them. */
  readonly #blocks = new Map<string, BlockTables>();

  /** @throws UnusualJpeg for one that is not sequential, has several scans, or is malformed before them */
  read(jpeg: Buffer): SequentialScan {
    for (let from = 2; ; ) {
      const { kind, data, end } = readSegment(jpeg, from);
      if (kind === marker.startOfScan) return this.#scan(data, end);
      if (kind === marker.endOfImage) throw new UnusualJpeg('no samples');
      this.#take(kind, data);
      from = end;
    }
  }

  #take(kind: number, data: Buffer): void {
    if (otherFrames.has(kind)) throw new UnusualJpeg('frame');
    if (sequentialKinds.has(kind)) this.#frame = readFrameLayout(data);
    else if (kind === segmentKind.restartInterval && data.length === 2) this.#restartInterval = data.readUInt16BE(0);
    else if (kind === segmentKind.huffmanTables) for (const table of readTables(data)) this.#tables.set(table.number, table);
  }

  /** @param data of the head of the scan */
  #scan(data: Buffer, start: number): SequentialScan {
    const scanned = scannedComponents(data);
    const components = this.#frame?.components ?? [];
    if (!this.#frame || scanned.length !== components.length) throw new UnusualJpeg('scan');
    const blocks = components.flatMap(({ id, h, v }, index) => {
      const component = scanned[index] as ScannedComponent;
      if (component.id !== id) throw new UnusualJpeg('component');
      // The units of a single component are its blocks.
      return new Array<BlockTables>(components.length === 1 ? 1 : h * v).fill(this.#blockTables(component));
    });
    return { frame: this.#frame, blocks, restartInterval: this.#restartInterval, start };
  }

  #blockTables(component: ScannedComponent): BlockTables {
    const key = `${component.dc} ${component.ac}`;
    const known = this.#blocks.get(key);
    if (known) return known;
    const [dc, ac] = [this.#tables.get(component.dc), this.#tables.get(component.ac)];
    if (!dc || !ac) throw new UnusualJpeg('missing table');
    const tables = blockTables(dc, ac);
    this.#blocks.set(key, tables);
    return tables;
  }
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
      const next = nextMarker(jpeg, at);
      const isNext = jpeg[next + 1] === 0xd0 + ((part - 1) & 7);
      if (!isNext || jpeg.subarray(at, next).some((byte) => byte !== 0xff)) return undefined;
      at = next + 2;
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
  return jpeg.includes(Buffer.from([0xff, marker.endOfImage]), scan.start) ? damaged : truncated;
}
