/** The compression of GIF. Source: GIF89a specification, appendix F. */

const mostCodes = 4096;

/**
 * Decompresses the indices of a frame.
 * @param codeBits bits of an index
 * @param count pixels of the frame
 * @returns undefined if the data do not contain exactly these pixels
 */
export function decodeLzw(data: Buffer, codeBits: number, count: number): Uint8Array | undefined {
  if (codeBits < 1 || codeBits > 8) return undefined;
  const [clear, end] = [1 << codeBits, (1 << codeBits) + 1];
  const out = new Uint8Array(count);
  // Each code stands for the pixels of another one and one more.
  const [prefix, last, length] = [new Uint16Array(mostCodes), new Uint8Array(mostCodes), new Uint16Array(mostCodes)];
  for (let code = 0; code < clear; code += 1) [last[code], length[code]] = [code, 1];
  let [at, bits, held, size, next, before, filled] = [0, 0, 0, codeBits + 1, end + 1, -1, 0];
  for (;;) {
    while (held < size) {
      if (at >= data.length) return undefined;
      bits |= (data[at++] as number) << held;
      held += 8;
    }
    const code = bits & ((1 << size) - 1);
    bits >>>= size;
    held -= size;
    if (code === end) return filled === count ? out : undefined;
    if (code === clear) {
      [size, next, before] = [codeBits + 1, end + 1, -1];
      continue;
    }
    const isKnown = code < clear || (code > end && code < next);
    if (!isKnown && (code !== next || before < 0 || next >= mostCodes)) return undefined;
    const source = isKnown ? code : before;
    const pixels = (length[source] as number) + (isKnown ? 0 : 1);
    if (filled + pixels > count) return undefined;
    let walk = source;
    let to = filled + (length[source] as number) - 1;
    for (; to > filled; to -= 1, walk = prefix[walk] as number) out[to] = last[walk] as number;
    const first = last[walk] as number;
    out[filled] = first;
    if (!isKnown) out[filled + pixels - 1] = first;
    filled += pixels;
    if (before >= 0 && next < mostCodes) {
      [prefix[next], last[next], length[next]] = [before, first, (length[before] as number) + 1];
      next += 1;
      if (next === 1 << size && size < 12) size += 1;
    }
    before = code;
  }
}

/** Writes codes of growing size. */
class CodeWriter {
  #bytes = Buffer.allocUnsafe(1 << 12);
  #length = 0;
  #bits = 0;
  #held = 0;

  put(code: number, size: number): void {
    this.#bits |= code << this.#held;
    this.#held += size;
    for (; this.#held >= 8; this.#held -= 8, this.#bits >>>= 8) this.#push(this.#bits & 0xff);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.allocUnsafe(this.#bytes.length)]);
    this.#bytes[this.#length++] = byte;
  }

  end(): Buffer {
    if (this.#held > 0) this.#push(this.#bits & 0xff);
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Codes over which the compression is measured once the table is full. */
const windowCodes = 512;

/** When codes start anew: once the table is full, or only when the full table compresses worse than before. */
export type ClearPolicy = 'full' | 'worse';

/** Compresses the indices of a frame. @param codeBits bits of an index: 2 to 8 */
export function encodeLzw(indices: Uint8Array, codeBits: number, policy: ClearPolicy): Buffer {
  const [clear, end] = [1 << codeBits, (1 << codeBits) + 1];
  // The code for each code and the pixel after it; 0 where there is none, since 0 is always a pixel.
  const following = new Uint16Array(mostCodes << codeBits);
  const writer = new CodeWriter();
  let [size, next, code, pixels, codes, best] = [codeBits + 1, end + 1, indices[0] as number, 0, 0, 0];
  const restart = () => {
    writer.put(clear, size);
    following.fill(0);
    [size, next, pixels, codes, best] = [codeBits + 1, end + 1, 0, 0, 0];
  };
  const isFull = (): boolean => {
    if (next < mostCodes) return false;
    if (policy === 'full') return true;
    if (codes < windowCodes) return false;
    const isWorse = pixels < best;
    [best, pixels, codes] = [Math.max(best, pixels), 0, 0];
    return isWorse;
  };
  writer.put(clear, size);
  for (let at = 1; at < indices.length; at += 1) {
    const pixel = indices[at] as number;
    const key = (code << codeBits) | pixel;
    const longer = following[key] as number;
    pixels += 1;
    if (longer !== 0) {
      code = longer;
      continue;
    }
    writer.put(code, size);
    codes += 1;
    if (next < mostCodes) {
      following[key] = next;
      if (next === 1 << size) size += 1;
      next += 1;
    }
    if (isFull()) restart();
    code = pixel;
  }
  writer.put(code, size);
  // The decoder adds a code for the last one, too.
  if (next === 1 << size && size < 12) size += 1;
  writer.put(end, size);
  return writer.end();
}
