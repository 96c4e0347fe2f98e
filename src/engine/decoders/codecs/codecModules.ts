import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import openJpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import jxlToSrgb from '@jsquash/jxl/codec/dec/jxl_dec.js';
import jxlDecoder from 'icodec/jxl-dec';
import jxlEncoder from 'icodec/jxl-enc';
import libheif from 'libheif-js/libheif-wasm/libheif.js';
import type { CodecImage, JxlDecoder, JxlEncoder, JxlToSrgb, Libheif, OpenJpeg } from './codecs';
import { withLoopFilters } from './loopFilters';

/**
 * Codecs in WebAssembly. Each image gets an instance of its own: the memory of one never shrinks, and after a failure it keeps what
 * it had. A bundle of its own, since few workers ever need it.
 */

/** What the decoders of JPEG XL make their results with, which browsers have. */
Object.assign(globalThis, {
  ImageData: class {
    constructor(
      readonly data: Uint8ClampedArray,
      readonly width: number,
      readonly height: number,
    ) {}
  },
  _icodec_ImageData: (data: Uint8ClampedArray, width: number, height: number, depth: number): CodecImage => ({
    data,
    width,
    height,
    depth,
  }),
});

/** The modules beside the bundle, and where they are in the packages. */
const files = {
  'libheif.wasm': 'libheif-js/libheif-wasm/libheif.wasm',
  'jxl-dec.wasm': 'icodec/dist/jxl-dec.wasm',
  'jxl-enc.wasm': 'icodec/dist/jxl-enc.wasm',
  'jxl-srgb.wasm': '@jsquash/jxl/codec/dec/jxl_dec.wasm',
  'openjpeg.wasm': '@cornerstonejs/codec-openjpeg/dist/openjpegwasm_decode.wasm',
} as const;

const compiled = new Map<string, object>();

/** A module beside the bundle, which packages compress, or else in its own package. */
function readModule(bundled: string, original: string): Buffer {
  if (existsSync(bundled)) return readFileSync(bundled);
  return existsSync(`${bundled}.br`) ? brotliDecompressSync(readFileSync(`${bundled}.br`)) : readFileSync(original);
}

/** Compiled once. @throws what the file system throws if the module is missing */
function moduleOf(name: keyof typeof files): object {
  const bundled = join(__dirname, name);
  const known = compiled.get(name);
  if (known) return known;
  const bytes = readModule(bundled, join(__dirname, '../../../../node_modules', files[name]));
  const module = new WebAssembly.Module(name === 'libheif.wasm' ? withLoopFilters(bytes) : bytes);
  compiled.set(name, module);
  return module;
}

/** Options of Emscripten: what instantiates the module, and no output to the console. */
function optionsFor(name: keyof typeof files, onMessage: (message: string) => void = () => {}) {
  const module = moduleOf(name);
  return {
    print: onMessage,
    printErr: onMessage,
    instantiateWasm: (imports: object, done: (instance: object, module: object) => object | undefined): object =>
      done(new WebAssembly.Instance(module, imports), module) ?? {},
  };
}

/** libheif 1.23 with libde265. */
export async function newLibheif(): Promise<Libheif> {
  return libheif(optionsFor('libheif.wasm'));
}

/** libjxl 0.11: keeps the samples in the color space of the file, and all of their bits. */
export async function newJxlDecoder(): Promise<JxlDecoder> {
  return jxlDecoder(optionsFor('jxl-dec.wasm'));
}

/** libjxl 0.11. */
export async function newJxlEncoder(): Promise<JxlEncoder> {
  return jxlEncoder(optionsFor('jxl-enc.wasm'));
}

/** libjxl, with a conversion of any color space to 8-bit sRGB. */
export async function newJxlToSrgb(): Promise<JxlToSrgb> {
  return jxlToSrgb(optionsFor('jxl-srgb.wasm'));
}

/** OpenJPEG 2.5. @param onMessage receives its errors and warnings, which it does not throw */
export async function newOpenJpeg(onMessage: (message: string) => void): Promise<OpenJpeg> {
  return openJpeg(optionsFor('openjpeg.wasm', onMessage));
}
