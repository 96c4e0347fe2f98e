import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chunks } from '../formats/png';

/**
 * Recompresses PNGs losslessly with oxipng in WebAssembly. @napi-rs/image is 1.1 to 2.2 times as fast, but takes 18 MB per
 * platform, has no level, and cannot be stopped in the middle of an image.
 */

/** The exports of @jsquash/oxipng 2.3.0 that are used here. */
interface Oxipng {
  readonly memory: { readonly buffer: ArrayBuffer };
  __wbindgen_add_to_stack_pointer(bytes: number): number;
  __wbindgen_malloc(bytes: number, alignment: number): number;
  optimise(result: number, png: number, length: number, level: number, interlace: number, optimizeAlpha: number): void;
}

/** From 0 to 6. Level 4 takes three to eight times as long as level 2 and saves at most 2%. */
const level = 2;

/** Next to the bundle or, without a bundle, in the package. */
function moduleFile(): string {
  const bundled = join(__dirname, 'oxipng.wasm');
  return existsSync(bundled) ? bundled : join(__dirname, '../../../node_modules/@jsquash/oxipng/codec/pkg/squoosh_oxipng_bg.wasm');
}

let compiled: object | undefined;

/** A new instance for each image: its memory never shrinks, and keeps the input after a failure. */
function instantiate(): Oxipng {
  compiled ??= new WebAssembly.Module(readFileSync(moduleFile()));
  const oxipng: Oxipng = new WebAssembly.Instance(compiled, {
    wbg: {
      __wbindgen_throw(start: number, length: number) {
        throw new Error(Buffer.from(oxipng.memory.buffer, start >>> 0, length >>> 0).toString());
      },
    },
  }).exports as Oxipng;
  return oxipng;
}

/** Color types with red, green and blue: truecolor, palette, truecolor and alpha. */
const colored = new Set([2, 3, 6]);
const colorTypeAt = 25;
const interlaceAt = 28;

/** Whether oxipng 9 turned a color image with a profile into a gray one. It keeps the RGB profile, which gray cannot have. */
function lostItsColors(before: Buffer, after: Buffer): boolean {
  const wasColored = colored.has(before[colorTypeAt] as number) && !colored.has(after[colorTypeAt] as number);
  return wasColored && [...chunks(before)].some(({ type }) => type === 'iCCP');
}

/**
 * The same image with all of its chunks in fewer bytes, or the input when there is nothing to gain.
 * @param png a complete PNG; its bit depth and the colors of transparent pixels are kept
 */
export function recompressPng(png: Buffer): Buffer {
  const oxipng = instantiate();
  const result = oxipng.__wbindgen_add_to_stack_pointer(-16);
  const start = oxipng.__wbindgen_malloc(png.length, 1) >>> 0;
  new Uint8Array(oxipng.memory.buffer, start, png.length).set(png);
  oxipng.optimise(result, start, png.length, level, png[interlaceAt] as number, 0);
  const [offset, length] = new Uint32Array(oxipng.memory.buffer, result, 2) as unknown as [number, number];
  const smaller = Buffer.from(new Uint8Array(oxipng.memory.buffer, offset, length));
  return smaller.length < png.length && !lostItsColors(png, smaller) ? smaller : png;
}
