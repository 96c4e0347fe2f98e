/** Rows of cells as lines whose columns are aligned. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((cells) => (cells[column] ?? '').length));
  return rows.map((cells) => cells.map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(width(column)))).join('  '));
}
