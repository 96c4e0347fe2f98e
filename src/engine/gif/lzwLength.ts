const mostCodes = 4096;

/**
 * Whether compressed indices fill a frame. Only the lengths of the codes are followed, so it takes a fraction of the time of decoding.
 * Data after the last pixel, and a missing end code, are common and harmless. Source: GIF89a specification, appendix F.
 * @param codeBits bits of an index: 1 to 8
 * @param count pixels of the frame
 */
export function fillsFrame(data: Buffer, codeBits: number, count: number): boolean {
  const [clear, end] = [1 << codeBits, (1 << codeBits) + 1];
  // Each code stands for the pixels of another one and one more.
  const length = new Uint32Array(mostCodes).fill(1, 0, clear);
  let [at, bits, held, size, next, before, filled] = [0, 0, 0, codeBits + 1, end + 1, -1, 0];
  while (filled < count) {
    while (held < size) {
      if (at >= data.length) return false;
      bits |= (data[at++] as number) << held;
      held += 8;
    }
    const code = bits & ((1 << size) - 1);
    bits >>>= size;
    held -= size;
    if (code === end) return false;
    if (code === clear) {
      [size, next, before] = [codeBits + 1, end + 1, -1];
      continue;
    }
    const isKnown = code < clear || (code > end && code < next);
    if (!isKnown && (code !== next || before < 0 || next >= mostCodes)) return false;
    filled += isKnown ? (length[code] as number) : (length[before] as number) + 1;
    if (before >= 0 && next < mostCodes) {
      length[next] = (length[before] as number) + 1;
      next += 1;
      if (next === 1 << size && size < 12) size += 1;
    }
    before = code;
  }
  return true;
}
