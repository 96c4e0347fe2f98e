import { css, html, type TemplateResult } from 'lit';

/** The end of a long name, with its number and extension, is cut off last. In characters as people count them. */
const tailLength = 10;
/** A name whose start would be shorter than this is not split. */
const leastHead = 3;

/** Hebrew, Arabic, and other scripts that run from right to left. Source: the blocks with the Unicode property Bidi_Class R or AL. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A name in two parts, of which the first gives way to the second. A name that runs in both directions is not split: it would be garbled. */
export function nameParts(name: string): readonly [head: string, tail: string] {
  if (rightToLeft.test(name)) return [name, ''];
  if (name.length < tailLength + leastHead) return ['', name];
  const segments = Array.from(characters.segment(name), ({ segment }) => segment);
  const cut = Math.max(1, segments.length - tailLength);
  return [segments.slice(0, cut).join(''), segments.slice(cut).join('')];
}

/** The name at the end of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a path; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** A name that loses its middle where it does not fit. The styles are in `pathStyles`. */
export function nameText(name: string): TemplateResult {
  const [head, tail] = nameParts(name);
  return html`<bdi class="name"><span class="head clip">${head}</span><span class="tail">${tail}</span></bdi>`;
}

/** A folder, which gives way to the name beside it. */
export function folderText(path: string): TemplateResult {
  return html`<bdi class="folder clip muted">${folderOf(path)}</bdi>`;
}

export const pathStyles = css`
  .name { display: inline-flex; flex: 0 1 auto; min-width: 0; max-width: 100%; white-space: pre; }
  .name > .head { flex: 0 9999 auto; white-space: pre; }
  .tail { flex: 0 1 auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; }
  .folder { flex: 0 9999 auto; margin-inline-start: 0.6rem; font-size: 0.92em; }
`;
