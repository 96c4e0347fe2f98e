import { readFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { decodeSvg, isGzip } from './svgText';

/**
 * The WebAssembly build of libvips draws SVGs by another library than the native one (resvg instead of librsvg). It has no fonts, and
 * leaves out what it does not know, without an error. What both draw alike is tested in `test/engine/svg/undrawableParts.test.ts`.
 */

/** Selectors of resvg: types, classes, ids, attributes, children, and the first child. */
const otherSelector = /[+~]|:(?!first-child\b)|\[[^\]]*[~|^$*]=/;

/** Properties that only one of the libraries knows in a style sheet. */
const otherProperty = /(?:^|[;{\s])(?:transform(?:-\w+)?|x|y|r|rx|ry|cx|cy|width|height|d|vector-effect)\s*:|\bvar\(/;

/** Colors as functions with spaces, and those of which only one library knows the space. */
const otherColor = /\bhwb\(|\b(?:rgba?|hsla?)\(\s*[\d.]+(?:%|deg)?\s+[\d.]/i;

function hasOtherRules(css: string): boolean {
  const plain = css.replace(/\/\*.*?\*\//gs, '').replace(/<!\[CDATA\[|\]\]>/g, '');
  if (plain.includes('@')) return true;
  return plain.split('}').some((rule) => {
    const [selectors = '', declarations = ''] = rule.split('{');
    return otherSelector.test(selectors) || otherProperty.test(declarations);
  });
}

function hasOtherStyles(text: string): boolean {
  const sheets = Array.from(text.matchAll(/<(?:\w+:)?style[^>]*>(.*?)<\/(?:\w+:)?style>/gs), ([, css]) => css ?? '');
  const isOutside = text.includes('<?xml-stylesheet');
  return isOutside || sheets.some(hasOtherRules) || valuesOf(text, 'style').some((style) => otherProperty.test(style));
}

/** The values of an attribute, in elements of any name. */
function valuesOf(text: string, attribute: string): string[] {
  const pattern = new RegExp(`\\s${attribute}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g');
  return Array.from(text.matchAll(pattern), ([, double, single]) => double ?? single ?? '');
}

function has(text: string, ...elements: readonly string[]): boolean {
  return new RegExp(`<(?:\\w+:)?(?:${elements.join('|')})[\\s/>]`).test(text);
}

/** Links to something outside of the document, and to images inside it that only one of the libraries draws. */
function hasOtherLinks(text: string): boolean {
  return valuesOf(text, '(?:xlink:)?href').some((link) => !/^\s*(?:#|data:image\/(?:png|jpe?g);base64,)/.test(link));
}

/** The size that a document must have, to be drawn as large by both libraries. */
function lacksSize(text: string): boolean {
  const [root = ''] = /<(?:\w+:)?svg(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(text) ?? [];
  const [[width], [height], [viewBox]] = ['width', 'height', 'viewBox'].map((name) => valuesOf(root, name)) as [
    string[],
    string[],
    string[],
  ];
  const isZero = (side: string | undefined) => side !== undefined && Number.parseFloat(side) === 0;
  return isZero(width) || isZero(height) || (viewBox === undefined && (width === undefined || height === undefined));
}

/** What each kind is called in the message, and how it is recognized. */
const parts: readonly (readonly [name: () => string, isIn: (text: string) => boolean])[] = [
  [() => l10n.t('text'), (text) => has(text, 'text')],
  [() => l10n.t('embedded images'), (text) => has(text, 'feImage') || (has(text, 'image', 'use') && hasOtherLinks(text))],
  [() => l10n.t('alternatives'), (text) => has(text, 'switch', 'foreignObject') || /\ssystemLanguage\s*=/.test(text)],
  [() => l10n.t('light effects'), (text) => has(text, 'fe(?:Diffuse|Specular)Lighting') || /"Background(?:Image|Alpha)"/.test(text)],
  [() => l10n.t('style rules'), hasOtherStyles],
  [() => l10n.t('transformations'), (text) => /\s(?:transform-origin|transform-box|vector-effect)\s*=/.test(text)],
  [() => l10n.t('colors'), (text) => otherColor.test(text)],
  [() => l10n.t('no size'), lacksSize],
];

/** The first thing in an SVG that the WebAssembly build would leave out or draw differently. @param text of the document */
export function undrawablePart(text: string): string | undefined {
  return parts.find(([, isIn]) => isIn(text))?.[0]();
}

/**
 * Refuses an SVG that the WebAssembly build of the image library does not draw as the native one does.
 * @throws FailureError `unsupported`
 */
export function refuseUndrawable(path: string): void {
  const bytes = readFileSync(path);
  const part = isGzip(bytes) ? l10n.t('compressed') : undrawablePart(decodeSvg(bytes));
  if (part === undefined) return;
  const message = l10n.t('Only the native image library draws this SVG correctly ({0}), and it does not work here.', part);
  throw new FailureError('unsupported', message);
}
