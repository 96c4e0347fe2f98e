/**
 * One line of a JSON Lines file. Undefined for an empty line, and for one that a crash or a full disk cut off.
 * @returns what the line holds; its shape is not checked, since only Assetmill writes these files
 */
export function parseJsonLine<Line>(text: string): Line | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as Line);
  } catch {
    return undefined;
  }
}
