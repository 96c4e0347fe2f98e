import type { SvgTrait } from './svgTraits';

/** Which traits of a document endanger which plugin of svgo. */

/** What a plugin must not touch. */
type Guard =
  /** It sees only the attributes that draw something, and no animation. */
  | 'drawing'
  /** It changes only elements that have nothing but attributes that draw: nobody can look for the others. */
  | 'plain'
  /** Like `plain`, with the children. */
  | 'plain-family';

export interface PluginRule {
  readonly name: string;
  /** Traits of a document with which the plugin can change what it means. */
  readonly dangers: readonly SvgTrait[];
  readonly guard?: Guard;
  /** Runs only if the output asks for it. */
  readonly aggressive?: true;
  readonly params?: object;
}

/** Dangers that come from outside of the file, or that its renderings show: an aggressive output takes the risk. */
export const outerDangers: ReadonlySet<SvgTrait> = new Set(['ids', 'classes', 'style', 'selectors']);

const never: readonly SvgTrait[] = [];
/** Whatever looks at elements, or acts on them, finds others after a change of structure. */
const structure: readonly SvgTrait[] = ['script', 'animation', 'style', 'states'];

/**
 * The plugins in the order of svgo's `preset-default`, and what endangers each. Sources: the plugins in svgo 4.1, and the issues
 * of svgo that are named.
 */
export const pluginRules: readonly PluginRule[] = [
  { name: 'removeDoctype', dangers: never },
  { name: 'removeXMLProcInst', dangers: never },
  { name: 'removeComments', dangers: never },
  { name: 'removeDeprecatedAttrs', dangers: ['script', 'selectors'] },
  { name: 'removeMetadata', dangers: never },
  { name: 'removeEditorsNSData', dangers: ['script'] },
  // A line end in `data-*` or `aria-label` is part of the text.
  { name: 'cleanupAttrs', dangers: ['script', 'selectors'], guard: 'drawing' },
  // Moves rules to another place of the cascade. #1834
  { name: 'mergeStyles', dangers: ['script', 'states', 'fonts', 'foreignObject'], aggressive: true },
  // Takes ids and classes away, and gives declarations a priority that no `:hover` or media rule reaches. #1834, #2067
  { name: 'inlineStyles', dangers: ['script', 'animation', 'states', 'foreignObject'], aggressive: true },
  // Drops rules for names that are not in the file, which a page may set, and rules that it cannot parse. #1834
  { name: 'minifyStyles', dangers: ['script', 'states', 'fonts', 'foreignObject'], aggressive: true },
  // Does not know the ids in ARIA attributes (#787), nor each one in `begin` and `end` (#373, #650, #1775).
  { name: 'cleanupIds', dangers: ['script', 'animation', 'ariaIds', 'symbols', 'foreignObject'], aggressive: true },
  // Removes animations, fonts, and scripts in `defs`: they need no id.
  { name: 'removeUselessDefs', dangers: [...structure, 'fonts', 'symbols', 'foreignObject'] },
  // Rounds ids such as "007", and the values of animations, without its guard.
  { name: 'cleanupNumericValues', dangers: ['script', 'selectors', 'foreignObject'], guard: 'drawing' },
  { name: 'convertColors', dangers: ['script', 'selectors', 'foreignObject'], guard: 'drawing' },
  // Removes `role` and unknown attributes (#787), and default values, which protect an icon from what a page lets it inherit.
  {
    name: 'removeUnknownsAndDefaults',
    dangers: ['script', 'animation', 'states', 'symbols', 'foreignObject'],
    aggressive: true,
    params: { keepRoleAttr: true, unknownContent: false, unknownAttrs: false },
  },
  { name: 'removeNonInheritableGroupAttrs', dangers: structure, guard: 'plain' },
  // A width without a stroke waits for an animation, a class, or a place of use that adds the stroke; "none" keeps a page from it.
  { name: 'removeUselessStrokeAndFill', dangers: [...structure, 'classes', 'symbols'], aggressive: true },
  { name: 'cleanupEnableBackground', dangers: ['script', 'selectors'] },
  // Hidden parts may be shown later, and transparent ones can be pointed at. Unused definitions may be used by a page.
  { name: 'removeHiddenElems', dangers: [...structure, 'ids', 'classes', 'links', 'switch', 'symbols', 'foreignObject'] },
  { name: 'removeEmptyText', dangers: [...structure, 'switch'], guard: 'plain' },
  // Selectors and animations rely on the element and its attributes.
  // Browsers draw a rectangle and the same path with other edges.
  { name: 'convertShapeToPath', dangers: [...structure, 'classes'], guard: 'plain', aggressive: true },
  { name: 'convertEllipseToCircle', dangers: [...structure, 'classes'], guard: 'plain' },
  // A moved transformation is no longer the one that an animation replaces, and it turns a filter, too. #1752
  { name: 'moveElemsAttrsToGroup', dangers: [...structure, 'origins'], guard: 'plain-family' },
  // #1437
  { name: 'moveGroupAttrsToElems', dangers: [...structure, 'origins'], guard: 'plain-family' },
  // #534
  { name: 'collapseGroups', dangers: [...structure, 'origins', 'links', 'switch'], guard: 'plain' },
  // Points of animated paths must match, and the length of a line moves its dashes.
  { name: 'convertPathData', dangers: ['script', 'animation', 'selectors', 'origins', 'fonts'] },
  { name: 'convertTransform', dangers: ['script', 'animation', 'selectors', 'origins'] },
  // An empty `data-*` attribute is a flag.
  { name: 'removeEmptyAttrs', dangers: ['script', 'selectors'], guard: 'drawing' },
  { name: 'removeEmptyContainers', dangers: [...structure, 'switch', 'symbols'], guard: 'plain' },
  // Two shapes become one to point at, and edges that meet are drawn once.
  { name: 'mergePaths', dangers: [...structure, 'classes', 'links', 'switch'], aggressive: true },
  // A value can need a prefix, too: attributeName="xlink:href".
  { name: 'removeUnusedNS', dangers: ['script', 'animation', 'foreignObject'] },
  { name: 'sortAttrs', dangers: ['script'] },
  // Of animations of one attribute, and of equal ids, the order decides.
  { name: 'sortDefsChildren', dangers: [...structure, 'fonts'] },
  { name: 'removeDesc', dangers: ['script', 'ariaIds'], aggressive: true },
];

/** The plugins that only change how a file is written: what is left when the others would change what it means. */
export const cautiousPlugins: ReadonlySet<string> = new Set([
  ...['removeDoctype', 'removeXMLProcInst', 'removeComments', 'removeMetadata'],
  ...['removeEditorsNSData', 'cleanupAttrs', 'cleanupNumericValues'],
]);
