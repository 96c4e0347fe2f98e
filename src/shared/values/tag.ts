/** Parts of HTML. A module without imports, so that every layer may use it. */

/** A path with percent-encoded segments. More is encoded than URLs require, so that the result is safe in a srcset, in Markdown and in a CSS string. */
export function encodeUrl(path: string): string {
  // A file name from Windows may contain half a surrogate pair, on which encodeURIComponent throws.
  const wellFormed = path.replace(/\p{Surrogate}/gu, '\ufffd');
  return wellFormed
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/['()*]/g, percentEncode);
}

/** One ASCII character as `%` and two hexadecimal digits. */
export function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] as string);
}

/** A start tag. Attributes without a value are omitted. */
export function tag(name: string, attributes: Readonly<Record<string, string | number | undefined>>): string {
  const written = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return `<${[name, ...written.map(([key, value]) => `${key}="${escapeHtml(String(value))}"`)].join(' ')}>`;
}
