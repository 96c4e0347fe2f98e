import { UnusualJpeg } from './unusualJpeg';

/** The frame of a JPEG: its components and their quantized coefficients. Source: ITU-T T.81, A.1 and A.2. */

/** The coefficients of a block. */
export const blockSize = 64;

/** The blocks of a component. */
export interface ComponentLayout {
  readonly id: number;
  /** Sampling factors. */
  readonly h: number;
  readonly v: number;
  /** Blocks that contain samples of the image. */
  readonly across: number;
  readonly down: number;
  /** Blocks in a row of `coefficients`, with those that fill up the last unit of an interleaved scan. */
  readonly stride: number;
}

/** The blocks of a frame. */
export interface FrameLayout {
  readonly components: readonly ComponentLayout[];
  /** Units of an interleaved scan. */
  readonly unitsAcross: number;
  readonly unitsDown: number;
  readonly pixels: number;
}

/** A component of a JPEG. */
export interface JpegComponent extends ComponentLayout {
  /** 64 for each block, in zigzag order. */
  readonly coefficients: Int16Array;
}

export interface JpegFrame extends FrameLayout {
  readonly isProgressive: boolean;
  readonly components: readonly JpegComponent[];
}

/** One scan: components, the band of coefficients, and their bits that earlier scans (`high`) and this one (`low`) leave to later ones. */
export interface JpegScan {
  readonly components: readonly number[];
  readonly start: number;
  readonly end: number;
  readonly high: number;
  readonly low: number;
}

/** More pixels than this take gigabytes: every sample has a coefficient of two bytes. */
const mostPixels = 120_000_000;

/** Reads the segment of a frame. @param data without marker and length @throws UnusualJpeg */
export function readFrameLayout(data: Buffer): FrameLayout {
  if (data.length < 6) throw new UnusualJpeg('frame');
  const [bits, height, width, count] = [data[0], data.readUInt16BE(1), data.readUInt16BE(3), data[5] as number];
  if (bits !== 8 || height === 0 || width === 0 || count < 1 || count > 4 || data.length !== 6 + count * 3) throw new UnusualJpeg('frame');
  const heads = Array.from({ length: count }, (_, index) => {
    const [id, factors] = [data[6 + index * 3] as number, data[7 + index * 3] as number];
    return { id, h: factors >> 4, v: factors & 15 };
  });
  if (heads.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) throw new UnusualJpeg('sampling factors');
  if (new Set(heads.map(({ id }) => id)).size !== count) throw new UnusualJpeg('components');
  const [mostH, mostV] = [Math.max(...heads.map(({ h }) => h)), Math.max(...heads.map(({ v }) => v))];
  const [unitsAcross, unitsDown] = [Math.ceil(width / (8 * mostH)), Math.ceil(height / (8 * mostV))];
  const components = heads.map(({ id, h, v }) => ({
    ...{ id, h, v },
    across: Math.ceil(Math.ceil((width * h) / mostH) / 8),
    down: Math.ceil(Math.ceil((height * v) / mostV) / 8),
    stride: unitsAcross * h,
  }));
  return { components, unitsAcross, unitsDown, pixels: width * height };
}

/** Makes room for the coefficients of a frame. @throws UnusualJpeg if they take too much memory */
export function emptyFrame({ components, ...layout }: FrameLayout, isProgressive: boolean): JpegFrame {
  if (layout.pixels > mostPixels) throw new UnusualJpeg('too many pixels');
  const coefficients = ({ stride, v }: ComponentLayout) => new Int16Array(stride * layout.unitsDown * v * blockSize);
  return { ...layout, isProgressive, components: components.map((each) => ({ ...each, coefficients: coefficients(each) })) };
}

/** The segment of a frame for the same image in another coding. @param data of the segment that was read */
export function frameSegment(data: Buffer, isProgressive: boolean, isBaseline: boolean): Buffer {
  const head = Buffer.from([0xff, isProgressive ? 0xc2 : isBaseline ? 0xc0 : 0xc1, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/**
 * Calls back for every block of a scan, in the order in which they are coded.
 * @param eachUnit before each unit, with its number
 */
export function walkBlocks(
  { components, unitsAcross, unitsDown }: JpegFrame,
  scan: JpegScan,
  eachBlock: (index: number, offset: number, isFiller: boolean) => void,
  eachUnit: (unit: number) => void,
): void {
  const scanned = scan.components.map((index) => components[index] as JpegComponent);
  const [only] = scanned as [JpegComponent];
  let unit = 0;
  if (scanned.length === 1) {
    for (let y = 0; y < only.down; y += 1) {
      for (let x = 0; x < only.across; x += 1) {
        eachUnit(unit++);
        eachBlock(0, (y * only.stride + x) * blockSize, false);
      }
    }
    return;
  }
  for (let row = 0; row < unitsDown; row += 1) {
    for (let column = 0; column < unitsAcross; column += 1) {
      eachUnit(unit++);
      for (let index = 0; index < scanned.length; index += 1) {
        const { h, v, across, down, stride } = scanned[index] as JpegComponent;
        for (let y = row * v; y < (row + 1) * v; y += 1) {
          for (let x = column * h; x < (column + 1) * h; x += 1) {
            eachBlock(index, (y * stride + x) * blockSize, x >= across || y >= down);
          }
        }
      }
    }
  }
}
