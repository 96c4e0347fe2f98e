/**
 * The rows that a command is about: those that the panel passes, or the one that a key binding names. Undefined for any other argument, such
 * as the file that is selected in the Explorer: then the command is about all rows.
 */
export function rowIds(passed: unknown): readonly number[] | undefined {
  const ids: readonly unknown[] = Array.isArray(passed) ? passed : [passed];
  return ids.length > 0 && ids.every((id) => typeof id === 'number') ? ids : undefined;
}
