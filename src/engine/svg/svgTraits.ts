import { elementsOf, localName, type SvgElement, type SvgRoot, textOf } from './svgDocument';

/** What an SVG contains that a change of its structure can break. */

/**
 * - `script`: scripts or event handlers, which can look at every element and attribute
 * - `animation`: SMIL animations, which replace attributes of certain elements
 * - `style`: style sheets, whose selectors can depend on the names, order, and attributes of elements
 * - `selectors`: selectors that ask for attributes
 * - `states`: rules that hold only sometimes (media, hover, keyframes, variables), so one rendering does not show them
 * - `ids`, `classes`: names by which a page, a script, or a style sheet can reach parts of the drawing
 * - `ariaIds`: ids that describe elements to assistive technology
 * - `symbols`: symbols and views, which other files use by their id
 * - `links`: links and tooltips, which have an area to point at that need not be visible
 * - `foreignObject`: HTML in the SVG
 * - `switch`: the first child that applies is shown, even an empty one
 * - `fonts`: fonts defined in the SVG
 * - `origins`: transformations by CSS or around an origin, and paths in CSS, which depend on the element that has them
 */
export type SvgTrait =
  | 'script'
  | 'animation'
  | 'style'
  | 'selectors'
  | 'states'
  | 'ids'
  | 'classes'
  | 'ariaIds'
  | 'symbols'
  | 'links'
  | 'foreignObject'
  | 'switch'
  | 'fonts'
  | 'origins';

export const animationElements: ReadonlySet<string> = new Set([
  'animate',
  'animateColor',
  'animateMotion',
  'animateTransform',
  'discard',
  'mpath',
  'set',
]);

const traitsByElement: Readonly<Record<string, SvgTrait>> = {
  script: 'script',
  handler: 'script',
  style: 'style',
  symbol: 'symbols',
  view: 'symbols',
  a: 'links',
  foreignObject: 'foreignObject',
  switch: 'switch',
  font: 'fonts',
  'font-face': 'fonts',
  ...Object.fromEntries([...animationElements].map((name) => [name, 'animation'])),
};

/** CSS that looks different at times. Nested rules begin with `&`. */
const conditionalCss =
  /@(?!charset|font-face|namespace)|:(?!root|not|first-child|last-child|nth-)[a-z-]+[^;{}]*\{|var\(|--[\w-]|&|transition|animation/i;

const originCss = /transform|\bd\s*:\s*path|translate\s*:|rotate\s*:|scale\s*:|offset/i;

function* traitsOfCss(css: string): Generator<SvgTrait> {
  if (conditionalCss.test(css)) yield 'states';
  if (originCss.test(css)) yield 'origins';
  if (css.includes('[')) yield 'selectors';
}

function* traitsOfAttribute(name: string, value: string): Generator<SvgTrait> {
  if (/^on[a-z]/.test(name) || /^\s*javascript:/i.test(value)) yield 'script';
  if (name === 'id' || name === 'xml:id') yield 'ids';
  if (name === 'class') yield 'classes';
  if (/^aria-(?:labelledby|describedby|details|controls|owns|flowto|activedescendant)$/.test(name)) yield 'ariaIds';
  if (name === 'transform-origin' || name === 'transform-box') yield 'origins';
  if (value.includes('var(')) yield 'states';
  if (name === 'style') yield* traitsOfCss(value);
}

function* traitsOfElement(element: SvgElement): Generator<SvgTrait> {
  const name = localName(element);
  const trait = traitsByElement[name];
  if (trait) yield trait;
  if (name === 'style') {
    yield* traitsOfCss(textOf(element));
    if (element.attributes.media) yield 'states';
    if (/@import/.test(textOf(element))) for (const each of ['selectors', 'origins'] as const) yield each;
  }
  for (const [key, value] of Object.entries(element.attributes)) yield* traitsOfAttribute(key, value);
}

/** The traits of a parsed document. */
export function traitsOf(root: SvgRoot): ReadonlySet<SvgTrait> {
  const traits = new Set<SvgTrait>();
  const elements = [...elementsOf(root)];
  for (const element of elements) for (const trait of traitsOfElement(element)) traits.add(trait);
  // The title of the whole drawing is not a tooltip of one part.
  const inner = new Set(elements.filter((element) => localName(element) !== 'svg').flatMap(({ children }) => children));
  if (elements.some((element) => localName(element) === 'title' && inner.has(element))) traits.add('links');
  const isStyled = root.children.some((child) => child.type === 'instruction' && child.name === 'xml-stylesheet');
  // A style sheet in another file can contain anything.
  if (isStyled) for (const trait of ['style', 'selectors', 'states', 'origins'] as const) traits.add(trait);
  return traits;
}

/** Scripts that walk through nodes or read markup notice even a removed line end. */
const walkingScript =
  /childNodes|firstChild|lastChild|nextSibling|previousSibling|(?:inner|outer)HTML|textContent|nodeValue|NodeIterator|TreeWalker|XMLSerializer|evaluate\(|insertBefore|\.data\b|cloneNode/;

/**
 * Whether something may depend on how the file is written, so that it must remain byte for byte: a script that is not in it or
 * that walks through its nodes, or a document type that adds attributes or markup.
 * @param text of the document
 */
export function isUntouchable(text: string, root: SvgRoot): boolean {
  const [, subset] = /<!DOCTYPE[^>[]*\[(.*?)\]\s*>/s.exec(text) ?? [];
  // Attribute defaults, parameter entities, and entities with markup or other entities inside.
  if (
    subset !== undefined &&
    /<!(?:ATTLIST|ELEMENT|NOTATION)|<!ENTITY\s+%|%\w+;|<!ENTITY\s+\S+\s+(?:SYSTEM|PUBLIC|(["'])[^"']*[&<%])/s.test(subset)
  )
    return true;
  if (/<\?xml\s[^>]*version\s*=\s*["'](?!1\.0)/.test(text)) return true;
  for (const element of elementsOf(root)) {
    if (localName(element) !== 'script') continue;
    const isOutside = 'href' in element.attributes || 'xlink:href' in element.attributes || 'src' in element.attributes;
    if (isOutside || walkingScript.test(textOf(element))) return true;
  }
  return false;
}
