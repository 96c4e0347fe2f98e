import { type Kernels, kernelsWith } from './kernels';
import type { Pixels } from './operation';

/** Runs kernels over images, strip by strip, so that a strip and its result fit the cache of a processor. */

/** Largest strip in bytes, unless a single row is larger. */
export const stripBytes = 1 << 18;

/** Kernels read and write vectors of 16 bytes, up to this far beyond the last sample. */
const slack = 16;

/** For kernels that read no table. */
export const noTable = new Uint8Array();

/** An image of 8 bits per sample. */
export interface Bytes extends Pixels {
  readonly data: Uint8Array;
}

/** Whether kernels can work on an image. */
export function isEightBit(pixels: Pixels): pixels is Bytes {
  return pixels.data instanceof Uint8Array;
}

/** Memory that so many bytes need. Whatever follows begins at an even address. */
export function room(bytes: number): number {
  return Math.ceil(bytes / slack) * slack + slack;
}

/** The kernels with memory for tables, which are at 0, and for more bytes after them. */
export function withTable(table: ArrayBufferView, bytes: number): { kernels: Kernels; memory: Uint8Array; at: number } {
  const at = room(table.byteLength);
  const loaded = kernelsWith(at + bytes);
  loaded.memory.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength));
  return { ...loaded, at };
}

/**
 * Changes the pixels of an image.
 * @param table what the kernel reads at 0
 * @param work receives the address of some pixels, and their number
 */
export function eachPixel({ data, bands }: Bytes, table: ArrayBufferView, work: (kernels: Kernels, at: number, pixels: number) => void) {
  const step = Math.floor(stripBytes / bands) * bands;
  const { kernels, memory, at } = withTable(table, room(step));
  for (let from = 0; from < data.length; from += step) {
    const strip = data.subarray(from, from + step);
    memory.set(strip, at);
    work(kernels, at, strip.length / bands);
    strip.set(memory.subarray(at, at + strip.length));
  }
}

/**
 * Merges an image into another of the same shape.
 * @param work receives the addresses of the same pixels of both, and their number
 */
export function eachPair(
  before: Bytes,
  { data, bands }: Bytes,
  table: ArrayBufferView,
  work: (kernels: Kernels, beforeAt: number, afterAt: number, pixels: number) => void,
): void {
  const step = Math.floor(stripBytes / bands) * bands;
  const { kernels, memory, at } = withTable(table, 2 * room(step));
  const afterAt = at + room(step);
  for (let from = 0; from < data.length; from += step) {
    const strip = data.subarray(from, from + step);
    memory.set(before.data.subarray(from, from + step), at);
    memory.set(strip, afterAt);
    work(kernels, at, afterAt, strip.length / bands);
    strip.set(memory.subarray(afterAt, afterAt + strip.length));
  }
}

/** How an image is divided into groups of rows, and what the kernel reads at 0. */
interface RowGroups {
  /** Rows in a group; the last group may have fewer. */
  readonly rows: number;
  readonly table?: ArrayBufferView;
}

/** Changes groups of rows. @param work receives the address of a group, its number of rows, and the number of the first one */
export function eachRows(
  { data, width, bands }: Bytes,
  { rows, table = noTable }: RowGroups,
  work: (kernels: Kernels, at: number, rows: number, top: number) => void,
): void {
  const [stride, step] = [width * bands, width * bands * rows];
  const { kernels, memory, at } = withTable(table, room(step));
  for (let from = 0; from < data.length; from += step) {
    const group = data.subarray(from, from + step);
    memory.set(group, at);
    work(kernels, at, group.length / stride, from / stride);
    group.set(memory.subarray(at, at + group.length));
  }
}
