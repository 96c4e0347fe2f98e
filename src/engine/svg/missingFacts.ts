import { isDrawingAttribute } from './drawingAttributes';
import { minifyCss } from './minifyCss';
import { elementsOf, localName, type SvgElement, type SvgRoot, textOf } from './svgDocument';
import { animationElements } from './svgTraits';

/**
 * Compares two documents by what they contain apart from the drawing: names, links, roles, texts, scripts, animations, style
 * sheets. Whatever a minifier does, nothing of that may be lost.
 */

/** Elements whose number says nothing: other elements can draw the same. */
const drawingElements: ReadonlySet<string> = new Set([
  ...['g', 'defs', 'path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'text', 'tspan'],
  ...['style', 'metadata', 'svg', 'clipPath', 'mask', 'pattern', 'linearGradient', 'radialGradient', 'stop', 'filter', 'marker'],
]);

/** What an output that asks for more may lose: names, how they are used, and what is said about the editor. */
const outerFacts = /^(?:@(?:id|class|xml:id|href|xlink:href)=|style=|<use>|text=(?:Created with|Created using))/;

/** Names and values of attributes as a parser of XML sees them. */
function spaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The prefixes of vocabularies of editors, and the elements and attributes that have them. */
function isForeign(name: string): boolean {
  return name.includes(':') && !/^(?:xml|xlink|svg):/.test(name);
}

function* attributeFacts(element: SvgElement): Generator<string> {
  const isAnimation = animationElements.has(localName(element));
  for (const [name, value] of Object.entries(element.attributes)) {
    const isDropped = isForeign(name) || (isDrawingAttribute(name) && !isAnimation) || name === 'xml:space';
    // Whether the attribute is SVG 1.1 or SVG 2 makes no difference.
    if (!isDropped) yield `@${name}=${spaced(value)}`;
  }
}

function* factsOf(element: SvgElement): Generator<string> {
  const name = localName(element);
  if (isForeign(element.name)) return;
  if (!drawingElements.has(name)) yield `<${name}>`;
  yield* attributeFacts(element);
  const text = textOf(element);
  if (name === 'style') yield `style=${minifyCss(text)}`;
  else if (text.trim() !== '') yield `text=${spaced(text)}`;
}

/** The references of a document to ids that it lacks. */
function danglingReferences(root: SvgRoot): number {
  const elements = [...elementsOf(root)];
  const ids = new Set(elements.map(({ attributes }) => attributes.id));
  const references = elements.flatMap(({ attributes }) =>
    Object.entries(attributes).flatMap(([name, value]) => {
      const urls = [...value.matchAll(/url\(\s*["']?#([^"')]+)["']?\s*\)/g)].map(([, id]) => id);
      return name === 'href' || name === 'xlink:href' ? [...urls, ...(value.startsWith('#') ? [value.slice(1)] : [])] : urls;
    }),
  );
  return references.filter((id) => !ids.has(id)).length;
}

/** Facts with how often they occur, without those inside of removed metadata. */
function count(root: SvgRoot, keepMetadata: boolean): Map<string, number> {
  const counts = new Map<string, number>();
  const dropped = new Set<SvgElement>();
  for (const element of elementsOf(root)) {
    if (!keepMetadata && localName(element) === 'metadata') for (const each of [element, ...elementsOf(element)]) dropped.add(each);
    if (dropped.has(element)) continue;
    for (const fact of factsOf(element)) counts.set(fact, (counts.get(fact) ?? 0) + 1);
  }
  return counts;
}

/**
 * What a document lacks that its source has.
 * @param policy whether metadata had to stay, and whether names may have changed
 */
export function missingFacts(source: SvgRoot, result: SvgRoot, policy: { keepMetadata: boolean; aggressive: boolean }): string[] {
  const found = count(result, policy.keepMetadata);
  const missing = [...count(source, policy.keepMetadata)]
    .filter(([fact, times]) => (found.get(fact) ?? 0) < times && !(policy.aggressive && outerFacts.test(fact)))
    .map(([fact]) => fact);
  return danglingReferences(result) > danglingReferences(source) ? [...missing, 'reference'] : missing;
}
