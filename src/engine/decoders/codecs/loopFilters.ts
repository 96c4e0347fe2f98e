/**
 * The calls by which libheif, when compiled for WebAssembly, turns off the deblocking filter (parameter 7 of libde265) and the sample
 * adaptive offset (8), to be faster. Both are part of HEVC: without them, the edges of blocks are visible. As instructions: the
 * decoder, a number, 1, the call; the decoder again, the next number, 1, the call. Source: heif_decoder_libde265.cc of libheif 1.23.
 */
const offCalls = /\x41\x07\x41\x01\x10.{2}\x20.\x41\x08\x41\x01\x10/gs;
/** From the start of the calls to their values. */
const valuesAt = [3, 12] as const;

/** libheif's module with the filters that HEVC requires. Unchanged if it does not turn them off. */
export function withLoopFilters(module: Buffer): Buffer {
  const changed = Buffer.from(module);
  for (const { index } of module.toString('latin1').matchAll(offCalls)) for (const at of valuesAt) changed[index + at] = 0;
  return changed;
}
