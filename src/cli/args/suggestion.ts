/** Suggestions for mistyped names, in the form that commander has for options and commands. */

/** Number of letters to insert, remove, replace, or swap with the next one. Source: optimal string alignment distance. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number) => rows[row]?.[column] as number;
  for (let row = 1; row <= a.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwapped ? at(row - 2, column - 2) + 1 : replaced;
      rows[row]?.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
}

/** The names that are mistyped in at most this many letters, and in fewer than half of them. */
const mostMistyped = 3;

/** ` (Did you mean sepia?)` with the names that come closest to the typed one; empty when none is close. */
export function suggestion(typed: string, names: readonly string[]): string {
  const distances = names.map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }));
  const close = distances.filter(({ name, distance }) => distance <= mostMistyped && distance * 2 < Math.max(name.length, typed.length));
  const least = Math.min(...close.map(({ distance }) => distance));
  const closest = close.filter(({ distance }) => distance === least).map(({ name }) => name);
  if (closest.length === 0) return '';
  return closest.length === 1 ? ` (Did you mean ${closest[0]}?)` : ` (Did you mean one of ${closest.join(', ')}?)`;
}
