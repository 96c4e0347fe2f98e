import { kernelCode } from './kernelCode';

/** A row of samples and their neighborhoods. */
type Row = [fromAt: number, toAt: number, samples: number, stride: number, bands: number];

/** The loops of kernels/pixels.ts, which says what they do, and the memory that they work on. Addresses count bytes. */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  lookUp(at: number, pixels: number, bands: number, colors: number, tableAt: number): void;
  recombine(at: number, pixels: number, bands: number, matrixAt: number): void;
  mix(beforeAt: number, afterAt: number, samples: number, share: number): void;
  addByDifference(at: number, otherAt: number, samples: number, tableAt: number): void;
  copyBand(fromAt: number, toAt: number, pixels: number, bands: number, band: number): void;
  spread(fromAt: number, toAt: number, samples: number): void;
  shade(at: number, pixels: number, bands: number, colors: number, acrossAt: number, down: number, factorsAt: number): void;
  convolve(...row: [...Row, width: number, height: number, kernelAt: number, offset: number]): void;
  convolveWhole(...row: [...Row, width: number, height: number, kernelAt: number, offset: number]): void;
  countColumns(rowAt: number, columns: number, histogramsAt: number, added: number): void;
  equalize(
    ...row: [
      ...[fromAt: number, toAt: number, samples: number, bands: number, histogramsAt: number],
      ...[width: number, windowAt: number, area: number, limit: number],
    ]
  ): void;
  flattenBlocks(at: number, width: number, rows: number, bands: number, size: number): void;
  median(...row: [...Row, width: number, height: number, place: number]): void;
}

const pageBytes = 65_536;
let loaded: Kernels | undefined;

/** The kernels, with at least so many bytes of memory. Each thread has its own; nothing in it lasts. */
export function kernelsWith(bytes: number): { readonly kernels: Kernels; readonly memory: Uint8Array } {
  loaded ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(kernelCode, 'base64'))).exports as Kernels;
  const { memory } = loaded;
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
  if (missing > 0) memory.grow(missing);
  return { kernels: loaded, memory: new Uint8Array(memory.buffer) };
}
