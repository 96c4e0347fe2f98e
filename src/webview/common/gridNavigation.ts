/**
 * The row that a navigation key of a grid leads to, or undefined for another key.
 * @param active the row it starts from; -1 when none is active
 * @param rows rows in all, at least 1
 * @param pageRows rows that fit into view
 */
export function rowAfterKey(key: string, active: number, rows: number, pageRows: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -pageRows,
    PageDown: pageRows,
    Home: -Infinity,
    End: Infinity,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.max(0, Math.min(rows - 1, active + step));
}

/** A place in a grid whose lines differ in length. */
export interface Cell {
  readonly line: number;
  readonly column: number;
}

/**
 * The cell that a navigation key leads to, or undefined for another key. Sideways goes on in the next line, as text does.
 * @param lines lines in all, at least 1
 * @param cellsIn how many cells a line has; undefined of one that is not known yet
 */
export function cellAfterKey(
  key: string,
  active: Cell | undefined,
  lines: number,
  cellsIn: (line: number) => number | undefined,
): Cell | undefined {
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (sideways === undefined) {
    const line = rowAfterKey(key, active?.line ?? -1, lines, 1);
    return line === undefined ? undefined : { line, column: Math.min(active?.column ?? 0, (cellsIn(line) ?? 1) - 1) };
  }
  if (!active) return { line: 0, column: 0 };
  const { line, column } = active;
  if (sideways < 0 && column === 0) return line === 0 ? active : { line: line - 1, column: (cellsIn(line - 1) ?? 1) - 1 };
  const wraps = sideways > 0 && column + 1 >= (cellsIn(line) ?? 1);
  if (!wraps) return { line, column: column + sideways };
  return line + 1 < lines ? { line: line + 1, column: 0 } : active;
}
