/** The frames of a GIF, without their pixels. Source: GIF89a specification (CompuServe, 1990). */

const block = { extension: 0x21, image: 0x2c, trailer: 0x3b } as const;
const graphicControl = 0xf9;
const headBytes = 13;

/** What happens to the area of a frame before the next one: it stays, becomes transparent, or becomes what it was before. */
export type Disposal = 'keep' | 'clear' | 'restore';

export interface GifFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly disposal: Disposal;
  /** In hundredths of a second. */
  readonly delay: number;
  /** The index of transparent pixels. */
  readonly transparent: number | undefined;
  readonly isInterlaced: boolean;
  /** Colors as red, green and blue, one after the other. */
  readonly palette: Buffer;
  /** Bits of the indices in the compressed pixels. */
  readonly codeBits: number;
  /** The compressed pixels. */
  readonly data: Buffer;
  /** Offset of the graphic control that belongs to it, if it has one. */
  readonly controlAt: number | undefined;
  /** Offset of its descriptor. */
  readonly at: number;
}

export interface GifFile {
  /** Whether it ends as it should. Decoders accept a missing end, and bytes that are no blocks. */
  readonly isWhole: boolean;
  readonly width: number;
  readonly height: number;
  readonly frames: readonly GifFrame[];
  /** Blocks of other kinds, such as the repetition of an animation and comments, with the number of frames before each. */
  readonly others: readonly { readonly before: number; readonly whole: Buffer }[];
}

/** The table of colors that packed fields announce. */
function paletteAt(gif: Buffer, packed: number, at: number): Buffer {
  return packed & 0x80 ? gif.subarray(at, at + (3 << ((packed & 7) + 1))) : Buffer.alloc(0);
}

/** The content of a chain of sub-blocks, and the offset after it. */
function subBlocks(gif: Buffer, start: number): { data: Buffer; end: number } {
  const parts: Buffer[] = [];
  let at = start;
  for (let length = gif[at]; length !== undefined; length = gif[at]) {
    at += 1 + length;
    if (at > gif.length) break;
    if (length === 0) return { data: Buffer.concat(parts), end: at };
    parts.push(gif.subarray(at - length, at));
  }
  throw new Error('truncated GIF');
}

/** Reads the blocks of a GIF one after the other. */
class GifReader {
  readonly frames: GifFrame[] = [];
  readonly others: { before: number; whole: Buffer }[] = [];
  isWhole = false;
  readonly #palette: Buffer;
  #control: number | undefined;

  constructor(readonly gif: Buffer) {
    this.#palette = paletteAt(gif, gif[10] ?? 0, headBytes);
  }

  read(): void {
    let at = headBytes + this.#palette.length;
    while (this.gif[at] === block.extension || this.gif[at] === block.image)
      at = this.gif[at] === block.image ? this.#image(at) : this.#extension(at);
    this.isWhole = this.gif[at] === block.trailer;
  }

  #extension(at: number): number {
    const { end } = subBlocks(this.gif, at + 2);
    if (this.gif[at + 1] === graphicControl && this.gif[at + 2] === 4) this.#control = at;
    else this.others.push({ before: this.frames.length, whole: this.gif.subarray(at, end) });
    return end;
  }

  #image(at: number): number {
    const { gif } = this;
    if (at + 11 > gif.length) throw new Error('truncated GIF');
    const packed = gif[at + 9] as number;
    const own = paletteAt(gif, packed, at + 10);
    const codeAt = at + 10 + own.length;
    const { data, end } = subBlocks(gif, codeAt + 1);
    const control = this.#control;
    const flags = control === undefined ? 0 : (gif[control + 3] as number);
    const disposal = (flags >> 2) & 7;
    this.frames.push({
      left: gif.readUInt16LE(at + 1),
      top: gif.readUInt16LE(at + 3),
      width: gif.readUInt16LE(at + 5),
      height: gif.readUInt16LE(at + 7),
      disposal: disposal === 2 ? 'clear' : disposal === 3 || disposal === 4 ? 'restore' : 'keep',
      delay: control === undefined ? 0 : gif.readUInt16LE(control + 4),
      transparent: control !== undefined && flags & 1 ? gif[control + 6] : undefined,
      isInterlaced: (packed & 0x40) !== 0,
      palette: own.length > 0 ? own : this.#palette,
      codeBits: gif[codeAt] as number,
      data,
      controlAt: control,
      at,
    });
    this.#control = undefined;
    return end;
  }
}

/** Reads a GIF up to its end, or to something unknown. @throws a plain Error if it ends inside a block */
export function readGif(gif: Buffer): GifFile {
  const reader = new GifReader(gif);
  reader.read();
  const { frames, others, isWhole } = reader;
  return { width: gif.readUInt16LE(6), height: gif.readUInt16LE(8), frames, others, isWhole };
}
