/**
 * One line of a JSON Lines file. Undefined for an empty line, for one that a crash or a full disk cut off, and for anything but an
 * object.
 * @returns what the line holds; its members are not checked
 */
export function parseJsonLine<Line extends object>(text: string): Line | undefined {
  try {
    const line: unknown = text === '' ? undefined : JSON.parse(text);
    return typeof line === 'object' && line !== null && !Array.isArray(line) ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}
