/** The shape of a grid whose lines have the same length. */
export interface GridShape {
  /** Number of cells, at least 1. */
  readonly cells: number;
  readonly perLine: number;
  /** Lines that fit into view. */
  readonly pageLines: number;
}

/**
 * The cell that a navigation key moves to, or undefined for another key. Cells are counted line by line.
 * @param active the cell to start from; -1 when none is active
 */
export function rowAfterKey(key: string, active: number, { cells, perLine, pageLines }: GridShape): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -perLine,
    ArrowDown: perLine,
    PageUp: -pageLines * perLine,
    PageDown: pageLines * perLine,
    Home: -Infinity,
    End: Infinity,
    ...(perLine > 1 && { ArrowLeft: -1, ArrowRight: 1 }),
  };
  const step = steps[key];
  if (step === undefined) return undefined;
  if (active < 0) return step === Infinity ? cells - 1 : 0;
  return Math.max(0, Math.min(cells - 1, active + step));
}

/** A position in a grid whose lines differ in length. */
export interface Cell {
  readonly line: number;
  readonly column: number;
}

/**
 * The cell that a navigation key moves to, or undefined for another key. Moving sideways past the end of a line continues in
 * the next one, as in text.
 * @param lines number of lines, at least 1
 * @param cellsIn the number of cells in a line; undefined if that line is not loaded
 */
export function cellAfterKey(
  key: string,
  active: Cell | undefined,
  lines: number,
  cellsIn: (line: number) => number | undefined,
): Cell | undefined {
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (sideways === undefined) {
    const line = rowAfterKey(key, active?.line ?? -1, { cells: lines, perLine: 1, pageLines: 1 });
    return line === undefined ? undefined : { line, column: Math.min(active?.column ?? 0, (cellsIn(line) ?? 1) - 1) };
  }
  if (!active) return { line: 0, column: 0 };
  const { line, column } = active;
  if (sideways < 0 && column === 0) return line === 0 ? active : { line: line - 1, column: (cellsIn(line - 1) ?? 1) - 1 };
  const wraps = sideways > 0 && column + 1 >= (cellsIn(line) ?? 1);
  if (!wraps) return { line, column: column + sideways };
  return line + 1 < lines ? { line: line + 1, column: 0 } : active;
}
