import type { Config, CustomPlugin, Visitor } from 'svgo/browser';
import { isDrawingAttribute } from './drawingAttributes';
import { minifyCss } from './minifyCss';
import { localName, type SvgElement, textOf } from './svgDocument';
import { cautiousPlugins, outerDangers, type PluginRule, pluginRules } from './svgoRules';
import { animationElements, type SvgTrait } from './svgTraits';

/** The plugins of svgo that run over a document, each kept from what it must not touch. */

/** How much a document may change. */
export interface MinifyPolicy {
  /** Whether to keep the element `metadata`, which may hold a license. */
  readonly keepMetadata: boolean;
  /** Whether ids, classes, and the kinds of elements may change, which only the outside can rely on. */
  readonly aggressive: boolean;
  /** Whether only the way in which the document is written may change. */
  readonly cautious: boolean;
  /** Whether ids may become shorter. Short ones would meet those of other documents in the same page. */
  readonly shortensIds: boolean;
  /** Digits after the decimal point of coordinates. */
  readonly precision: number;
}

/** What a plugin is kept from. */
type Accepts = (element: SvgElement) => boolean;

/** Vocabularies of metadata. svgo counts them among the data of editors. */
const metadataNamespaces: ReadonlySet<string> = new Set([
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  'http://creativecommons.org/ns#',
  'http://purl.org/dc/elements/1.1/',
]);

function isPlain({ attributes }: SvgElement): boolean {
  return Object.keys(attributes).every(isDrawingAttribute);
}

function isPlainFamily(element: SvgElement): boolean {
  return isPlain(element) && element.children.every((child) => child.type !== 'element' || isPlain(child));
}

function isStill(element: SvgElement): boolean {
  return !animationElements.has(localName(element));
}

/** Calls a visitor while the element has no attributes but the given ones. */
function withOnly<T>(element: SvgElement, isSeen: (name: string, value: string) => boolean, visit: () => T): T {
  const hidden = Object.entries(element.attributes).filter(([name, value]) => !isSeen(name, value));
  for (const [name] of hidden) delete element.attributes[name];
  const result = visit();
  Object.assign(element.attributes, Object.fromEntries(hidden));
  return result;
}

/** A visitor that sees only certain elements. */
function onlyFor(accepts: Accepts, visitor: Visitor): Visitor {
  const { enter, exit } = visitor.element ?? {};
  return {
    ...visitor,
    element: {
      ...(enter && { enter: (element, parent) => (accepts(element) ? enter(element, parent) : undefined) }),
      ...(exit && { exit: (element, parent) => (accepts(element) ? exit(element, parent) : undefined) }),
    },
  };
}

/** A visitor that sees only certain attributes. */
function onlyOn(isSeen: (name: string, value: string) => boolean, visitor: Visitor): Visitor {
  const enter = visitor.element?.enter;
  if (!enter) return visitor;
  return {
    ...visitor,
    element: { ...visitor.element, enter: (element, parent) => withOnly(element, isSeen, () => enter(element, parent)) },
  };
}

function guarded(rule: PluginRule, visitor: Visitor, policy: MinifyPolicy): Visitor {
  if (rule.name === 'removeEditorsNSData' && policy.keepMetadata) return onlyOn((_, value) => !metadataNamespaces.has(value), visitor);
  // svgo rounds 50% to 127 instead of 128.
  if (rule.name === 'convertColors')
    return onlyFor(
      isStill,
      onlyOn((name, value) => isDrawingAttribute(name) && !value.includes('%'), visitor),
    );
  if (rule.guard === 'drawing') return onlyFor(isStill, onlyOn(isDrawingAttribute, visitor));
  if (rule.guard === undefined || policy.aggressive) return visitor;
  return onlyFor(rule.guard === 'plain' ? isPlain : isPlainFamily, visitor);
}

/** svgo replaces curves by others within a tolerance. By default only rounding changes a coordinate. */
const exactPaths = { makeArcs: false, straightCurves: false, convertToQ: false, applyTransforms: false };
/** A rule may add markers at points, or round ends to lines without length. */
const allPoints = { removeUseless: false, collapseRepeated: false };

function paramsOf({ name, params }: PluginRule, traits: ReadonlySet<SvgTrait>, policy: MinifyPolicy): object {
  const { aggressive, shortensIds, precision } = policy;
  const isPath = name === 'convertPathData';
  const paths = { ...(isPath && !aggressive && exactPaths), ...(isPath && traits.has('states') && allPoints) };
  return {
    floatPrecision: precision,
    transformPrecision: precision + 2,
    ...params,
    ...paths,
    ...(name === 'cleanupIds' && { minify: shortensIds }),
  };
}

function runs({ name, dangers, aggressive: isExtra }: PluginRule, traits: ReadonlySet<SvgTrait>, policy: MinifyPolicy): boolean {
  if (policy.cautious && !cautiousPlugins.has(name)) return false;
  if ((isExtra && !policy.aggressive) || (name === 'removeMetadata' && policy.keepMetadata)) return false;
  return !dangers.some((trait) => traits.has(trait) && !(policy.aggressive && outerDangers.has(trait)));
}

/** Minifies style sheets and `style` attributes by their white space. */
function minifyStyle(element: SvgElement): void {
  const { style, type } = element.attributes;
  if (style !== undefined) element.attributes.style = minifyCss(style).replace(/;$/, '');
  if (localName(element) !== 'style' || (type && type !== 'text/css')) return;
  const css = minifyCss(textOf(element));
  const isCdata = element.children.some((child) => child.type === 'cdata') && /[<&>]/.test(css) && !css.includes(']]>');
  element.children = css === '' ? [] : [{ type: isCdata ? 'cdata' : 'text', value: css }];
}

/** The plugins for a document with these traits. */
export async function pluginsFor(traits: ReadonlySet<SvgTrait>, policy: MinifyPolicy): Promise<Config['plugins']> {
  const { builtinPlugins } = await import('svgo/browser');
  const plugins = pluginRules.flatMap((rule): CustomPlugin[] => {
    const builtin = builtinPlugins.find(({ name }) => name === rule.name);
    if (!builtin || !runs(rule, traits, policy)) return [];
    const run = builtin.fn as CustomPlugin['fn'];
    const fn: CustomPlugin['fn'] = (root, _, info) => {
      const visitor = run(root, paramsOf(rule, traits, policy), info);
      return visitor && guarded(rule, visitor, policy);
    };
    return [{ name: rule.name, fn }];
  });
  const styles: CustomPlugin = { name: 'minifyStyle', fn: () => ({ element: { enter: minifyStyle } }) };
  return [...plugins, styles];
}
