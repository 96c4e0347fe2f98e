import type { CroppedFrame } from './croppedFrames';
import { rowOrder, transparent } from './displayedFrames';
import type { Disposal } from './gifFrames';
import { encodeLzw } from './lzw';

/** Chooses palettes for cropped frames and encodes them. */

const mostIndices = 256;

/** Whether pixels that stay the same are skipped, by the transparent index, or drawn again: either may compress better. */
type Drawing = 'changes' | 'all';

/** The color numbers that a drawing of a frame has; 0 stands for the transparent index. */
function usedColors({ colors, same, disposal }: CroppedFrame, drawing: Drawing): Set<number> {
  // libvips clears an area to the background color unless the frame has a transparent index.
  const used = new Set<number>(disposal === 'clear' ? [transparent] : []);
  for (const [at, color] of colors.entries()) used.add(drawing === 'changes' && same[at] === 1 ? transparent : color);
  return used;
}

/** Color numbers by their index, and back. The transparent index is included as color 0. */
class Palette {
  readonly #indices: Map<number, number>;

  constructor(readonly colors: readonly number[]) {
    this.#indices = new Map(colors.map((color, index) => [color, index]));
  }

  indexOf(color: number): number | undefined {
    return this.#indices.get(color);
  }

  fits(colors: ReadonlySet<number>): boolean {
    return [...colors].every((color) => this.#indices.has(color));
  }

  get bits(): number {
    return Math.max(1, Math.ceil(Math.log2(this.colors.length)));
  }

  /** @param rgb colors by their number */
  table(rgb: readonly number[]): Buffer {
    const bytes = Buffer.alloc(3 << this.bits);
    for (const [index, color] of this.colors.entries()) bytes.writeUIntBE(rgb[color] as number, index * 3, 3);
    return bytes;
  }
}

/** A palette for as many frames as possible. The colors of most frames come first, so that their indices have few bits. */
function sharedPalette(frames: readonly CroppedFrame[]): Palette {
  const uses = new Map<number, number>();
  for (const frame of frames) {
    const used = usedColors(frame, 'changes');
    const added = [...used].filter((color) => !uses.has(color));
    if (uses.size + added.length > mostIndices) continue;
    for (const color of used) uses.set(color, (uses.get(color) ?? 0) + 1);
  }
  return new Palette([...uses.keys()].sort((a, b) => (uses.get(b) as number) - (uses.get(a) as number)));
}

interface Encoded {
  readonly indices: Uint8Array;
  readonly codeBits: number;
  readonly data: Buffer;
  readonly hasTransparent: boolean;
  readonly palette: Palette;
}

function encode(frame: CroppedFrame, drawing: Drawing, palette: Palette, rows: readonly number[]): Encoded {
  const { colors, same, width, disposal } = frame;
  const indices = new Uint8Array(colors.length);
  let [to, most, hasTransparent] = [0, 0, disposal === 'clear'];
  for (const row of rows) {
    for (let at = row * width; at < (row + 1) * width; at += 1, to += 1) {
      const color = drawing === 'changes' && same[at] === 1 ? transparent : (colors[at] as number);
      const index = palette.indexOf(color) as number;
      if (color === transparent) hasTransparent = true;
      if (index > most) most = index;
      indices[to] = index;
    }
  }
  const codeBits = Math.max(2, Math.ceil(Math.log2(most + 1)));
  return { indices, codeBits, data: encodeLzw(indices, codeBits, 'full'), hasTransparent, palette };
}

/** The smallest encoding of a frame; undefined if it has too many colors. */
function smallest(frame: CroppedFrame, shared: Palette, isInterlaced: boolean): Encoded | undefined {
  const rows = rowOrder(frame.height, isInterlaced);
  const found = (['changes', 'all'] as const).flatMap((drawing) => {
    const used = usedColors(frame, drawing);
    if (shared.fits(used)) return [encode(frame, drawing, shared, rows)];
    return used.size > mostIndices ? [] : [encode(frame, drawing, new Palette([...used]), rows)];
  });
  const bytes = ({ data, palette }: Encoded) => data.length + (palette === shared ? 0 : 3 << palette.bits);
  const [first, ...others] = found;
  if (!first) return undefined;
  const best = others.reduce((least, each) => (bytes(each) < bytes(least) ? each : least), first);
  const patient = encodeLzw(best.indices, best.codeBits, 'worse');
  return patient.length < best.data.length ? { ...best, data: patient } : best;
}

function subBlocks(data: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const part = data.subarray(at, at + 255);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

const disposals: Readonly<Record<Disposal, number>> = { keep: 1, clear: 2, restore: 3 };

/** What a frame is written with beside its pixels. */
interface FrameTraits {
  /** In hundredths of a second. */
  readonly delay: number;
  readonly isInterlaced: boolean;
  /** Whether the source has a graphic control for it. Without one, decoders assume a delay. */
  readonly isControlled: boolean;
}

function control({ disposal }: CroppedFrame, { hasTransparent, palette }: Encoded, { delay, isControlled }: FrameTraits): Buffer {
  if (!isControlled && disposal === 'keep' && !hasTransparent) return Buffer.alloc(0);
  const flags = (disposals[disposal] << 2) | (hasTransparent ? 1 : 0);
  const index = hasTransparent ? (palette.indexOf(transparent) as number) : 0;
  return Buffer.from([0x21, 0xf9, 4, flags, delay & 0xff, delay >> 8, index, 0]);
}

/** Frames as blocks of a GIF, and the palette that they share as a table with the bits of its size. */
export interface EncodedFrames {
  readonly blocks: readonly Buffer[];
  readonly table: Buffer;
  readonly tableBits: number;
}

/** @param rgb colors by their number @returns undefined if a frame has too many colors */
export function encodedFrames(
  frames: readonly CroppedFrame[],
  traits: readonly FrameTraits[],
  rgb: readonly number[],
): EncodedFrames | undefined {
  const shared = sharedPalette(frames);
  const blocks: Buffer[] = [];
  for (const [at, frame] of frames.entries()) {
    const trait = traits[at] as FrameTraits;
    const encoded = smallest(frame, shared, trait.isInterlaced);
    if (!encoded) return undefined;
    const { palette, codeBits, data } = encoded;
    const descriptor = Buffer.alloc(10);
    descriptor[0] = 0x2c;
    for (const [field, value] of [frame.left, frame.top, frame.width, frame.height].entries())
      descriptor.writeUInt16LE(value, 1 + field * 2);
    descriptor[9] = (palette === shared ? 0 : 0x80 | (palette.bits - 1)) | (trait.isInterlaced ? 0x40 : 0);
    const own = palette === shared ? Buffer.alloc(0) : palette.table(rgb);
    blocks.push(Buffer.concat([control(frame, encoded, trait), descriptor, own, Buffer.from([codeBits]), subBlocks(data)]));
  }
  return { blocks, table: shared.table(rgb), tableBits: shared.bits };
}
