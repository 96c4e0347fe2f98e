/** A rotation or reflection: rows and columns swapped or not, then each direction mirrored or not. */
export interface Turn {
  readonly swap: boolean;
  readonly across: boolean;
  readonly down: boolean;
}

/** The eight orientations of an image. The first one leaves it as it is. */
export const turns: readonly Turn[] = [false, true].flatMap((swap) =>
  [false, true].flatMap((down) => [false, true].map((across) => ({ swap, across, down }))),
);

/** The cells of a square grid, row by row, after a turn. */
export function turnedCells(cells: Uint8Array, { swap, across, down }: Turn): Uint8Array {
  const side = Math.sqrt(cells.length);
  return cells.map((_, index) => {
    const y = down ? side - 1 - Math.floor(index / side) : Math.floor(index / side);
    const x = across ? side - 1 - (index % side) : index % side;
    return cells[swap ? x * side + y : y * side + x] as number;
  });
}
