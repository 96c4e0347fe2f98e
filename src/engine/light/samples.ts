import type { AxisPlan } from './kernels';
import type { Raster } from './raster';
import { samplesModule } from './samplesWasm';

/** Work on 8-bit samples in WebAssembly (`kernels/samples.wat`). Nothing here waits, so one memory serves all images of a thread. */

/** The exports of `kernels/samples.wat`. A plan is the address of the bytes of an `AxisPlan`. */
interface SampleFunctions {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  averageRows(source: number, rowBytes: number, plan: number, target: number): void;
  averageColumns(source: number, rows: number, bands: number, plan: number, line: number, target: number): void;
  reduceRows(source: number, rowBytes: number, plan: number, lines: number, target: number): void;
  reduceColumns(source: number, rows: number, bands: number, plan: number, line: number, target: number): void;
  /** Multiplies the colors of RGBA by their alpha, in place. */
  premultiply(at: number, pixels: number): void;
  unpremultiply(at: number, pixels: number): void;
  /** Undoes the filters of a PNG. @returns 0 if there is a filter that does not exist */
  unfilter(source: number, rowBytes: number, rows: number, bands: number, target: number): number;
}

/** An axis may become smaller by less than this: averages are summed up in 16 bits. */
export const maxFactor = 512;

const pageBytes = 1 << 16;
/** The functions read and write up to this many bytes beyond an image. */
const slack = 16;

/** The memory of the WebAssembly instance, given out from its beginning for each image. */
class Memory {
  #used = 0;

  constructor(readonly functions: SampleFunctions) {}

  clear(): void {
    this.#used = 0;
  }

  /** Reserves bytes that the functions may write. @returns their address */
  take(bytes: number): number {
    const at = this.#used;
    this.#used += Math.ceil((bytes + slack) / slack) * slack;
    const { memory } = this.functions;
    const missing = this.#used - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return at;
  }

  /** Copies bytes into the memory. @returns their address */
  put(data: Uint8Array): number {
    const at = this.take(data.length);
    new Uint8Array(this.functions.memory.buffer).set(data, at);
    return at;
  }

  /** Copies bytes out of the memory. */
  copy(at: number, length: number): Uint8Array {
    return new Uint8Array(this.functions.memory.buffer).slice(at, at + length);
  }
}

let memory: Memory | undefined;

/** The memory of this thread, empty. */
function freshMemory(): Memory {
  memory ??= new Memory(new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(samplesModule, 'base64'))).exports as SampleFunctions);
  memory.clear();
  return memory;
}

function fewerRows(room: Memory, source: number, rowBytes: number, axis: AxisPlan): number {
  const plan = room.put(axis.bytes);
  let at = source;
  if (axis.factor > 1) {
    const target = room.take(rowBytes * axis.averaged);
    room.functions.averageRows(at, rowBytes, plan, target);
    at = target;
  }
  if (axis.taps === 0) return at;
  const target = room.take(rowBytes * axis.after);
  room.functions.reduceRows(at, rowBytes, plan, room.take(axis.taps * 4), target);
  return target;
}

function fewerColumns(room: Memory, source: number, { height, bands }: Pick<Raster, 'height' | 'bands'>, axis: AxisPlan): number {
  const plan = room.put(axis.bytes);
  const line = room.take((axis.before + axis.factor + 2 * axis.taps) * bands);
  let at = source;
  if (axis.factor > 1) {
    const target = room.take(axis.averaged * bands * height);
    room.functions.averageColumns(at, height, bands, plan, line, target);
    at = target;
  }
  if (axis.taps === 0) return at;
  const target = room.take(axis.after * bands * height);
  room.functions.reduceColumns(at, height, bands, plan, line, target);
  return target;
}

/** Makes an image smaller, as libvips does: rows first, then columns, with colors multiplied by their alpha meanwhile. */
export function reduce({ width, height, bands, data }: Raster, across: AxisPlan, down: AxisPlan): Raster {
  const room = freshMemory();
  const source = room.put(data);
  if (bands === 4) room.functions.premultiply(source, width * height);
  const rows = fewerRows(room, source, width * bands, down);
  const at = fewerColumns(room, rows, { height: down.after, bands }, across);
  const pixels = across.after * down.after;
  if (bands === 4) room.functions.unpremultiply(at, pixels);
  return { width: across.after, height: down.after, bands, data: room.copy(at, pixels * bands) };
}

/** The samples of PNG rows, each of which begins with its filter; undefined if there is a filter that does not exist. */
export function unfilter(filtered: Uint8Array, { width, height, bands }: Omit<Raster, 'data'>): Uint8Array | undefined {
  const room = freshMemory();
  const rowBytes = width * bands;
  const source = room.put(filtered);
  // A row of zeros precedes the first row.
  const zeros = room.take(rowBytes * (height + 1));
  new Uint8Array(room.functions.memory.buffer).fill(0, zeros, zeros + rowBytes);
  const target = zeros + rowBytes;
  return room.functions.unfilter(source, rowBytes, height, bands, target) === 0 ? undefined : room.copy(target, rowBytes * height);
}
