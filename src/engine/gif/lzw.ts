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
