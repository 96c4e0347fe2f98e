import { edit, elementsOf, localName, rootElement, type SvgElement, type SvgRoot } from './svgDocument';

/** SVGs that draw nothing by themselves: sprites, whose symbols other documents use by their id. */

/** Elements that draw only where something refers to them. */
const definitions: ReadonlySet<string> = new Set([
  ...['defs', 'symbol', 'view', 'style', 'script', 'title', 'desc', 'metadata', 'clipPath', 'mask', 'pattern', 'marker', 'filter'],
  ...['linearGradient', 'radialGradient'],
]);

/** An SVG that draws nothing by itself. */
export interface Sprite {
  /** The ids of its symbols. */
  readonly symbols: readonly string[];
}

/** The ids of the symbols in a document. */
export function symbolsOf(root: SvgRoot): string[] {
  const symbols = [...elementsOf(root)].filter((element) => localName(element) === 'symbol');
  return symbols.flatMap(({ attributes }) => attributes.id ?? []);
}

function isHidden({ attributes }: SvgElement): boolean {
  return attributes.display === 'none' || /display\s*:\s*none/.test(attributes.style ?? '');
}

/** Groups are looked into: some tools put the symbols of a sprite in one. */
function drawsNothing(element: SvgElement): boolean {
  return element.children.every((child) => {
    if (child.type !== 'element' || child.name.includes(':')) return true;
    return definitions.has(child.name) || isHidden(child) || (child.name === 'g' && drawsNothing(child));
  });
}

/** Finds out whether a document is a sprite. @returns undefined if it draws something, or has nothing to refer to */
export function spriteOf(document: SvgRoot): Sprite | undefined {
  const svg = rootElement(document);
  if (!svg || localName(svg) !== 'svg') return undefined;
  const isSized = !['width', 'height'].some((name) => Number.parseFloat(svg.attributes[name] ?? '1') === 0);
  if (isSized && !isHidden(svg) && !drawsNothing(svg)) return undefined;
  const symbols = symbolsOf(document);
  const hasDefinitions = [...elementsOf(document)].some(({ attributes }) => attributes.id !== undefined);
  return symbols.length > 0 || hasDefinitions ? { symbols } : undefined;
}

/** Side of the square in which a symbol is drawn, in pixels, and the most that a sheet shows. */
const cellSide = 64;
const maxCells = 1024;

/**
 * A document that shows the symbols of another one in rows, so that they can be drawn and compared.
 * @param symbols their ids
 */
export function symbolSheet(text: string, symbols: readonly string[]): Promise<string> {
  const shown = symbols.slice(0, maxCells);
  const columns = Math.ceil(Math.sqrt(shown.length));
  const [width, height] = [columns * cellSide, Math.ceil(shown.length / columns) * cellSide];
  return edit(text, (document) => {
    const svg = rootElement(document);
    if (!svg) return;
    const prefix = svg.name.slice(0, svg.name.indexOf(':') + 1);
    const { style: _s, display: _d, hidden: _h, ...attributes } = svg.attributes;
    const link = 'http://www.w3.org/1999/xlink';
    svg.attributes = { ...attributes, 'xmlns:xlink': link, width: `${width}`, height: `${height}`, viewBox: `0 0 ${width} ${height}` };
    const uses = shown.map((id, index): SvgElement => {
      const place = { x: `${(index % columns) * cellSide}`, y: `${Math.floor(index / columns) * cellSide}` };
      const size = { width: `${cellSide}`, height: `${cellSide}` };
      return { type: 'element', name: `${prefix}use`, attributes: { 'xlink:href': `#${id}`, ...place, ...size }, children: [] };
    });
    svg.children.push(...uses);
  });
}
