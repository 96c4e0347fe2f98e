/**
 * Removes comments and white space from CSS, and nothing else. svgo's own minifier parses and rewrites rules: it loses rules that
 * it does not know, such as nested ones, and takes rules for unused whose classes a page sets.
 */

/** A string, a comment, `url(...)`, an escape with the white space that ends it, white space, or one other character. */
const token =
  /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|\/\*[\s\S]*?\*\/|\burl\(\s*[^"'\s)][^)]*\)|\\(?:[\da-f]{1,6}\s?|[\s\S])|\s+|[\s\S]/gi;

/** Characters beside which white space means nothing. */
const delimiters: ReadonlySet<string | undefined> = new Set(['{', '}', ';', ',']);

function isSpace(text: string | undefined): boolean {
  return text === ' ';
}

/** The tokens with each run of white space and comments as one space, or as an empty comment where it separates nothing. */
function condensed(css: string): string[] {
  const tokens: string[] = [];
  for (const [text] of css.matchAll(token)) {
    const isComment = text.startsWith('/*') && !text.startsWith('/*!');
    const isBlank = /^\s+$/.test(text);
    const last = tokens.at(-1);
    if (isBlank && last === '/**/') tokens.splice(-1, 1, ' ');
    else if (isBlank || isComment) {
      if (!isSpace(last) && !(isComment && last === '/**/')) tokens.push(isBlank ? ' ' : '/**/');
    } else tokens.push(text);
  }
  return tokens;
}

/** Whether a condensed token can be left out between its neighbors. */
function isIdle(tokens: readonly string[], at: number): boolean {
  const [before, text, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  const atEdge = before === undefined || after === undefined || delimiters.has(before) || delimiters.has(after);
  if (text === ';') return after === '}' || (isSpace(after) && tokens[at + 2] === '}');
  if (text === '/**/') return atEdge;
  if (!isSpace(text)) return false;
  // Before a colon white space is a combinator; behind it, `--name: ;` needs it.
  if (before === ':') return after !== ';' && after !== '}' && after !== undefined;
  return atEdge;
}

/** Minifies a style sheet, or the declarations of a `style` attribute. CSS with an open string is returned as it is. */
export function minifyCss(css: string): string {
  const tokens = condensed(css);
  if (tokens.some((text) => text === '"' || text === "'")) return css;
  return tokens.filter((_, at) => !isIdle(tokens, at)).join('');
}
