import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { minifyCss } from './minifyCss';
import { elementsOf, localName, type SvgElement, type SvgRoot, textOf } from './svgDocument';

/**
 * Puts a prefix before the ids and classes of a document and before all that refers to them, so that several documents can stand in
 * one page. svgo's own plugin misses ids in ARIA attributes and most of those in `begin` and `end` (#2073, #2207 of svgo).
 */

type Rename = (name: string) => string;

/** Attributes with a list of ids, separated by spaces. */
const idLists = /^aria-(?:labelledby|describedby|details|controls|owns|flowto|activedescendant|errormessage)$/;

/** Strings and attribute selectors, which are left alone, or an id or a class in a selector. */
const nameInSelector = /"[^"]*"|'[^']*'|\[[^\]]*\]|([#.])((?:[_a-z-]|[^\0-\x7f])(?:[\w-]|[^\0-\x7f])*)/gi;

function renameUrls(text: string, rename: Rename): string {
  return text.replace(/(url\(\s*["']?#)([^"')\s]+)/g, (_, start: string, id: string) => start + rename(id));
}

function renameList(text: string, rename: Rename): string {
  return text.split(/\s+/).filter(Boolean).map(rename).join(' ');
}

function renameStyle(css: string, rename: Rename): string {
  const selectors = minifyCss(css).replace(/[^{};]*\{/g, (prelude) => {
    if (prelude.startsWith('@')) return prelude;
    return prelude.replace(nameInSelector, (whole, sign?: string, name?: string) => (sign && name ? sign + rename(name) : whole));
  });
  return renameUrls(selectors, rename);
}

function renamedValue(name: string, value: string, rename: Rename): string {
  if (name === 'id' || name === 'xml:id') return rename(value);
  if (name === 'class' || idLists.test(name)) return renameList(value, rename);
  if (name === 'begin' || name === 'end')
    return value.replace(/(^|;)(\s*)([a-z_][^.;\s]*)(?=\.[a-z])/gi, (_, sign, space, id) => sign + space + rename(id));
  if (name === 'values' || name === 'from' || name === 'to' || name === 'href' || name === 'xlink:href')
    return value.replace(/(^|;)(\s*#)([^;\s]+)/g, (_, sign, hash, id) => sign + hash + rename(id));
  return renameUrls(value, rename);
}

function namesOf({ attributes }: SvgElement): string[] {
  return [attributes.id, ...(attributes.class ?? '').split(/\s+/)].filter((name): name is string => Boolean(name));
}

/** Colors in `values` and `from` look like ids. Only ids of the document are renamed, and classes. */
function renaming(root: SvgRoot, prefix: string): Rename {
  const names = new Set([...elementsOf(root)].flatMap(namesOf));
  const isDone = [...names].every((name) => name.startsWith(prefix));
  return (name) => (isDone || !names.has(name) ? name : prefix + name);
}

/**
 * Renames in a parsed document. A document whose names all have the prefix remains as it is.
 * @param prefix letters, digits, `-`, and `_`
 */
export function prefixNames(root: SvgRoot, prefix: string): void {
  const rename = renaming(root, prefix);
  for (const element of elementsOf(root)) {
    for (const [name, value] of Object.entries(element.attributes)) element.attributes[name] = renamedValue(name, value, rename);
    if (localName(element) === 'style') element.children = [{ type: 'text', value: renameStyle(textOf(element), rename) }];
  }
}

/** The failure of a document whose names cannot be found: a script can put them together from parts. */
export function cannotPrefix(): FailureError {
  return new FailureError(
    'unsupported',
    l10n.t('This SVG contains a script or HTML that may use its ids, so they cannot be given a prefix. Leave "prefix" out for it.'),
  );
}

/** The prefix for a file, in which `{name}` stands for its name without the extension. */
export function filePrefix(template: string, name: string): string {
  const prefix = template.replaceAll('{name}', name.replace(/[^\w-]/g, '_'));
  return /^[a-z_]/i.test(prefix) ? prefix : `_${prefix}`;
}
