import * as l10n from '@vscode/l10n';
import { putForeignContent, takeForeignContent } from './foreignContent';
import { missingFacts } from './missingFacts';
import { cannotPrefix, prefixNames } from './prefixNames';
import { looksTheSame } from './sameLook';
import { edit, parse, rootElement, type SvgRoot, transform } from './svgDocument';
import { type MinifyPolicy, pluginsFor } from './svgoPlugins';
import { decodeSvg, encodeSvg } from './svgText';
import { isUntouchable, traitsOf } from './svgTraits';

/** Minifies SVGs, and makes sure that they look and behave as before. */

/** What an output asks for. */
export interface SvgRequest {
  /** Whether to keep the element `metadata`, which may hold a license. */
  readonly keepMetadata: boolean;
  /** Whether ids, classes, and the kinds of elements may change where nothing in the file relies on them. */
  readonly aggressive: boolean;
  /** Put before all ids and classes. */
  readonly prefix?: string | undefined;
}

export interface MinifiedSvg {
  /** The source itself if nothing could be done safely. */
  readonly bytes: Buffer;
  /** What is worth knowing about it, as sentences. */
  readonly notes: readonly string[];
}

/** Pixels of a large screen, and the part of one of them by which rounding may move a point. */
const screenSide = 2048;
const tolerance = 0.05;

/** Digits after the decimal point of coordinates: more for a drawing whose unit is large on a screen. */
function precisionFor(root: SvgRoot): number {
  const { viewBox, width } = rootElement(root)?.attributes ?? {};
  const sides = viewBox
    ?.trim()
    .split(/[\s,]+/)
    .slice(2)
    .map(Number) ?? [Number.parseFloat(width ?? '')];
  const extent = Math.max(...sides.filter((side) => side > 0), 0);
  if (extent === 0) return 3;
  return Math.min(8, Math.max(3, Math.ceil(Math.log10(screenSide / (2 * tolerance * extent)))));
}

/** How far a document is changed: each is tried when the result of the one before would differ. */
const attempts = [
  { aggressive: true, cautious: false },
  { aggressive: false, cautious: false },
  { aggressive: false, cautious: true },
] as const;

/** Whether a minified document has everything that its source has, and looks the same. */
async function isFaithful(source: string, minified: string, policy: MinifyPolicy): Promise<boolean> {
  const missing = missingFacts(await parse(source), await parse(minified), policy);
  return missing.length === 0 && (await looksTheSame(source, minified));
}

/** @returns undefined if the result would differ */
async function minified(source: string, root: SvgRoot, policy: MinifyPolicy): Promise<string | undefined> {
  const { text, contents } = takeForeignContent(source);
  try {
    const small = await transform(text, await pluginsFor(traitsOf(root), policy), true);
    const result = putForeignContent(small, contents);
    return (await isFaithful(source, result, policy)) ? result : undefined;
  } catch {
    // A plugin cannot handle the document, or its result cannot be drawn.
    return undefined;
  }
}

async function prefixed(source: string, root: SvgRoot, prefix: string): Promise<string> {
  const { text, contents } = takeForeignContent(source);
  if (traitsOf(root).has('script') || contents.some((each) => /\b(?:id|class|href)\s*=|url\(/.test(each))) throw cannotPrefix();
  const result = putForeignContent(await edit(text, (document) => prefixNames(document, prefix)), contents);
  if (!(await looksTheSame(source, result))) throw cannotPrefix();
  return result;
}

/**
 * Minifies an SVG. A compressed one (svgz) remains compressed.
 * @throws FailureError `corrupt` when it cannot be parsed, `unsupported` when its ids cannot be given the prefix
 */
export async function minifySvg(svg: Buffer, { keepMetadata, aggressive, prefix }: SvgRequest): Promise<MinifiedSvg> {
  const source = decodeSvg(svg);
  const root = await parse(source);
  if (isUntouchable(source, root)) {
    if (prefix !== undefined) throw cannotPrefix();
    return { bytes: svg, notes: [l10n.t('The SVG was not changed, because a script or its document type may rely on how it is written.')] };
  }
  const named = prefix === undefined ? source : await prefixed(source, root, prefix);
  const document = prefix === undefined ? root : await parse(named);
  const policy = { keepMetadata, shortensIds: prefix === undefined, precision: precisionFor(root) };
  for (const attempt of aggressive ? attempts : attempts.slice(1)) {
    const result = await minified(named, document, { ...attempt, ...policy });
    if (result !== undefined) return { bytes: encodeSvg(result, svg), notes: [] };
  }
  const notes = [l10n.t('The SVG was not changed, because a smaller one would look or behave differently.')];
  return { bytes: prefix === undefined ? svg : encodeSvg(named, svg), notes };
}
