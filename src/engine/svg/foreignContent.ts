/**
 * Keeps the HTML in `foreignObject` from the parser of svgo, which removes the space between words, and turns empty elements into
 * tags that HTML does not know (#1473, #1678, #1728 of svgo).
 */

const content = /(<(?:\w+:)?foreignObject\b(?:[^<>"']|"[^"]*"|'[^']*')*(?<!\/)>)([\s\S]*?)(<\/(?:\w+:)?foreignObject\s*>)/g;
const placeholder = (index: number) => `assetmill-foreign-${index}-`;

/** A text with placeholders, and what they stand for. */
export interface WithoutForeignContent {
  readonly text: string;
  readonly contents: readonly string[];
}

/** Takes the content of each `foreignObject` out. */
export function takeForeignContent(source: string): WithoutForeignContent {
  const contents: string[] = [];
  const text = source.replace(content, (_, start: string, inner: string, end: string) => {
    contents.push(inner);
    return `${start}${placeholder(contents.length - 1)}${end}`;
  });
  return { text, contents };
}

/** Puts it back. */
export function putForeignContent(text: string, contents: readonly string[]): string {
  return contents.reduce((whole, inner, index) => whole.replace(placeholder(index), () => inner), text);
}
