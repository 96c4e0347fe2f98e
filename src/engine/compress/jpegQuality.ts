/** Estimates with which quality a JPEG was written. Source: libjpeg (jcparam.c) and ITU-T T.81, table K.1. */

/** The usual quantization table of luma, in zigzag order. */
const usualLuma = [
  ...[16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51],
  ...[56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101],
  ...[103, 99],
] as const;

/** The flatter table that mozjpeg uses by default, by Nicolas Robidoux. Source: mozjpeg (jcparam.c). */
const mozjpegLuma = [
  ...[16, 16, 16, 16, 17, 16, 18, 20, 20, 18, 25, 27, 24, 27, 25, 37, 34, 31, 31, 34, 37, 56, 40, 43, 40, 43, 40, 56, 85, 53, 62, 53],
  ...[53, 62, 53, 85, 75, 91, 74, 69, 74, 91, 75, 135, 106, 94, 94, 106, 135, 156, 131, 124, 131, 156, 189, 169, 169, 189, 238, 226],
  ...[238, 311, 311, 418],
] as const;

/** A table at a quality from 1 to 100. */
function tableAt(base: readonly number[], quality: number): number[] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return base.map((value) => Math.max(1, Math.min(255, Math.floor((value * percent + 50) / 100))));
}

/** Differences count by their ratio. */
function logarithmsOf(table: readonly number[]): Float64Array {
  return Float64Array.from(table, (value) => Math.log(Math.max(1, value)));
}

let known: readonly { readonly quality: number; readonly logarithms: Float64Array }[] | undefined;

function nearestQuality(luma: readonly number[]): number {
  known ??= [mozjpegLuma, usualLuma].flatMap((base) =>
    Array.from({ length: 100 }, (_, index) => ({ quality: index + 1, logarithms: logarithmsOf(tableAt(base, index + 1)) })),
  );
  const wanted = logarithmsOf(luma);
  let [best, least] = [100, Number.POSITIVE_INFINITY];
  for (const { quality, logarithms } of known) {
    let distance = 0;
    for (let at = 0; at < wanted.length && distance <= least; at += 1)
      distance += Math.abs((logarithms[at] as number) - (wanted[at] as number));
    // Of several qualities with the same table, the highest.
    if (distance <= least) [best, least] = [quality, distance];
  }
  return best;
}

/** The last estimate: the photos of a camera have the same table. */
let last = { table: '', quality: 100 };

/**
 * The quality at which a table of libjpeg or mozjpeg comes nearest to a table of luma: exact for their files, and for other
 * encoders the quality that quantizes about as strongly.
 * @param luma 64 values in zigzag order
 * @returns 1 to 100
 */
export function estimateQuality(luma: readonly number[]): number {
  const table = luma.join();
  if (table !== last.table) last = { table, quality: nearestQuality(luma) };
  return last.quality;
}
