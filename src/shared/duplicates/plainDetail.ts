/**
 * The detail of a plain image, such as an icon: its brightness in a grid of 16 x 16 cells. The hashes of plain images coincide too
 * often, because few frequencies describe them: a circle has the same one with and without a short line in it.
 */

/** Cells in each direction. */
export const detailSide = 16;
/** Steps per unit. The unit is the contrast of the image (standard deviation), so that a brighter copy has the same detail. */
const stepsPerUnit = 8;
/** The code of the darkest cell; its steps follow as printable ASCII characters. */
const firstCode = 33;
const mostSteps = 92;

/**
 * Writes the detail as one character per cell.
 * @param cells brightness of each cell in units of the image's contrast, 0 for its mean; row by row
 */
export function encodeDetail(cells: readonly number[]): string {
  const codes = cells.map((cell) => firstCode + Math.min(mostSteps, Math.max(0, Math.round(cell * stepsPerUnit + mostSteps / 2))));
  return String.fromCharCode(...codes);
}

/** The cells of a detail in steps, for {@link detailDifference}. */
export function decodeDetail(detail: string): Uint8Array {
  return Uint8Array.from(detail, (character) => character.charCodeAt(0) - firstCode);
}

/** Steps by which a cell may differ in copies that differ in no bit of their hash: those of another size, for example. */
const tolerance = stepsPerUnit / 2;

/**
 * How much the most different cells differ, on the scale of bits of a hash. Measured on 40 plain icons of 16 to 64 pixels and their
 * copies: different icons with hashes within 8 bits of each other differ by more than 10, and copies in other sizes, formats, and
 * brightnesses rarely by more than 8.
 * @param most where to stop: larger differences do not matter
 */
export function detailDifference(a: Uint8Array, b: Uint8Array, most: number): number {
  let steps = 0;
  for (let cell = 0; cell < a.length && steps <= most + tolerance; cell += 1)
    steps = Math.max(steps, Math.abs((a[cell] as number) - (b[cell] as number)));
  return Math.max(0, steps - tolerance);
}
