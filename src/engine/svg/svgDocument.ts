import type { Config, CustomPlugin, StringifyOptions, XastElement, XastParent, XastRoot } from 'svgo/browser';
import { invalidSvg } from './svgText';

/** The parsed document of an SVG. svgo exports its parser only through plugins. */

export type SvgElement = XastElement;
export type SvgParent = XastParent;
export type SvgRoot = XastRoot;

/**
 * Line ends and tabs in an attribute survive only as references: as they are, a parser turns them into spaces.
 * svgo writes them as they are, but quotation marks in texts as references.
 */
const js2svg: StringifyOptions = {
  regEntities: /[&<>]/g,
  regValEntities: /[&"<>\t\n\r]/g,
  encodeEntity: (char) => ({ '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' })[char] ?? `&#${char.charCodeAt(0)};`,
};

/** Elements of a document or below an element, in document order. */
export function* elementsOf(parent: SvgParent): Generator<SvgElement> {
  for (const child of parent.children) {
    if (child.type !== 'element') continue;
    yield child;
    yield* elementsOf(child);
  }
}

/** The text of an element, without that of its children. */
export function textOf({ children }: SvgElement): string {
  return children.map((child) => (child.type === 'text' || child.type === 'cdata' ? child.value : '')).join('');
}

/** The name of an element without its prefix. */
export function localName({ name }: SvgElement): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The first element of a document. */
export function rootElement({ children }: SvgRoot): SvgElement | undefined {
  return children.find((child) => child.type === 'element');
}

/**
 * Runs plugins of svgo over a document.
 * @throws FailureError `corrupt` when it cannot be parsed
 */
export async function transform(text: string, plugins: Config['plugins'], multipass = false): Promise<string> {
  const { optimize } = await import('svgo/browser');
  try {
    return optimize(text, { multipass, js2svg, plugins: plugins ?? [] }).data;
  } catch (error) {
    throw invalidSvg(error);
  }
}

/** Changes a parsed document, and writes it again. @throws FailureError `corrupt` when it cannot be parsed */
export function edit(text: string, change: (root: SvgRoot) => void): Promise<string> {
  return transform(text, [{ name: 'edit', fn: change } satisfies CustomPlugin]);
}

/** Parses a document. @throws FailureError `corrupt` when it cannot be parsed */
export async function parse(text: string): Promise<SvgRoot> {
  let parsed: SvgRoot = { type: 'root', children: [] };
  await edit(text, (root) => {
    parsed = { ...root, children: [...root.children] };
  });
  return parsed;
}
