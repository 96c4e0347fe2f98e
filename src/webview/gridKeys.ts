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
