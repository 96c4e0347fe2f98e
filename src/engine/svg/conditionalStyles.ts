import { edit, elementsOf, localName, textOf } from './svgDocument';

/** Versions of a document in which style rules that hold only sometimes hold always, because the renderer knows no such times. */

/** A set of conditions that are taken as met. */
export type Appearance = 'as is' | 'dark' | 'pointed at';

/** Matches every element, and counts as much as the pseudo-class that it replaces. */
const always = ':not(.\u{e000})';

/** The text from a brace to the one that closes it, without both. */
function block(css: string, start: number): string {
  let depth = 0;
  for (let at = start; at < css.length; at += 1) {
    if (css[at] === '{') depth += 1;
    if (css[at] === '}' && --depth === 0) return css.slice(start + 1, at);
  }
  return css.slice(start + 1);
}

/** Whether a media query would apply to a screen of any size. @param isDark whether the user prefers dark colors */
function applies(query: string, isDark: boolean): boolean {
  if (/prefers-color-scheme\s*:\s*(?:dark|light)/.test(query)) return /scheme\s*:\s*dark/.test(query) === isDark;
  return !/print/.test(query);
}

/** Puts the rules of media that apply in the place of these media. */
function withoutMedia(css: string, isDark: boolean): string {
  const start = /@media([^{;]*)\{/.exec(css);
  if (!start) return css;
  const rules = block(css, start.index + start[0].length - 1);
  const rest = css.slice(start.index + start[0].length + rules.length + 1);
  const kept = applies(start[1] ?? '', isDark) ? withoutMedia(rules, isDark) : '';
  return css.slice(0, start.index) + kept + withoutMedia(rest, isDark);
}

function styleFor(css: string, appearance: Appearance): string {
  const plain = withoutMedia(css, appearance === 'dark');
  return appearance === 'pointed at' ? plain.replace(/:(?:hover|focus(?:-visible|-within)?|active|target)\b/g, always) : plain;
}

/** The appearances that differ in a document. */
export function appearancesOf(text: string): Appearance[] {
  const isDark = /prefers-color-scheme/.test(text);
  const isPointed = /:(?:hover|focus|active|target)\b/.test(text);
  return ['as is', ...(isDark ? (['dark'] as const) : []), ...(isPointed ? (['pointed at'] as const) : [])];
}

/** A document as it looks when the conditions of an appearance are met. */
export async function inAppearance(text: string, appearance: Appearance): Promise<string> {
  if (appearance === 'as is' && !text.includes('@media')) return text;
  return edit(text, (root) => {
    for (const element of elementsOf(root)) {
      if (localName(element) !== 'style') continue;
      const { media, ...attributes } = element.attributes;
      const css = textOf(element);
      element.attributes = attributes;
      element.children = [{ type: 'text', value: styleFor(media ? `@media ${media}{${css}}` : css, appearance) }];
    }
  });
}
